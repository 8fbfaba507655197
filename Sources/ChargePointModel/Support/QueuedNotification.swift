import OCPPTypes

/// A CALL that reports something and waits until it can be sent: a step of a firmware update or an upload, or a
/// security event. They leave in order, one at a time, also those that happened while there was no connection.
struct QueuedNotification: Equatable, Sendable {
    /// The message.
    var request: Request
    /// It is sent again until it is answered (white paper §8); otherwise one transmission is enough.
    var isGuaranteed: Bool
    /// When it happened.
    var intended: Instant
    /// When it was put here.
    var enqueued: Instant
    /// It was sent before; the next transmission is a CALL of its own, intended for when it is sent.
    var isRepeated = false
}

extension ChargePointModel {
    /// Puts a notification at the end of its queue; it leaves at once when nothing is in its way.
    mutating func notify(
        _ request: Request, isGuaranteed: Bool = false, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        guard !isFinishing else { return }
        guard profiles.value.notifications.count < ChargePointLimits.notificationQueueLength else {
            drop(
                request.action, intended: moment.intended, enqueued: moment.now, at: moment.now, .dropped, &effects)
            return
        }
        profiles.value.notifications.append(
            QueuedNotification(
                request: request, isGuaranteed: isGuaranteed, intended: moment.intended, enqueued: moment.now))
        sendNext(at: moment.now, &effects)
    }

    /// Sends the oldest notification unless it waits for a repetition. False when there is nothing to send.
    mutating func beginNotification(at now: Instant, _ effects: inout [ChargePointEffect]) -> Bool {
        guard !profiles.isEmpty, profiles.value.notificationRetryAt == nil,
            let first = profiles.value.notifications.first
        else { return false }
        begin(
            .typed(first.request), first.request.action, .notification,
            intended: first.isRepeated ? now : first.intended, enqueued: first.isRepeated ? now : first.enqueued,
            at: now, &effects)
        return true
    }

    /// The notification on its way was answered.
    mutating func notificationAnswered() {
        _ = profiles.value.notifications.removeFirst()
    }

    /// The notification on its way came to nothing. A CALLERROR is an answer too: it would not become better.
    mutating func notificationFailed(_ failure: CommandFailure, at now: Instant?) {
        switch failure {
        case .timedOut, .connectionLost, .rebooted, .noPower:
            if profiles.value.notifications[0].isGuaranteed {
                profiles.value.notifications[0].isRepeated = true
                if let now {
                    profiles.value.notificationRetryAt = now.adding(
                        seconds: Int64(ChargePointLimits.notificationRetrySeconds))
                }
                return
            }
        case .callError, .invalidAnswer, .abandoned, .offline, .notAccepted, .queueFull, .notPluggedIn, .notAuthorised,
            .noTransaction, .connectorUnknown, .connectorBusy, .connectorUnavailable, .unplugged, .deAuthorised,
            .cableLocked, .reserved, .tagIgnored, .notPossible, .keyUnknown, .settingRejected:
            break
        }
        notificationAnswered()
    }

    /// The run is over: what was not delivered counts as dropped.
    mutating func dropNotifications(at now: Instant, _ effects: inout [ChargePointEffect]) {
        guard !profiles.isEmpty else { return }
        for notification in profiles.value.notifications {
            let (intended, enqueued) =
                notification.isRepeated ? (now, now) : (notification.intended, notification.enqueued)
            drop(
                notification.request.action, intended: intended, enqueued: enqueued, at: now, .dropped, &effects)
        }
        profiles.value.notifications = []
        profiles.value.notificationRetryAt = nil
    }
}
