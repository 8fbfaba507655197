import ChargePointModel
import Measurement
import OCPPTypes

/// What the generator may have added to the wait of a connection's CALLs behind each other: the slip, the late writing and
/// the late reading of those before them.
///
/// OCPP allows one open CALL per connection, so a CALL waits for all that are queued before it, and every delay of theirs is
/// one of its own. A chain begins with a CALL that waited for nobody, or with the wish to connect: the CALLs of a charge
/// point that has no connection wait for one, and the generator may begin it late and see late that it is open. Of a
/// long chain, a wait counts only as far as delays
/// fall into it, four times their even share at most.
struct OwnChain: Sendable {
    /// How unevenly delays may lie in a chain.
    private static let share: Int64 = 4

    private var began = Instant.zero
    /// Slip, late writing and late reading since then, in nanoseconds.
    private var carried: Int64 = 0

    /// The charge point wants a connection, for which all CALLs wait that come up before it is open.
    mutating func wantsConnection(at now: Instant) {
        began = now
        carried = 0
    }

    /// The connection was begun, or a step of it seen, later by so many nanoseconds than it could have been, at most.
    mutating func connectionDelayed(by nanoseconds: Int64) {
        carried += max(0, nanoseconds)
    }

    /// The delay of a CALL that ends, which is then part of the chain; ask once for each sample.
    ///
    /// - Parameters:
    ///   - reading: for how long what is read now may have lain in the kernel, in nanoseconds.
    ///   - writing: for how long the CALL waited until it left, in nanoseconds.
    mutating func delay(of sample: CallSample, reading: Int64, writing: Int64 = 0) -> OwnDelay {
        guard let sent = sample.sent else { return .none }
        let queued = max(0, sent.nanoseconds(since: sample.enqueued))
        if queued == 0 {
            began = sample.enqueued
            carried = 0
        }
        var delay = OwnDelay(reading: 0, queue: 0)
        let span = sent.nanoseconds(since: began)
        if queued > 0, span <= Self.share * queued {
            delay.queue = min(queued, carried)
        } else if queued > 0 {
            let part = Double(carried) * Double(Self.share) * Double(queued) / Double(span)
            delay.queue = min(queued, Int64(part))
        }
        switch sample.outcome {
        case .answered, .callError, .invalidAnswer:
            delay.reading = reading
            delay.writing = writing
        case .timedOut, .connectionLost, .unanswered, .dropped: break
        }
        carried += max(0, sample.enqueued.nanoseconds(since: sample.intended)) + delay.writing + delay.reading
        return delay
    }
}
