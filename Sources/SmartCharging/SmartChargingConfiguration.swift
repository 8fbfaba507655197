import OCPPTypes

/// What a charge point can do and what its configuration keys allow (OCPP 1.6 §3.13.5, §9.4); shared by all of a kind.
package struct SmartChargingConfiguration: Hashable, Sendable {
    /// False answers every SetChargingProfile.req with NotSupported (errata v4.0 §3.39).
    package var isSupported = true
    /// Number of connectors.
    package var connectors: Int
    /// Nominal voltage between phase and neutral; of a DC charge point its nominal output voltage.
    package var volts: Int
    /// Phases that a connector can use: 1 to 3; 1 for DC.
    package var phases: Int
    /// `ChargeProfileMaxStackLevel`
    package var maxStackLevel: Int
    /// `Current` in `ChargingScheduleAllowedChargingRateUnit`.
    package var allowsAmperes = true
    /// `Power` in `ChargingScheduleAllowedChargingRateUnit`.
    package var allowsWatts = true
    /// `ChargingScheduleMaxPeriods`
    package var maxPeriods: Int
    /// `MaxChargingProfilesInstalled`
    package var maxInstalled: Int
    /// What the hardware of each connector delivers at most; nil where that is unknown.
    package var connectorLimit: ElectricLimit?
    /// What the whole charge point draws at most; nil: the sum of its connectors.
    package var chargePointLimit: ElectricLimit?
    /// Unit of a composite schedule when neither the request nor the profiles decide.
    package var preferredUnit = ChargingRateUnit.amperes
    /// True names the phases in composite schedules; false for DC, where the word has no meaning.
    package var reportsPhases = true
    /// True repeats `scheduleStart` as `startSchedule` of a composite schedule, against errata v4.0 §3.57: some
    /// certification steps look for it there (guide "Field notes").
    package var repeatsScheduleStart = false

    /// Makes a configuration; the keys get generous values unless given.
    package init(
        connectors: Int, volts: Int = 230, phases: Int = 3, maxStackLevel: Int = 99, maxPeriods: Int = 1000,
        maxInstalled: Int = 100, connectorLimit: ElectricLimit? = nil
    ) {
        self.connectors = min(max(connectors, 0), SmartChargingLimits.connectors)
        self.volts = max(volts, 1)
        self.phases = min(max(phases, 1), 3)
        self.maxStackLevel = maxStackLevel
        self.maxPeriods = maxPeriods
        self.maxInstalled = maxInstalled
        self.connectorLimit = connectorLimit
    }

    /// Whether a schedule may have this unit.
    package func allows(_ unit: ChargingRateUnit) -> Bool {
        switch unit {
        case .amperes: allowsAmperes
        case .watts: allowsWatts
        }
    }
}

/// A running transaction, as far as profiles depend on it.
package struct ChargingTransaction: Hashable, Sendable {
    /// The connector: 1 or more.
    package var connectorId: Int
    /// The id of the central system; nil until StartTransaction is answered.
    package var transactionId: Int?
    /// The start of charging: Relative schedules, and Absolute ones without startSchedule, run from here.
    package var start: DateTime

    /// Makes the value from its members.
    package init(connectorId: Int, transactionId: Int?, start: DateTime) {
        self.connectorId = connectorId
        self.transactionId = transactionId
        self.start = start
    }
}
