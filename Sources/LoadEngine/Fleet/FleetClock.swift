import NIOConcurrencyHelpers
import OCPPTypes

/// Device time of a fleet whose clock runs faster than real time: one function for all of it, from the first
/// `currentTime` that the target tells any charge point (guide "LoadEngine").
///
/// It is asked once per charge point, at the answer to its first BootNotification; until then nothing of a charge point
/// runs in device time.
final class FleetClock: Sendable {
    private let factor: Int64
    private let clock = NIOLockedValueBox<DeviceClock?>(nil)

    /// A clock that nobody has told the time yet.
    init(factor: Int64) {
        self.factor = factor
    }

    /// The fleet's clock; the first time told sets it for everybody.
    func clock(told time: DateTime, at now: Instant) -> DeviceClock {
        clock.withLockedValue { clock in
            if let clock { return clock }
            let first = DeviceClock(epoch: time, reference: now, factor: factor)
            clock = first
            return first
        }
    }
}
