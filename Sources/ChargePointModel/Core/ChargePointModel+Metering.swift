import OCPPTypes

extension ChargePointModel {
    /// MeterValues.req of a connector with what a list of measurands asks for; the transaction's id is filled
    /// in where it
    /// is known.
    mutating func meterValues(
        _ connectorId: Int, _ key: ConfigurationKey, context: ReadingContext, timestamp: DateTime?, at instant: Instant
    ) -> MeterValues.Request {
        connectors[connectorId].integrate(to: instant, clockFactor: clock.factor)
        let connector = connectors[connectorId]
        let index = transactionIndex(of: connectorId)
        let offers = index.map { !transactions[$0].isInvalidated } ?? false
        let reading = Meter.Reading(
            wattHours: connector.register.wattHours, watts: Int(connector.watts),
            wattsOffered: offers ? kind.watts : 0,
            stateOfCharge: connector.stateOfCharge(batteryWattHours: kind.batteryWattHours))
        guard case .measurands(let list) = value(key) else {
            preconditionFailure("\(key.name) is a list of measurands")
        }
        let values = Meter.sampledValues(of: list, reading, kind: kind, context: context)
        return MeterValues.Request(
            connectorId: connectorId, transactionId: index.flatMap { transactions[$0].transactionId },
            meterValue: [MeterValue(timestamp: timestamp ?? clock.time(at: instant), sampledValue: values)])
    }

    /// Sampled values of a transaction are due (OCPP 1.6 §3.3, §4.7).
    mutating func sampleIsDue(_ index: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        transactions[index].sampleCount += 1
        transactions[index].scheduleSample(intervalSeconds: integer(.meterValueSampleInterval), clock: clock)
        collectReading(index, context: .samplePeriodic, timestamp: nil, moment)
        enqueueMeterValues(
            of: index, .meterValuesSampledData, context: .samplePeriodic, timestamp: nil, moment, &effects)
    }

    private mutating func enqueueMeterValues(
        of index: Int, _ key: ConfigurationKey, context: ReadingContext, timestamp: DateTime?, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        let transaction = transactions[index]
        let request = meterValues(
            Int(transaction.connectorId), key, context: context, timestamp: timestamp, at: moment.at)
        enqueue(
            .meterValues(request), of: transaction.number, connectorId: transaction.connectorId,
            transactionId: transaction.transactionId, moment, &effects)
    }

    /// The sampling interval was changed; running transactions count from now on.
    mutating func restartSampling(at now: Instant) {
        for index in transactions.indices {
            transactions[index].sampleOrigin = now
            transactions[index].sampleCount = 0
            transactions[index].scheduleSample(intervalSeconds: integer(.meterValueSampleInterval), clock: clock)
        }
    }

    // MARK: Clock-aligned values

    private static let millisecondsPerDay: Int64 = 86_400_000

    /// Finds the next instant of the grid that begins at 00:00:00 UTC each day.
    mutating func scheduleAlignedValues(at now: Instant) {
        let step = Int64(integer(.clockAlignedDataInterval)) * 1000
        guard step > 0, boot.isAccepted, !isFinishing else {
            alignedDue = .distantFuture
            return
        }
        let time = clock.time(at: now).millisecondsSince1970
        var grid = Self.nextGrid(after: time, step: step)
        // A clock set back by a moment must not give the same grid instant twice.
        if grid <= alignedLast, alignedLast - grid < step { grid = Self.nextGrid(after: alignedLast, step: step) }
        alignedGrid = grid
        alignedDue = clock.instant(of: DateTime(millisecondsSince1970: grid))
    }

    static func nextGrid(after time: Int64, step: Int64) -> Int64 {
        let clamped = min(max(time, DateTime.range.lowerBound), DateTime.range.upperBound)
        var sinceMidnight = clamped % millisecondsPerDay
        if sinceMidnight < 0 { sinceMidnight += millisecondsPerDay }
        let midnight = clamped - sinceMidnight
        let next = (sinceMidnight / step + 1).multipliedReportingOverflow(by: step).partialValue
        return midnight + min(next, millisecondsPerDay)
    }

    /// An instant of the grid has come: values of every connector, with or without transaction.
    mutating func alignedValuesAreDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        let timestamp = DateTime(millisecondsSince1970: alignedGrid)
        alignedLast = alignedGrid
        scheduleAlignedValues(at: moment.at)
        for connectorId in 1..<connectors.count {
            if let index = transactionIndex(of: connectorId) {
                collectReading(index, context: .sampleClock, timestamp: timestamp, moment)
                enqueueMeterValues(
                    of: index, .meterValuesAlignedData, context: .sampleClock, timestamp: timestamp, moment, &effects)
            } else if connection == .open {
                let request = meterValues(
                    connectorId, .meterValuesAlignedData, context: .sampleClock, timestamp: timestamp, at: moment.at)
                plan(.payload(.typed(.meterValues(request))), .alignedValues, moment, &effects)
            }
            // Offline, values outside of transactions are not kept (PROTOCOL §7.2 queues those of transactions).
        }
    }
}
