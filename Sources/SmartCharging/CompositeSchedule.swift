import OCPPTypes

/// The limits of a span of time, as all profiles together give them.
package struct CompositeSchedule: Equatable, Sendable {
    /// One period; it ends where the next begins, the last one with the schedule.
    package struct Period: Equatable, Sendable {
        /// Seconds from ``CompositeSchedule/start``.
        package var startPeriod: Int
        /// The limit; nil where nothing limits.
        package var limit: ElectricLimit?
        /// The profile behind the limit; nil where there is no single one: the hardware, or a sum of several
        /// connectors.
        package var chargingProfileId: Int?

        /// Makes a period from its members.
        package init(startPeriod: Int, limit: ElectricLimit?, chargingProfileId: Int?) {
            self.startPeriod = startPeriod
            self.limit = limit
            self.chargingProfileId = chargingProfileId
        }
    }

    /// The moment of the request.
    package var start: DateTime
    /// Seconds.
    package var duration: Int
    /// The unit of every limit.
    package var unit: ChargingRateUnit
    /// At least one; neighbours differ in limit, phases or profile.
    package var periods: [Period]
}

/// Why a composite schedule cannot be reported; the answer is Rejected (OCPP 1.6 §5.7).
package enum CompositeScheduleRefusal: Error, CaseIterable, Sendable, Hashable {
    /// The charge point has no connector of that number.
    case unknownConnector
    /// A duration below 0.
    case negativeDuration
    /// More periods or boundaries than ``SmartChargingLimits`` allow.
    case tooManyPeriods

    /// The reason as text that never changes.
    package var label: StaticString {
        switch self {
        case .unknownConnector: "there is no such connector"
        case .negativeDuration: "the duration is below 0"
        case .tooManyPeriods: "the schedule has too many periods"
        }
    }
}

extension ChargingProfileStore {
    /// The composite schedule of a connector, or for connector 0 the sum of all of them under the
    /// ChargePointMaxProfile, with the profile behind each period (OCPP 1.6 §5.7).
    ///
    /// Every whole second of the span tells what holds at that instant. A duration of 0 gives the one period that
    /// holds now.
    /// - `transactions`: the running ones; a connector without is taken as if one started now.
    package func compositePeriods(
        _ request: GetCompositeSchedule.Request, transactions: [ChargingTransaction], at now: DateTime,
        configuration: SmartChargingConfiguration
    ) throws(CompositeScheduleRefusal) -> CompositeSchedule {
        guard request.connectorId >= 0, request.connectorId <= configuration.connectors else {
            throw .unknownConnector
        }
        guard request.duration >= 0 else { throw .negativeDuration }
        let unit = request.chargingRateUnit ?? commonUnit ?? configuration.preferredUnit
        var tracker = LimitTracker(
            profiles, connectorId: request.connectorId, unit: unit, configuration: configuration,
            chargingStart: { chargingStart($0, transactions, now) })
        let begin = now.millisecondsSince1970
        let end = begin.addingSaturated(milliseconds(ofSeconds: request.duration))
        var periods: [CompositeSchedule.Period] = []
        periods.reserveCapacity(16)
        var last: LimitTracker.Outcome?
        var seconds: Int64 = 0
        for _ in 0..<SmartChargingLimits.compositeSteps {
            tracker.advance(to: begin.addingSaturated(seconds &* 1000))
            if tracker.outcome != last {
                guard periods.count < SmartChargingLimits.compositePeriods else { throw .tooManyPeriods }
                let id = tracker.outcome.index.map { profiles[$0].profile.chargingProfileId }
                periods.append(.init(startPeriod: Int(seconds), limit: tracker.outcome.limit, chargingProfileId: id))
                last = tracker.outcome
            }
            guard tracker.until < end else {
                return CompositeSchedule(start: now, duration: request.duration, unit: unit, periods: periods)
            }
            // The first whole second at or after the boundary.
            let elapsed = tracker.until.subtractingSaturated(begin)
            seconds = elapsed / 1000 + (elapsed % 1000 == 0 ? 0 : 1)
            guard begin.addingSaturated(seconds &* 1000) < end else {
                return CompositeSchedule(start: now, duration: request.duration, unit: unit, periods: periods)
            }
        }
        throw .tooManyPeriods
    }

    /// The answer to a GetCompositeSchedule.req (OCPP 1.6 §6.22): neighbours with the same limit are one period, and
    /// there is no startSchedule (errata v4.0 §3.57).
    ///
    /// Rejected where the request cannot be answered, or where some part of the span has no limit at all because the
    /// configuration does not know the hardware's.
    package func compositeSchedule(
        _ request: GetCompositeSchedule.Request, transactions: [ChargingTransaction], at now: DateTime,
        configuration: SmartChargingConfiguration
    ) -> GetCompositeSchedule.Confirmation {
        let rejected = GetCompositeSchedule.Confirmation(status: .rejected)
        guard
            let schedule = try? compositePeriods(
                request, transactions: transactions, at: now, configuration: configuration)
        else { return rejected }
        var merged: [ChargingSchedulePeriod] = []
        merged.reserveCapacity(schedule.periods.count)
        for period in schedule.periods {
            guard let limit = period.limit else { return rejected }
            let phases = configuration.reportsPhases ? limit.phases : nil
            if let last = merged.last, last.limit == limit.limit, last.numberPhases == phases { continue }
            merged.append(
                ChargingSchedulePeriod(startPeriod: period.startPeriod, limit: limit.limit, numberPhases: phases))
        }
        let result = ChargingSchedule(
            duration: schedule.duration, startSchedule: configuration.repeatsScheduleStart ? now : nil,
            chargingRateUnit: schedule.unit, chargingSchedulePeriod: merged)
        return GetCompositeSchedule.Confirmation(
            status: .accepted, connectorId: request.connectorId, scheduleStart: now, chargingSchedule: result)
    }

    /// The unit that all installed profiles use, if they agree.
    private var commonUnit: ChargingRateUnit? {
        guard let first = profiles.first?.profile.chargingSchedule.chargingRateUnit else { return nil }
        return profiles.allSatisfy { $0.profile.chargingSchedule.chargingRateUnit == first } ? first : nil
    }
}
