import Glibc
import NIOCore

/// The handler next to the socket: ends a connection as a broken network would, past TLS and every other handler.
final class ResetHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Closes the socket without a farewell of TLS. What was written before still goes out.
    func cut() {
        context?.close(mode: .all, promise: nil)
    }

    /// Resets the connection: the peer gets an error instead of an end.
    func reset() {
        guard let context else { return }
        (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            .whenFailure { _ in }
        context.close(mode: .all, promise: nil)
    }
}
