import Glibc
import NIOCore

/// Addresses of this machine that connections start from.
enum SourceAddress {
    /// Why no connection can start from an address, for the one who gave it as `--source`; nil when it can.
    static func refusal(_ text: String) -> String? {
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else {
            return "--source \(text): this is no IP address, such as 192.168.1.20"
        }
        let descriptor = socket(
            address.protocol.rawValue, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return refusal(text, errno) }
        defer { close(descriptor) }
        let bound = address.withSockAddr { bind(descriptor, $0, socklen_t($1)) }
        return bound == 0 ? nil : refusal(text, errno)
    }

    private static func refusal(_ text: String, _ code: Int32) -> String {
        code == EADDRNOTAVAIL
            ? "--source \(text): this machine has no such address; `ip address` lists those it has"
            : "--source \(text): no connection can start there: \(String(cString: strerror(code)))"
    }
}
