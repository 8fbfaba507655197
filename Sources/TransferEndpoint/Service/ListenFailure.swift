import Glibc
import NIOCore
import TextFormats

/// Why an address cannot be listened on, in words that tell what to change.
package struct ListenFailure: Error, Equatable, CustomStringConvertible, Sendable {
    package let description: String

    /// Makes a failure from what the system said.
    ///
    /// - `what`: what was to listen, as `charge points`.
    /// - `flag`: the option that gives the address, as `--listen`.
    package init(_ what: String, flag: String, host: String, port: Int, _ error: any Error) {
        let address = HostPort(host: host, port: port)
        description = "cannot listen on \(address) for \(what): \(Self.words(error, host, flag))"
    }

    /// What the system said and what to do about it.
    ///
    /// - `flag`: the option that gives the address.
    package static func words(_ error: any Error, _ host: String, _ flag: String) -> String {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            return "the address is in use: end the process that listens there, or give \(flag) another port (0 picks a "
                + "free one)"
        case EACCES, EPERM:
            return "this user may not listen there: give \(flag) a port from 1024 on"
        case EADDRNOTAVAIL: return "\(host) is no address of this machine: give \(flag) one, or 0.0.0.0 for all"
        case EMFILE, ENFILE: return "no file descriptor is left: raise the limit (`ulimit -n`)"
        case let code?: return "errno \(code), \(String(cString: strerror(code)))"
        case nil: break
        }
        if error is SocketAddressError || error is SocketAddressError.UnknownHost {
            return "the name \(host) cannot be resolved: is it spelled right?"
        }
        return "\(error)"
    }
}
