import CentralSystemModel
import NIOCore
import OCPPTypes

/// Slowness and faults on purpose: the calibrator stands between the sockets and the model.
extension CentralSystemLoop {
    /// Carries a calibration out from the next CALL on; nil ends it. Answers that wait keep their instants.
    package func calibrate(_ calibration: Calibration?) {
        eventLoop.preconditionInEventLoop()
        if calibrator != nil {
            calibrator?.replace(with: calibration ?? Calibration())
        } else if let calibration {
            calibrator = Calibrator(
                calibration, clock: clock, bootRetryInterval: model.configuration.bootRetryInterval)
        }
        isCalibrated = calibration != nil
        endCalibrationWhenIdle()
    }

    /// A well-formed CALL of a charge point, read at an instant.
    func called(
        _ id: ConnectionID, identity: String, _ uniqueId: UniqueId, _ request: Request, at received: Instant
    ) {
        guard calibrator != nil else { return deliver(.call(id, uniqueId, request)) }
        switch calibrator?.received(id, identity: identity, uniqueId, request.action, at: received) {
        case .handle?, nil: deliver(.call(id, uniqueId, request))
        case .withhold?: scheduleRelease()
        }
    }

    /// An answer of the model on its way out.
    func release(_ id: ConnectionID, _ uniqueId: UniqueId, _ answer: Calibrator.Answer) {
        // The time of the work counts as part of the delay, so the clock is read again.
        let now = Self.instant(eventLoop.now)
        guard let release = calibrator?.answered(id, uniqueId, answer, at: now) else { return }
        if release == .hold { return scheduleRelease() }
        carryOut(release, id, uniqueId)
    }

    /// Has ``releaseDue()`` called shortly before the calibrator's next deadline.
    private func scheduleRelease() {
        guard let deadline = calibrator?.nextDeadline, deadline < scheduledRelease else { return }
        releaseTask?.cancel()
        scheduledRelease = deadline
        // Not in the past: NIO works off what is due before it reads from a socket.
        let soonest = Self.instant(eventLoop.now).adding(nanoseconds: releaseLead / 4)
        let wake = max(deadline.adding(nanoseconds: -releaseLead), soonest)
        let instant = NIODeadline.uptimeNanoseconds(UInt64(clamping: wake.nanoseconds))
        releaseTask = eventLoop.scheduleTask(deadline: instant) { self.releaseDue() }
    }

    /// How long before a deadline the loop wakes, in nanoseconds; at the deadline where so many answers wait that the
    /// loop would do little else than wait awake.
    private var releaseLead: Int64 {
        (calibrator?.waitingAnswers ?? 0) <= CalibrationLimits.exactAnswers ? limits.calibrationLeadNanoseconds : 0
    }

    private func releaseDue() {
        scheduledRelease = .distantFuture
        var now = Self.instant(eventLoop.now)
        let end = now.adding(nanoseconds: releaseLead)
        while let deadline = calibrator?.nextDeadline, deadline <= end {
            while now < deadline {
                let next = Self.instant(eventLoop.now)
                // A clock that stands still, as in a test, is not waited for: the timer has to.
                guard next > now else { return scheduleRelease() }
                now = next
            }
            if let due = calibrator?.popDue(at: now) { carryOut(due.release, due.connection, due.uniqueId) }
        }
        scheduleRelease()
        endCalibrationWhenIdle()
    }

    private func carryOut(_ release: Calibrator.Release, _ id: ConnectionID, _ uniqueId: UniqueId) {
        switch release {
        case .send(.confirmation(let confirmation)): reply(id, uniqueId, confirmation)
        case .send(.error(let error)): replyError(id, uniqueId, error)
        case .end(let ending): session(id)?.end(ending)
        case .hold, .drop: break
        }
    }

    /// Takes the calibrator out of the way when it has nothing to do any more.
    private func endCalibrationWhenIdle() {
        if !isCalibrated, calibrator?.isIdle == true { calibrator = nil }
    }
}
