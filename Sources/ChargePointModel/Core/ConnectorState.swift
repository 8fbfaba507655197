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
    /// The register at the last clock-aligned values, in mWh: where the next interval begins.
    var alignedBase: Int64 = 0
    /// The car; here from plug to unplug, or to the end of its transaction.
    private(set) var cars: [PluggedCar] = []
    /// The meter of reactive energy; empty until a car with a power factor below 1 has charged.
    var reactive = Rare<ReactiveMeter>()

    /// The car on the connector.
    var car: PluggedCar? { cars.first }

    /// A car is plugged in.
    mutating func arrive(_ car: PluggedCar) {
        isPlugged = true
        carCount &+= 1
        cars = [car]
    }

    /// The car of before a power cut: it takes nothing until it is offered something.
    mutating func keep(_ car: PluggedCar) {
        var car = car
        car.supply = CarSupply()
        cars = [car]
    }

    /// The car is gone, and no transaction waits for it.
    mutating func leave() {
        cars = []
    }

    /// Changes what is known of the car; without a car nothing happens.
    mutating func updateCar(_ change: (inout PluggedCar) -> Void) {
        if !cars.isEmpty { change(&cars[0]) }
    }

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
            let nanoseconds = overflow ? .max : span
            register.add(watts: Int(watts), nanoseconds: nanoseconds)
            if let car = cars.first?.car, car.reactivePermille > 0 {
                reactive.value.register.add(
                    watts: Int(watts) * car.reactivePermille / 1000, nanoseconds: nanoseconds)
            }
        }
        integratedUntil = instant
    }

    /// The interval of sampled reactive energy ends and the next begins; that of active energy is the transaction's.
    mutating func beginReactiveInterval() {
        if !reactive.isEmpty { reactive.value.sampledBase = reactive.value.register.milliwattHours }
    }

    /// The instant at which the register shows `milliwattHours`; `.distantFuture` when it never will.
    func instant(ofRegister milliwattHours: Int64, clockFactor: Int64) -> Instant {
        guard let span = register.nanoseconds(until: milliwattHours, watts: Int(watts)) else { return .distantFuture }
        let real = span / clockFactor + (span % clockFactor == 0 ? 0 : 1)
        return integratedUntil.adding(nanoseconds: real)
    }

    /// State of charge in whole percent, rounded down; nil without a car.
    var stateOfCharge: Int? {
        isPlugged ? cars.first?.percent(atRegister: register.milliwattHours) : nil
    }
}

/// Reactive energy of a connector, in the place of active energy: varh for Wh, a reactive power for W.
struct ReactiveMeter: RareValue, Equatable {
    /// The register.
    var register = EnergyRegister()
    /// The register at the last sampled values, or at the start of the transaction after them.
    var sampledBase: Int64 = 0
    /// The register at the last clock-aligned values.
    var alignedBase: Int64 = 0

    var isEmpty: Bool { register.milliwattHours == 0 && register.remainderNanojoules == 0 }
}
