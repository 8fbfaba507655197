import OCPPTypes

/// A running transaction. It leaves the model when it stops; what its queued messages need they carry themselves.
struct Transaction: Equatable, Sendable {
    /// Number within this charge point; ties queued messages to it until the central system has given an id.
    let number: UInt32
    /// The connector.
    let connectorId: UInt8
    /// The tag that started it.
    let idTag: IdTag
    /// Register at the start in mWh.
    let startMilliwattHours: Int64
    /// When it began, in device time.
    let start: DateTime
    /// The parent of the tag, when the central system, the list or the cache told one.
    var parentIdTag: IdTag?
    /// The id of the central system; -1 when StartTransaction was given up (errata v4.0 §3.18), nil before either.
    var transactionId: Int?
    /// The central system did not accept the tag and the transaction may not go on delivering.
    var isInvalidated = false
    /// The register, in mWh, at which a transaction whose tag was not accepted stops delivering (MaxEnergyOnInvalidId).
    var allowanceEnd: Int64?
    /// When ``allowanceEnd`` is reached as things stand.
    var allowanceAt = Instant.distantFuture
    /// Readings for StopTransaction.req.transactionData, the first of the transaction first.
    var data: [MeterValue] = []

    /// Sampled values are due at multiples of the interval from here.
    var sampleOrigin: Instant
    /// Number of sampled values since ``sampleOrigin``.
    var sampleCount: Int64 = 0
    /// When the next sampled values are due.
    var nextSample = Instant.distantFuture

    /// The `charge` command that waits for the end.
    var goal: Goal?
    /// When the goal is reached as things stand.
    var goalAt = Instant.distantFuture
    /// When the car wants another power, or none, as things stand.
    var carAt = Instant.distantFuture
    /// Register at the last sampled values in mWh: where the next interval begins.
    var sampledBase: Int64

    init(
        number: UInt32, connectorId: UInt8, idTag: IdTag, startMilliwattHours: Int64, start: DateTime,
        sampleOrigin: Instant
    ) {
        self.number = number
        self.connectorId = connectorId
        self.idTag = idTag
        self.startMilliwattHours = startMilliwattHours
        self.start = start
        self.sampleOrigin = sampleOrigin
        sampledBase = startMilliwattHours
    }

    /// A `charge` command.
    struct Goal: Equatable, Sendable {
        var token: CommandToken
        var goal: ChargeGoal
        /// When the command was intended; durations count from here.
        var begin: Instant
    }

    /// Makes the next sample due at its place on the grid from ``sampleOrigin``, without adding up rounding.
    mutating func scheduleSample(intervalSeconds: Int, clock: DeviceClock) {
        guard intervalSeconds > 0 else {
            nextSample = .distantFuture
            return
        }
        let (milliseconds, overflow) = (Int64(intervalSeconds) * 1000).multipliedReportingOverflow(by: sampleCount + 1)
        nextSample =
            overflow
            ? .distantFuture
            : sampleOrigin.adding(nanoseconds: clock.realNanoseconds(ofDeviceMilliseconds: milliseconds))
    }

    /// Works out when the car's next step and the goal are reached with the connector's present power.
    mutating func scheduleEnds(_ connector: ConnectorState, kind: ChargePointKind, clock: DeviceClock) {
        carAt = .distantFuture
        goalAt = .distantFuture
        if connector.watts > 0, let car = connector.car {
            let next = car.nextStep(
                afterRegister: connector.register.milliwattHours, from: kind.supply, gridVolts: kind.gridVolts)
            carAt = connector.instant(ofRegister: next, clockFactor: clock.factor)
        }
        allowanceAt = .distantFuture
        if let allowanceEnd {
            allowanceAt = connector.instant(ofRegister: allowanceEnd, clockFactor: clock.factor)
        }
        guard let goal else { return }
        switch goal.goal {
        case .duration(let milliseconds):
            goalAt = goal.begin.adding(nanoseconds: clock.realNanoseconds(ofDeviceMilliseconds: max(0, milliseconds)))
        case .energy(let wattHours):
            let (wanted, overflow) = max(0, wattHours).multipliedReportingOverflow(by: 1000)
            var target = overflow ? Int64.max : startMilliwattHours.addingSaturated(wanted)
            if let car = connector.car {
                target = min(target, car.register(atPercent: car.car.specification.targetPercent))
            }
            goalAt = connector.instant(ofRegister: target, clockFactor: clock.factor)
        case .stateOfCharge(let percent):
            guard let car = connector.car else { return }
            let target = car.register(atPercent: min(percent, car.car.specification.targetPercent))
            goalAt = connector.instant(ofRegister: target, clockFactor: clock.factor)
        }
    }
}

extension Int64 {
    /// The sum, or the end of the range.
    func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}
