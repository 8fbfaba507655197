import Crypto
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A central system made of one blocking socket with a small buffer that reads byte by byte: for what a charge point
/// does to a peer that is slow. Every wait is bounded by 20 s, which only a charge point that hangs can reach.
final class SlowCentralSystem: @unchecked Sendable {
    /// What came from the charge point.
    enum Event: Equatable, Sendable {
        case text(String)
        case close
        case end
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let port: Int
    private let listener: Int32
    private var peer: Int32 = -1

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var size: Int32 = 4096
        setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 1) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw Failure(description: "cannot listen: errno \(errno)") }
        port = Int(UInt16(bigEndian: address.sin_port))
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        if peer >= 0 { Glibc.close(peer) }
        Glibc.close(listener)
    }

    /// Takes the next connection and its upgrade.
    func accept() throws {
        if peer >= 0 { Glibc.close(peer) }
        peer = Glibc.accept(listener, nil, nil)
        guard peer >= 0 else { throw Failure(description: "nobody connected: errno \(errno)") }
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard let byte = try byte() else { throw Failure(description: "the upgrade was cut off") }
            head.append(byte)
        }
        let lines = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let line = lines.first(where: { $0.lowercased().hasPrefix("sec-websocket-key:") }) else {
            throw Failure(description: "no key")
        }
        let key = line.split(separator: ":", maxSplits: 1)[1].trimmingCharacters(in: .whitespaces)
        let digest = Insecure.SHA1.hash(data: Data((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        send(
            Array(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: \(Data(digest).base64EncodedString())\r\n"
                    + "Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n").utf8))
    }

    /// Sends a text message.
    func send(text: String) {
        let payload = Array(text.utf8)
        precondition(payload.count < 65_536)
        let length =
            payload.count < 126
            ? [UInt8(payload.count)] : [126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        send([0x81] + length + payload)
    }

    private func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(peer, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// The next message, the Close frame or the end of the stream; Pings and Pongs are passed over.
    func next() throws -> Event {
        while true {
            guard let first = try byte(), let second = try byte() else { return .end }
            var length = Int(second & 0x7F)
            if length >= 126 {
                let size = length == 126 ? 2 : 8
                length = 0
                for _ in 0..<size { length = length << 8 | Int(try byte() ?? 0) }
            }
            var key: [UInt8] = []
            for _ in 0..<4 { key.append(try byte() ?? 0) }
            var payload: [UInt8] = []
            for index in 0..<length {
                guard let byte = try byte() else { return .end }
                payload.append(byte ^ key[index & 3])
            }
            switch first & 15 {
            case 1: return .text(String(decoding: payload, as: UTF8.self))
            case 8: return .close
            default: continue
            }
        }
    }

    /// The next CALLRESULT or CALLERROR; every CALL before it is answered.
    func nextAnswer() throws -> String {
        while true {
            guard case .text(let text) = try next() else { throw Failure(description: "closed before the answer") }
            guard text.hasPrefix("[2,") else { return text }
            answer(text)
        }
    }

    /// Answers a CALL as a central system does that accepts everything.
    func answer(_ call: String) {
        let parts = call.split(separator: "\"", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 3 else { return }
        let time = "2030-01-01T00:00:00Z"
        switch parts[3] {
        case "BootNotification":
            send(text: #"[3,"\#(parts[1])",{"status":"Accepted","currentTime":"\#(time)","interval":3600}]"#)
        case "Heartbeat": send(text: #"[3,"\#(parts[1])",{"currentTime":"\#(time)"}]"#)
        default: send(text: #"[3,"\#(parts[1])",{}]"#)
        }
    }

    private func byte() throws -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = recv(peer, &byte, 1, 0)
            if count == 1 { return byte }
            if count == 0 || errno == ECONNRESET { return nil }
            if errno != EINTR { throw Failure(description: "nothing came: errno \(errno)") }
        }
    }
}
