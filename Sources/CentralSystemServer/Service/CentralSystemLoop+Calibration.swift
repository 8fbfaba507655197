import CentralSystemModel
import NIOCore
import OCPPTypes

/// Slowness and faults on purpose: the calibrator stands between the sockets and the model.
extension CentralSystemLoop {
    /// Carries a calibration out from the next CALL on; nil ends it. Answers that wait keep their instants.
    func calibrate(_ calibration: Calibration?) {
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

    /// A well-formed CALL of a charge point.
    func called(_ id: ConnectionID, identity: String, _ uniqueId: UniqueId, _ request: Request) {
        guard calibrator != nil else { return deliver(.call(id, uniqueId, request)) }
        let now = Self.instant(eventLoop.now)
        switch calibrator?.received(id, identity: identity, uniqueId, request.action, at: now) {
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

    /// Has ``releaseDue()`` called at the calibrator's next deadline.
    private func scheduleRelease() {
        guard let deadline = calibrator?.nextDeadline, deadline < scheduledRelease else { return }
        releaseTask?.cancel()
        scheduledRelease = deadline
        let instant = NIODeadline.uptimeNanoseconds(UInt64(clamping: deadline.nanoseconds))
        releaseTask = eventLoop.scheduleTask(deadline: instant) { self.releaseDue() }
    }

    private func releaseDue() {
        scheduledRelease = .distantFuture
        let now = Self.instant(eventLoop.now)
        while let due = calibrator?.popDue(at: now) {
            carryOut(due.release, due.connection, due.uniqueId)
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
