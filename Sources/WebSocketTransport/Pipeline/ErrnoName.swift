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
