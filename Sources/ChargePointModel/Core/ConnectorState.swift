import OCPPTypes

/// One connector with its meter and the car on it; index 0 stands for the charge point as a whole.
struct ConnectorState: Equatable, Sendable {
    /// The status now.
    var status = ChargePointStatus.available
    /// The status that the central system was last told, nil when it may not know.
    var reported: ChargePointStatus?
    /// True while a plug is in.
    var isPlugged = false
    /// True when the operator wants it inoperative; a transaction goes on until its end (Scheduled).
    var isInoperative = false
    /// How many cars were plugged in so far; places the draw of the next one's state of charge.
    var carCount: UInt32 = 0
    /// Tag that may start a transaction until ``preparingUntil``.
    var authorizedTag: IdTag?
    /// End of the wait in Preparing; `.distantFuture` when nobody waits.
    var preparingUntil = Instant.distantFuture
    /// The energy meter.
    var register = EnergyRegister()
    /// The instant up to which ``register`` holds the energy.
    var integratedUntil = Instant.zero
    /// Power into the car since ``integratedUntil``.
    var watts: Int32 = 0
    /// What is rarely the matter: faults, the lock, a loose cable.
    var rare = Rare<ConnectorHardware>()
    /// What the register would have shown with the car's battery empty, in mWh.
    var emptyMilliwattHours: Int64 = 0

    /// True while a cable is in the socket, whether or not a car is at its other end.
    var isOccupied: Bool { isPlugged || (!rare.isEmpty && rare.value.holdsLooseCable) }

    /// Forgets a tag that waits for the plug, and the wait.
    mutating func dropAuthorization() {
        authorizedTag = nil
        preparingUntil = .distantFuture
        guard !rare.isEmpty else { return }
        rare.value.authorizedParent = nil
        rare.value.remoteProfile = nil
    }

    /// A remote start came to nothing.
    mutating func dropRemoteProfile() {
        if !rare.isEmpty, authorizedTag == nil { rare.value.remoteProfile = nil }
    }

    /// Brings the register up to an instant; an earlier one changes nothing (a deadline handled late).
    mutating func integrate(to instant: Instant, clockFactor: Int64) {
        guard instant > integratedUntil else { return }
        if watts > 0 {
            let (span, overflow) = instant.nanoseconds(since: integratedUntil)
                .multipliedReportingOverflow(by: clockFactor)
            register.add(watts: Int(watts), nanoseconds: overflow ? .max : span)
        }
        integratedUntil = instant
    }

    /// The instant at which the register shows `milliwattHours`; `.distantFuture` when it never will.
    func instant(ofRegister milliwattHours: Int64, clockFactor: Int64) -> Instant {
        guard let span = register.nanoseconds(until: milliwattHours, watts: Int(watts)) else { return .distantFuture }
        let real = span / clockFactor + (span % clockFactor == 0 ? 0 : 1)
        return integratedUntil.adding(nanoseconds: real)
    }

    /// Puts a car on the connector whose state of charge, 20 to 60 %, depends on the seed, the connector and the count.
    mutating func plugIn(seed: UInt64, connectorId: Int, batteryWattHours: Int) {
        isPlugged = true
        carCount &+= 1
        var random = SeededRandom(
            runSeed: seed, group: "car", index: UInt64(connectorId) << 32 | UInt64(carCount))
        let share = random.nextUniform(0.2, 0.6)
        let stored = Int64(Double(batteryWattHours) * 1000 * share)
        emptyMilliwattHours = register.milliwattHours - stored
    }

    /// State of charge in whole percent, rounded down; nil without a car.
    func stateOfCharge(batteryWattHours: Int) -> Int? {
        guard isPlugged, batteryWattHours > 0 else { return nil }
        let stored = register.milliwattHours - emptyMilliwattHours
        return min(100, Int(stored / (Int64(batteryWattHours) * 10)))
    }
}
