import OCPPTypes

/// What a connector may take at an instant.
package struct ConnectorLimit: Equatable, Sendable {
    /// The limit; nil where neither a profile nor the configuration knows one. 0 means pause (SuspendedEVSE).
    package var limit: ElectricLimit?
    /// The profile behind it; nil: the hardware, or no limit at all.
    package var chargingProfileId: Int?
    /// The instant before which this cannot change by time alone; nil: never. Installing, clearing and the end of a
    /// transaction ask for a new answer.
    package var until: DateTime?

    /// Makes the value from its members.
    package init(limit: ElectricLimit? = nil, chargingProfileId: Int? = nil, until: DateTime? = nil) {
        self.limit = limit
        self.chargingProfileId = chargingProfileId
        self.until = until
    }
}

extension ChargingProfileStore {
    /// The limit of a connector at an instant: the lowest of the ChargePointMaxProfile, of its TxProfile or
    /// TxDefaultProfile, and of its hardware, all taken on the fewest of their phases (OCPP 1.6 §3.13.3).
    ///
    /// The ChargePointMaxProfile stands here undivided. Both units tell the same power.
    /// - `connectorId`: 1 or more, or 0 for the sum of all connectors; nothing is known of others.
    /// - `transactions`: the running ones; a connector without is taken as if one started now.
    /// - `unit`: nil = the configuration's preferred unit.
    package func limit(
        connectorId: Int, transactions: [ChargingTransaction], at now: DateTime, unit: ChargingRateUnit? = nil,
        configuration: SmartChargingConfiguration
    ) -> ConnectorLimit {
        guard connectorId >= 0, connectorId <= configuration.connectors else { return ConnectorLimit() }
        let unit = unit ?? configuration.preferredUnit
        if profiles.isEmpty, connectorId > 0 {
            let hardware = configuration.connectorLimit?.onPhases(atMost: configuration.phases)
            return ConnectorLimit(limit: hardware?.converted(to: unit, volts: configuration.volts))
        }
        var tracker = LimitTracker(
            profiles, connectorId: connectorId, unit: unit, configuration: configuration,
            chargingStart: { chargingStart($0, transactions, now) })
        tracker.advance(to: now.millisecondsSince1970)
        let outcome = tracker.outcome
        return ConnectorLimit(
            limit: outcome.limit, chargingProfileId: outcome.index.map { profiles[$0].profile.chargingProfileId },
            until: tracker.until == .max ? nil : DateTime(millisecondsSince1970: tracker.until))
    }

    /// When the limit of a connector changes next by time alone; nil: never. One deadline at this instant is enough.
    ///
    /// Boundaries that leave the limit as it is are passed over, at most ``SmartChargingLimits/skippedBoundaries`` of
    /// them, so that the answer may come earlier than the change but never later.
    package func nextChange(
        after now: DateTime, connectorId: Int, transactions: [ChargingTransaction], unit: ChargingRateUnit? = nil,
        configuration: SmartChargingConfiguration
    ) -> DateTime? {
        guard !profiles.isEmpty, connectorId >= 0, connectorId <= configuration.connectors else { return nil }
        var tracker = LimitTracker(
            profiles, connectorId: connectorId, unit: unit ?? configuration.preferredUnit,
            configuration: configuration, chargingStart: { chargingStart($0, transactions, now) })
        tracker.advance(to: now.millisecondsSince1970)
        let present = tracker.outcome.limit
        for _ in 0..<SmartChargingLimits.skippedBoundaries {
            guard tracker.until < .max else { return nil }
            tracker.advance(to: tracker.until)
            // `until` has moved on; the instant reached is the one that was asked for.
            if tracker.outcome.limit != present { return DateTime(millisecondsSince1970: tracker.instant) }
        }
        return tracker.until < .max ? DateTime(millisecondsSince1970: tracker.until) : nil
    }

    /// The start of charging on a connector, or the present where nothing runs (guide "SmartCharging").
    func chargingStart(_ connectorId: Int, _ transactions: [ChargingTransaction], _ now: DateTime) -> DateTime {
        transactions.first { $0.connectorId == connectorId }?.start ?? now
    }
}
