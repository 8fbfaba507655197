import Glibc
import NIOCore
import NIOPosix

/// What the system says when a target cannot be reached, in plain words.
package enum ConnectErrorText {
    /// The words for an error of connecting, with what to look at.
    ///
    /// - Parameter host: the target's name or address.
    package static func words(_ error: any Error, host: String) -> String {
        switch error {
        case let failure as IOError: return words(errno: failure.errnoCode)
        case ChannelError.connectTimeout: return words(errno: ETIMEDOUT)
        case let failure as NIOConnectionError:
            // Several addresses were tried; the last one's word is as good as any.
            if let last = failure.connectionErrors.last { return words(last.error, host: host) }
            return unresolved(host)
        case is SocketAddressError, is SocketAddressError.UnknownHost: return unresolved(host)
        default: return "\(error)"
        }
    }

    /// The words for an error number of connect(2).
    static func words(errno code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "connection refused: nothing listens there; is it running, and is the port right?"
        case ECONNRESET: "the connection was reset: something listens there and did not want it"
        case ETIMEDOUT: "no answer: is the address right, and does a firewall drop what is sent to it?"
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN: "there is no route to it: is the address right?"
        case EADDRNOTAVAIL: "no local address or port is left for it: see --source"
        case EMFILE, ENFILE: "no file descriptor is left: raise the limit (`ulimit -n`)"
        case EACCES, EPERM: "the system does not allow it: a firewall, or a broadcast address"
        default: "errno \(code), \(String(cString: strerror(code)))"
        }
    }

    private static func unresolved(_ host: String) -> String {
        "the name \(host) cannot be resolved: is it spelled right, and does the resolver work?"
    }
}
