import Glibc
import NIOCore

/// Names of the errors that connections meet, for reports.
enum ErrnoName {
    static func of(_ code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "ECONNREFUSED"
        case ECONNRESET: "ECONNRESET"
        case ECONNABORTED: "ECONNABORTED"
        case EPIPE: "EPIPE"
        case ETIMEDOUT: "ETIMEDOUT"
        case EHOSTUNREACH: "EHOSTUNREACH"
        case ENETUNREACH: "ENETUNREACH"
        case ENETDOWN: "ENETDOWN"
        case EADDRNOTAVAIL: "EADDRNOTAVAIL"
        case EADDRINUSE: "EADDRINUSE"
        case EMFILE: "EMFILE"
        case ENFILE: "ENFILE"
        case ENOBUFS: "ENOBUFS"
        case ENOMEM: "ENOMEM"
        case EACCES: "EACCES"
        case EPERM: "EPERM"
        case EINVAL: "EINVAL"
        default: "errno \(code)"
        }
    }

    /// What a name means, for people; the text itself where it is no name.
    static func words(_ name: String) -> String {
        let words: [String: String] = [
            "ECONNREFUSED": "connection refused", "ECONNRESET": "reset by the peer",
            "ECONNABORTED": "aborted", "EPIPE": "the peer has ended it", "ETIMEDOUT": "no answer",
            "EHOSTUNREACH": "no route to the host", "ENETUNREACH": "no route to the network",
            "ENETDOWN": "the network is down", "EADDRNOTAVAIL": "no local address or port is left",
            "EADDRINUSE": "the local address is in use", "EMFILE": "no file descriptor is left",
            "ENFILE": "no file descriptor is left", "EACCES": "not allowed", "EPERM": "not allowed",
        ]
        return words[name].map { "\($0) (\(name))" } ?? name
    }

    /// A short text for an error that connecting met.
    static func text(of error: any Error) -> String {
        if let failure = error as? IOError {
            return of(failure.errnoCode)
        }
        if case ChannelError.connectTimeout = error {
            return "ETIMEDOUT"
        }
        return "\(error)"
    }
}
