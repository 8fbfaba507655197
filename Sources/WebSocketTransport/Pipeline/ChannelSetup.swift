import NIOCore
import NIOSSL

/// What every channel of ours is made of: TLS where asked for, then the connection; options that keep it small.
enum ChannelSetup {
    /// - Parameter tlsHost: on a client the name to verify; nil on a server.
    static func prepare(
        _ channel: any Channel, for connection: WebSocketConnection, tls: NIOSSLContext?, tlsHost: String?
    ) throws {
        let options = channel.syncOptions
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            try options?.setOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 256, initial: 512, maximum: 65536))
            let handler: any ChannelHandler
            if let tlsHost {
                // SNI carries names only; an address is verified against the certificate's addresses by the handler.
                let isAddress = (try? SocketAddress(ipAddress: tlsHost, port: 0)) != nil
                handler = try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : tlsHost)
            } else {
                handler = NIOSSLServerHandler(context: tls)
            }
            try pipeline.addHandler(handler, name: WebSocketConnection.tlsHandlerName)
        } else {
            // One read per turn: the shared buffer is used by one channel at a time.
            try options?.setOption(.maxMessagesPerRead, value: 1)
            try options?.setOption(
                .recvAllocator, value: SharedReceiveAllocator(connection.loop.receiveBuffer))
        }
        try pipeline.addHandler(connection)
    }
}
