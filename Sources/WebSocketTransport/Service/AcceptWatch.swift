import NIOCore

/// Tells that connections wait in the kernel that the process cannot take, mostly because no file descriptor is left.
///
/// NIO tries again about once a second; who listens is told at the first failure and then at most once a minute.
final class AcceptWatch: ChannelInboundHandler {
    typealias InboundIn = Channel

    /// Between two words about the same trouble.
    static let pause = TimeAmount.minutes(1)

    private let tell: @Sendable (String) -> Void
    private var quietUntil: NIODeadline?

    init(tell: @escaping @Sendable (String) -> Void) { self.tell = tell }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let now = context.eventLoop.now
        if quietUntil.map({ now >= $0 }) ?? true {
            quietUntil = now + Self.pause
            tell(ConnectErrorText.words(error, host: ""))
        }
        context.fireErrorCaught(error)
    }
}
