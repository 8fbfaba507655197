import NIOConcurrencyHelpers

/// A wish to stop that can be waited for: set once, from any thread.
final class StopRequest: Sendable {
    private struct State {
        var isRequested = false
        var waiter: CheckedContinuation<Bool, Never>?
        var ticket = 0
        /// The wait whose time was over before its caller had begun to wait.
        var expired: Int?
    }

    private let state = NIOLockedValueBox(State())

    /// True while somebody waits for the wish.
    var isWaitedFor: Bool { state.withLockedValue { $0.waiter != nil } }

    /// Wishes to stop.
    func request() {
        let waiter = state.withLockedValue { state -> CheckedContinuation<Bool, Never>? in
            state.isRequested = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: true)
    }

    /// Waits for the wish at most so long; true when it was made. One caller at a time.
    func wait(milliseconds: Int64) async -> Bool {
        let ticket = state.withLockedValue { state -> Int in
            state.ticket += 1
            return state.ticket
        }
        let timer = Task { [self] in
            try? await Task.sleep(for: .milliseconds(milliseconds))
            expire(ticket)
        }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            let answer = state.withLockedValue { state -> Bool? in
                if state.isRequested { return true }
                if state.expired == ticket { return false }
                state.waiter = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    private func expire(_ ticket: Int) {
        let waiter = state.withLockedValue { state -> CheckedContinuation<Bool, Never>? in
            guard state.ticket == ticket else { return nil }
            if state.waiter == nil { state.expired = ticket }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: false)
    }
}
