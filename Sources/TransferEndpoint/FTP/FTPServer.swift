import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import TransferModel

/// FTP of the endpoint on one address: explicit TLS where there is a certificate, or implicit FTPS.
final class FTPServer: Sendable {
    private let core: EndpointCore
    private let isImplicit: Bool
    private let group: any EventLoopGroup
    private let listener = Mutex<(any Channel)?>(nil)

    init(_ core: EndpointCore, isImplicit: Bool, group: any EventLoopGroup) {
        self.core = core
        self.isImplicit = isImplicit
        self.group = group
    }

    /// Listens and returns the address.
    func start(_ address: TransferEndpointConfiguration.Address) async throws -> (host: String, port: Int) {
        let core = core
        let isImplicit = isImplicit
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 256, initial: 512, maximum: 4096)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let peer = FTPHosts.text(channel.remoteAddress)
                    guard core.enter(channel, from: peer) else {
                        channel.close(promise: nil)
                        return
                    }
                    let pipeline = channel.pipeline.syncOperations
                    let bottom = ResetHandler()
                    try pipeline.addHandler(bottom)
                    if isImplicit, let tls = core.configuration.tls {
                        try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try pipeline.addHandler(
                        FTPControlHandler(core, peer: peer, isImplicit: isImplicit, bottom: bottom))
                }
            }
        let channel = try await bootstrap.bind(host: address.host, port: address.port).get()
        listener.withLock { $0 = channel }
        return (channel.localAddress?.ipAddress ?? address.host, channel.localAddress?.port ?? address.port)
    }

    /// Stops listening.
    func stop() async {
        let channel = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        try? await channel?.close().get()
    }
}

/// Addresses of hosts as FTP shows and compares them.
enum FTPHosts {
    /// The address as text; IPv4 that came mapped into IPv6 as IPv4.
    static func text(_ address: SocketAddress?) -> String {
        guard let text = address?.ipAddress else { return "unknown" }
        let mapped = "::ffff:"
        return text.lowercased().hasPrefix(mapped) && text.contains(".") ? String(text.dropFirst(mapped.count)) : text
    }
}
