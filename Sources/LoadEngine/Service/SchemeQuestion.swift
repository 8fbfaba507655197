import NIOConcurrencyHelpers
import NIOCore
import WebSocketTransport

/// Whether a target that ends connections without a word speaks TLS: asked once, beside the run, which goes on meanwhile.
final class SchemeQuestion: Sendable {
    private struct State {
        var question: Task<Void, Never>?
        var isSpoken = false
    }

    private let endpoint: WebSocketEndpoint
    private let group: any EventLoopGroup
    private let state = NIOLockedValueBox(State())

    init(_ endpoint: WebSocketEndpoint, on group: any EventLoopGroup) {
        self.endpoint = endpoint
        self.group = group
    }

    /// What to change in the target's URL; nil while nothing is known.
    var advice: String? { state.withLockedValue { $0.isSpoken } ? WebSocketCloseReason.speaksTLS : nil }

    /// Asks, the first time that this is called.
    func ask() {
        guard !endpoint.isSecure else { return }
        state.withLockedValue { state in
            guard state.question == nil else { return }
            state.question = Task { [self] in
                let isSpoken = await TargetProbe.speaksTLS(endpoint, on: group)
                self.state.withLockedValue { $0.isSpoken = isSpoken }
            }
        }
    }

    /// Ends the question before its loops end.
    ///
    /// - Parameter waits: for the answer, else it is given up.
    func end(waits: Bool) async {
        guard let question = state.withLockedValue({ $0.question }) else { return }
        if !waits { question.cancel() }
        await question.value
    }
}
