import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A WebSocket client made of one blocking socket that can break every rule: for tests of servers.
///
/// Every wait is bounded by a time-out of 20 s, which only a server that hangs can reach.
package final class RawPeer {
    /// Something went wrong below the WebSocket: the test cannot go on.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// What the server sent.
    package enum Event: Equatable, Sendable {
        /// A text message.
        case text(String)
        /// A Ping or Pong.
        case control(UInt8)
        /// A Close frame with its code; 1005 without one.
        case close(UInt16)
        /// The server ended the stream without a Close frame.
        case endOfStream
        /// The server reset the connection.
        case reset
    }

    /// The socket.
    package let descriptor: Int32
    private var received: [UInt8] = []

    /// Connects to 127.0.0.1, optionally from another address of the loopback network.
    ///
    /// - Parameter receiveBuffer: size of the kernel's buffer for what the server sends; nil leaves it to the kernel.
    package init(port: Int, source: String? = nil, receiveBuffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        if let source, !Self.with(source, 0, { bind(descriptor, $0, $1) == 0 }) {
            throw Failure(description: "cannot bind to \(source): errno \(errno)")
        }
        guard Self.with("127.0.0.1", UInt16(port), { connect(descriptor, $0, $1) == 0 }) else {
            throw Failure(description: "cannot connect to port \(port): errno \(errno)")
        }
    }

    /// Connects to the host and port of a `ws://` URL.
    package convenience init(url: String, source: String? = nil, receiveBuffer: Int32? = nil) throws {
        guard let port = URL(string: url)?.port else { throw Failure(description: "no port in \(url)") }
        try self.init(port: port, source: source, receiveBuffer: receiveBuffer)
    }

    deinit {
        Glibc.close(descriptor)
    }

    private static func with(
        _ host: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    // MARK: Bytes

    /// Sends bytes as they are; false when the server has gone.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends what the socket takes without waiting; how many bytes that were.
    package func sendWithoutWaiting(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes {
            Glibc.send(
                descriptor, $0.baseAddress!, bytes.count,
                Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
    }

    /// Ends our direction of the stream.
    package func shutdownSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Reads more; nil at the end of the stream.
    private func read() throws -> Event? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                received += buffer[..<count]
                return nil
            }
            if count == 0 { return .endOfStream }
            switch errno {
            case EINTR: continue
            case ECONNRESET, EPIPE: return .reset
            case EAGAIN: throw Failure(description: "nothing came within 20 s; held \(received.count) bytes")
            default: throw Failure(description: "errno \(errno)")
            }
        }
    }

    // MARK: Upgrade

    /// The upgrade request for an identity under `/ocpp`.
    package static func request(_ identity: String, extra: String = "") -> [UInt8] {
        Array(
            ("GET /ocpp/\(identity) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: ocpp1.6\r\n\(extra)\r\n").utf8)
    }

    /// Asks for the upgrade and returns the status: 101 when it was done, 0 when the server ended the connection.
    @discardableResult
    package func upgrade(_ identity: String) throws -> Int {
        send(Self.request(identity))
        return try status()
    }

    /// Reads the head of an HTTP answer.
    package func status() throws -> Int {
        while true {
            if let end = received.firstRange(of: [13, 10, 13, 10]) {
                let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
                received.removeSubrange(..<end.upperBound)
                return head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            }
            if try read() != nil { return 0 }
        }
    }

    // MARK: Frames

    /// A masked frame with any opcode and bits.
    package static func frame(
        _ payload: [UInt8], opcode: UInt8 = 1, isFinal: Bool = true, isMasked: Bool = true, announced: Int? = nil
    ) -> [UInt8] {
        let length = announced ?? payload.count
        var bytes = [(isFinal ? 0x80 : 0) | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch length {
        case ..<126: bytes.append(mask | UInt8(length))
        case ..<65536: bytes += [mask | 126, UInt8(length >> 8), UInt8(length & 255)]
        default:
            bytes.append(mask | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: length >> shift))
            }
        }
        guard isMasked else { return bytes + payload }
        let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        bytes += key
        bytes.reserveCapacity(bytes.count + payload.count)
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ key[index & 3]) }
        return bytes
    }

    /// Sends a text message.
    @discardableResult
    package func send(text: String) -> Bool {
        send(Self.frame(Array(text.utf8)))
    }

    /// The next frame, or how the stream ended.
    package func next() throws -> Event {
        while true {
            if let event = takeFrame() { return event }
            if let end = try read() { return end }
        }
    }

    /// The next message, Close frame or end; Pings and Pongs are passed over.
    package func nextMessage() throws -> Event {
        while true {
            let event = try next()
            if case .control = event { continue }
            return event
        }
    }

    private func takeFrame() -> Event? {
        guard received.count >= 2 else { return nil }
        var length = Int(received[1] & 0x7F)
        var start = 2
        if length >= 126 {
            let size = length == 126 ? 2 : 8
            guard received.count >= 2 + size else { return nil }
            length = received[2..<(2 + size)].reduce(0) { $0 << 8 | Int($1) }
            start += size
        }
        guard received.count >= start + length else { return nil }
        let opcode = received[0] & 15
        let payload = Array(received[start..<(start + length)])
        received.removeFirst(start + length)
        switch opcode {
        case 8: return .close(payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : 1005)
        case 9, 10: return .control(opcode)
        default: return .text(String(decoding: payload, as: UTF8.self))
        }
    }
}

/// Runs a body that blocks on a thread of its own, so that it does not keep the tests beside it waiting.
package func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}
