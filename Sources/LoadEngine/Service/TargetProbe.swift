import NIOCore
import NIOPosix
import WebSocketTransport

/// Asks once whether a target can be reached at all, before thousands of charge points try.
enum TargetProbe {
    /// Connects by TCP and closes again; throws a failure that names the address and the cause.
    static func run(_ endpoint: WebSocketEndpoint, on group: any EventLoopGroup) async throws(RunFailure) {
        do {
            let channel = try await ClientBootstrap(group: group).connectTimeout(.seconds(5))
                .connect(host: endpoint.host, port: endpoint.port).get()
            // Whoever ends it first: the target was there.
            try? await channel.close()
        } catch {
            throw RunFailure(
                "target \(endpoint.authority) cannot be reached: \(ConnectErrorText.words(error, host: endpoint.host))")
        }
    }
}
