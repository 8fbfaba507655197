import OCPPTypes
import SmartCharging

/// SetChargingProfile, ClearChargingProfile, GetCompositeSchedule and the profiles of remote starts (OCPP 1.6 §3.13;
/// guide "SmartCharging"); what the profiles do to the power is in ``ownLimit(_:at:)``.
extension ChargePointModel {
    /// What the hardware and the keys allow, for the questions to the store of profiles.
    var smartChargingConfiguration: SmartChargingConfiguration {
        var configuration = SmartChargingConfiguration(
            connectors: connectorCount, volts: kind.isDirect ? kind.specification.nominalVolts : kind.gridVolts,
            phases: max(1, kind.phases), maxStackLevel: integer(.chargeProfileMaxStackLevel),
            maxPeriods: integer(.chargingScheduleMaxPeriods), maxInstalled: integer(.maxChargingProfilesInstalled))
        configuration.isSupported = supports(.smartCharging)
        if case .text(let units) = value(.chargingScheduleAllowedChargingRateUnit) {
            let words = units.split(separator: ",").map { $0.drop { $0 == " " } }
            configuration.allowsAmperes = words.contains("Current")
            configuration.allowsWatts = words.contains("Power")
        }
        switch kind.supply {
        case .alternating(let phases, let amperes):
            configuration.connectorLimit = ElectricLimit(DecimalNumber(amperes), .amperes, phases: phases)
            configuration.chargePointLimit = kind.specification.shared.map {
                ElectricLimit(DecimalNumber($0), .amperes, phases: phases)
            }
        case .direct(let watts, _, _):
            configuration.connectorLimit = ElectricLimit(DecimalNumber(watts), .watts, phases: 1)
            configuration.chargePointLimit = kind.specification.shared.map {
                ElectricLimit(DecimalNumber($0), .watts, phases: 1)
            }
            configuration.preferredUnit = .watts
            configuration.reportsPhases = false
        }
        return configuration
    }

    /// The running transactions, as far as profiles depend on them.
    var chargingTransactions: [ChargingTransaction] {
        transactions.map { $0.charging }
    }

    // MARK: Requests

    mutating func setChargingProfile(
        _ id: UniqueId, _ request: SetChargingProfile.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        let refusal = chargingProfiles.install(
            request, transaction: transactionIndex(of: request.connectorId).map { transactions[$0].charging },
            at: clock.time(at: now), configuration: smartChargingConfiguration)
        switch refusal?.answer {
        case nil: effects.append(.reply(id, .setChargingProfile(.init(status: .accepted))))
        case .status(let status): effects.append(.reply(id, .setChargingProfile(.init(status: status))))
        case .callError(let code):
            effects.append(.replyError(id, CallError(code, refusal.map { "\($0.label)" } ?? "")))
        }
        if refusal == nil { profilesChanged(at: now, &effects) }
    }

    mutating func clearChargingProfile(
        _ id: UniqueId, _ request: ClearChargingProfile.Request, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        let status = chargingProfiles.clear(request)
        effects.append(.reply(id, .clearChargingProfile(.init(status: status))))
        if status == .accepted { profilesChanged(at: now, &effects) }
    }

    func getCompositeSchedule(
        _ id: UniqueId, _ request: GetCompositeSchedule.Request, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        let configuration = smartChargingConfiguration
        if let unit = request.chargingRateUnit, !configuration.allows(unit) {
            // Errata v4.0 §3.24: a unit that the charge point does not know.
            effects.append(
                .replyError(id, CallError(.propertyConstraintViolation, "chargingRateUnit is not supported")))
            return
        }
        let answer = chargingProfiles.compositeSchedule(
            request, transactions: chargingTransactions, at: clock.time(at: now), configuration: configuration)
        effects.append(.reply(id, .getCompositeSchedule(answer)))
    }

    /// Whether the profile of a remote start can be used (OCPP 1.6 §5.16.2); without Smart Charging it is ignored
    /// (§5.11).
    func admits(_ profile: ChargingProfile?) -> Bool {
        guard let profile, supports(.smartCharging) else { return true }
        return chargingProfiles.refusal(ofRemoteStart: profile, configuration: smartChargingConfiguration) == nil
    }

    /// The transaction that a remote start asked for begins: its profile is installed with it.
    mutating func installRemoteProfile(_ profile: ChargingProfile, _ index: Int, _ moment: Moment) {
        // The request was checked when it came; a store that has become full meanwhile leaves the transaction without.
        _ = chargingProfiles.install(
            remoteStart: profile, transaction: transactions[index].charging, at: clock.time(at: moment.at),
            configuration: smartChargingConfiguration)
    }

    // MARK: Changes

    /// Profiles were installed or cleared: every transaction gets what they say now.
    private mutating func profilesChanged(at now: Instant, _ effects: inout [ChargePointEffect]) {
        limitsDue = .distantFuture
        if !transactions.isEmpty { refreshAll(Moment(now), &effects) }
    }

    /// A profile has come to a boundary.
    mutating func limitsAreDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        limitsDue = .distantFuture
        refreshAll(moment, &effects)
    }

    /// Finds the next instant at which a profile changes what a running transaction may take.
    mutating func scheduleLimits(at instant: Instant) {
        guard !chargingProfiles.isEmpty, !transactions.isEmpty else {
            limitsDue = .distantFuture
            return
        }
        let time = clock.time(at: instant)
        let (running, configuration) = (chargingTransactions, smartChargingConfiguration)
        // Connector 0 sees the boundaries of all connectors.
        let until = chargingProfiles.limit(
            connectorId: 0, transactions: running, at: time, configuration: configuration
        ).until
        limitsDue = until.map { clock.instant(of: $0) } ?? .distantFuture
    }
}

extension Transaction {
    /// The transaction as smart charging sees it; an id that was never given (-1) counts as none.
    var charging: ChargingTransaction {
        ChargingTransaction(
            connectorId: Int(connectorId), transactionId: transactionId == -1 ? nil : transactionId, start: start)
    }
}
