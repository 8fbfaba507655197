import Glibc
import Synchronization

/// Standard input and files, read whole up to a limit; nothing here raises.
package enum StandardInput {
    /// Why there is no text.
    package enum Failure: Error, Equatable {
        /// More than the limit.
        case tooLarge
        /// `errno` of the system.
        case system(Int32)

        /// The reason, for an operator.
        package var reason: String {
            switch self {
            case .tooLarge: "is too large"
            case .system(let code): String(cString: strerror(code))
            }
        }
    }

    private static let isClosed = Mutex(false)

    static func noteClosed() { isClosed.withLock { $0 = true } }

    /// Reads standard input to its end.
    package static func read(upTo limit: Int) throws(Failure) -> [UInt8] {
        guard !isClosed.withLock({ $0 }) else { throw .system(EBADF) }
        return try read(0, upTo: limit)
    }

    /// Reads a file, a pipe or a device to its end.
    package static func read(file path: String, upTo limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno) }
        defer { close(descriptor) }
        return try read(descriptor, upTo: limit)
    }

    private static func read(_ descriptor: Int32, upTo limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &part, part.count)
            if count == 0 { return bytes }
            if count < 0 {
                switch errno {
                case EINTR: continue
                case EAGAIN:
                    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                    _ = poll(&poller, 1, -1)
                    continue
                default: throw .system(errno)
                }
            }
            guard bytes.count + count <= limit else { throw .tooLarge }
            bytes += part[..<count]
        }
    }
}
