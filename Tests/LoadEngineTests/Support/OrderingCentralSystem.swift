import Foundation
import TestSupport
import NIOCore
import NIOPosix
import Synchronization
import WebSocketTransport

/// A central system in miniature: it accepts every boot, answers every CALL, and gives each charge point its orders, one
/// after the other, once the boot is accepted. What it is told it writes down.
final class OrderingCentralSystem: Sendable {
    /// An order: action and payload.
    typealias Order = (action: String, payload: String)

    /// What charge points told, by identity: `FirmwareStatusNotification Downloading`, `boot 1.0.0`.
    let told = Mutex<[String: [String]]>([:])
    /// Answers to orders, by identity.
    let answers = Mutex<[String: [String]]>([:])
    /// Every upgrade that was asked for.
    let requests = Mutex<[WebSocketServerRequest]>([])
    /// What BootNotification said last, by identity.
    let boots = Mutex<[String: [String: String]]>([:])
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let server = Mutex<WebSocketServer?>(nil)

    /// Listens; gives the endpoint without the identity.
    func start(_ orders: @escaping @Sendable (_ identity: String) -> [Order]) async throws -> String {
        let server = WebSocketServer(configuration: WebSocketServerConfiguration(), group: group) { request, _ in
            self.requests.withLock { $0.append(request) }
            return .accept(owner: Session(self, request.identity, orders))
        }
        self.server.withLock { $0 = server }
        let address = try await server.start()
        return "ws://127.0.0.1:\(address.port)/ocpp"
    }

    func stop() async {
        await server.withLock { $0 }?.shutdown()
        try? await group.shutdownGracefully()
    }

    /// Identities that have booted once; their orders are given once.
    private let ordered = Mutex<Set<String>>([])

    private func mayOrder(_ identity: String) -> Bool { ordered.withLock { $0.insert(identity).inserted } }

    private final class Session: WebSocketConnectionOwner {
        let system: OrderingCentralSystem
        let identity: String
        var orders: [Order] = []
        let source: @Sendable (String) -> [Order]

        init(
            _ system: OrderingCentralSystem, _ identity: String, _ source: @escaping @Sendable (String) -> [Order]
        ) {
            self.system = system
            self.identity = identity
            self.source = source
        }

        func webSocketOpened(_ connection: WebSocketConnection) {}
        func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {}

        func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
            let value = try? JSONSerialization.jsonObject(with: Data(text))
            guard let frame = value as? [Any], let type = frame.first as? Int, frame.count >= 3,
                let id = frame[1] as? String
            else { return }
            guard type == 2, let action = frame[2] as? String, let payload = frame[3] as? [String: Any] else {
                let answer = type == 3 ? String(describing: frame[2]) : "CALLERROR \(frame[2])"
                system.answers.withLock { $0[identity, default: []].append(answer) }
                sendNext(connection)
                return
            }
            note(action, payload)
            let time = Date().ISO8601Format(.iso8601(timeZone: .gmt, includingFractionalSeconds: true))
            let confirmation =
                switch action {
                case "BootNotification": #"{"status":"Accepted","currentTime":"\#(time)","interval":1}"#
                case "Heartbeat": #"{"currentTime":"\#(time)"}"#
                default: "{}"
                }
            send(connection, "[3,\"\(id)\",\(confirmation)]")
            if action == "BootNotification", system.mayOrder(identity) {
                orders = source(identity)
                sendNext(connection)
            }
        }

        private func note(_ action: String, _ payload: [String: Any]) {
            let line: String
            switch action {
            case "BootNotification":
                system.boots.withLock { $0[identity] = payload.compactMapValues { $0 as? String } }
                line = "boot \(payload["firmwareVersion"] ?? "")"
            case "FirmwareStatusNotification", "DiagnosticsStatusNotification", "LogStatusNotification":
                line = "\(action) \(payload["status"] ?? "")"
            default: return
            }
            system.told.withLock { $0[identity, default: []].append(line) }
        }

        private func sendNext(_ connection: WebSocketConnection) {
            guard !orders.isEmpty else { return }
            let order = orders.removeFirst()
            send(connection, "[2,\"o\(orders.count)\",\"\(order.action)\",\(order.payload)]")
        }

        private func send(_ connection: WebSocketConnection, _ text: String) {
            let bytes = Array(text.utf8)
            _ = bytes.withUnsafeBytes { connection.send(text: $0) }
        }
    }
}

/// The server of HTTP of the file transfers' tests, on a folder.
final class FileServer {
    let port: Int
    private let process: ChildProcess

    init(root: URL) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("FileTransferTests/Servers/http_server.py")
        process = try ChildProcess("python3", [script.path, root.path], input: .open)
        port = Int(try process.firstLine().split(separator: " ").last ?? "") ?? 0
    }

    func stop() {
        process.end()
    }
}
