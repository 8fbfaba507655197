import CentralSystemModel
import CentralSystemSettings
import NIOCore
import OCPPTypes
import OperatorInterface

/// What operators can look at while it happens: the OCPP log and the events, each in bounded memory.
///
/// Belongs to the model's event loop, like everything that writes into it. Readers ask for what stands behind a
/// position and, when there is nothing, wait to be woken; so a reader who is slow costs nothing and only loses what the
/// memory has forgotten.
package final class LiveFeed {
    /// The OCPP log.
    package let messages: MessageRing
    /// What happened.
    package private(set) var events: EventRing<OperatorEvent>
    private let eventLoop: any EventLoop
    private let watch: WatchLog?
    private var messageWaiters: [Int: Waiter] = [:]
    private var eventWaiters: [Int: Waiter] = [:]
    private var lastWaiter = 0

    private struct Waiter {
        var filter: MessageRing.Filter
        var promise: EventLoopPromise<Void>
        var timeout: Scheduled<Void>
    }

    init(eventLoop: any EventLoop, limits: CentralSystemServerLimits, firstEventID: UInt64, watch: WatchLog?) {
        self.eventLoop = eventLoop
        self.watch = watch
        messages = MessageRing(capacity: limits.messageLogBytes, secret: UInt64.random(in: 0 ... .max))
        events = EventRing(capacity: limits.events, firstID: firstEventID)
    }

    /// Readers that wait.
    package var waiting: Int { messageWaiters.count + eventWaiters.count }

    // MARK: Writing

    /// A frame passed: one copy into memory that is there, and nothing else while nobody looks.
    func passed(
        _ direction: MessageRing.Direction, at time: Instant, key: UInt64, identity: UnsafeRawBufferPointer,
        text: UnsafeRawBufferPointer
    ) {
        messages.append(direction, at: time, key: key, identity: identity, text: text)
        if let watch { watch.passed(direction, key: key, text: text) }
        if !messageWaiters.isEmpty { wakeMessageReaders(key) }
    }

    /// Something happened.
    func happened(_ kind: OperatorEvent.Kind, at time: Instant) {
        events.append(OperatorEvent(time: time, kind: kind))
        guard !eventWaiters.isEmpty else { return }
        let woken = eventWaiters
        eventWaiters = [:]
        for waiter in woken.values { wake(waiter) }
    }

    private func wakeMessageReaders(_ key: UInt64) {
        for (number, waiter) in messageWaiters where waiter.filter.mayFit(key: key) {
            messageWaiters[number] = nil
            wake(waiter)
        }
    }

    private func wake(_ waiter: Waiter) {
        waiter.timeout.cancel()
        waiter.promise.succeed()
    }

    // MARK: Waiting

    /// Completes when a frame passes that may fit, or when the time is over; at once when one stands behind `position`.
    package func nextMessage(_ filter: MessageRing.Filter, after position: UInt64, within time: TimeAmount)
        -> EventLoopFuture<
            Void
        >
    {
        guard messages.end == position else { return eventLoop.makeSucceededVoidFuture() }
        return wait(filter, \.messageWaiters, time)
    }

    /// Completes when something happens, or when the time is over; at once when there is an event behind `id`.
    package func nextEvent(after id: UInt64, within time: TimeAmount) -> EventLoopFuture<Void> {
        guard events.nextID <= id + 1 else { return eventLoop.makeSucceededVoidFuture() }
        return wait(.all, \.eventWaiters, time)
    }

    private func wait(
        _ filter: MessageRing.Filter, _ list: ReferenceWritableKeyPath<LiveFeed, [Int: Waiter]>, _ time: TimeAmount
    ) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        lastWaiter += 1
        let number = lastWaiter
        let timeout = eventLoop.assumeIsolated().scheduleTask(in: time) {
            self[keyPath: list][number] = nil
            promise.succeed()
        }
        self[keyPath: list][number] = Waiter(filter: filter, promise: promise, timeout: timeout)
        return promise.futureResult
    }

    /// Wakes everybody: a reader has left, or the server ends.
    package func wakeAll() {
        let woken = Array(messageWaiters.values) + Array(eventWaiters.values)
        messageWaiters = [:]
        eventWaiters = [:]
        for waiter in woken { wake(waiter) }
    }
}
