import NIOConcurrencyHelpers

/// Something that happens once, on any thread, and that many may wait for; the first value stays.
final class Occurrence<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiting: [CheckedContinuation<Value, Never>] = []
    }

    private let state = NIOLockedValueBox(State())

    /// It happens; later calls change nothing.
    func happen(_ value: Value) {
        let waiting = state.withLockedValue { state -> [CheckedContinuation<Value, Never>] in
            guard state.value == nil else { return [] }
            state.value = value
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: value) }
    }

    /// Waits until it has happened.
    func wait() async -> Value {
        await withCheckedContinuation { continuation in
            let value = state.withLockedValue { state -> Value? in
                if state.value == nil { state.waiting.append(continuation) }
                return state.value
            }
            if let value { continuation.resume(returning: value) }
        }
    }

    /// Waits; what has not happened after the time is done then and happens by that, or later.
    func wait(_ time: Duration, otherwise: @escaping @Sendable () -> Void) async -> Value {
        let timer = Task {
            do { try await Task.sleep(for: time) } catch { return }
            otherwise()
        }
        defer { timer.cancel() }
        return await wait()
    }
}
