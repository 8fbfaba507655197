import OCPPTypes

extension ChargePointModel {
    /// MeterValues.req of a connector with what a list of measurands asks for; the transaction's id is filled in where
    /// it is known. Connector 0 is the main meter.
    mutating func meterValues(
        _ connectorId: Int, _ key: ConfigurationKey, context: ReadingContext, timestamp: DateTime?, at instant: Instant
    ) -> MeterValues.Request {
        guard case .measurands(let list) = value(key) else {
            preconditionFailure("\(key.name) is a list of measurands")
        }
        let values = readings(for: list, context: context, connector: connectorId, at: instant)
        let index = transactionIndex(of: connectorId)
        return MeterValues.Request(
            connectorId: connectorId, transactionId: index.flatMap { transactions[$0].transactionId },
            meterValue: [MeterValue(timestamp: timestamp ?? clock.time(at: instant), sampledValue: values)])
    }

    /// The sampled values of a list of measurands as a connector's meter shows them at an instant; connector 0 is the
    /// main meter, the sum of all.
    ///
    /// The intervals of `Energy.….Interval` begin at the last clock-aligned values for `Sample.Clock`, and at the last
    /// sampled ones, or the start of the transaction, for every other context. Reading does not end them.
    mutating func readings(
        for list: MeasurandList, context: ReadingContext, connector connectorId: Int, at instant: Instant
    ) -> [SampledValue] {
        if connectorId == 0 {
            for index in connectors.indices { connectors[index].integrate(to: instant, clockFactor: clock.factor) }
        } else {
            connectors[connectorId].integrate(to: instant, clockFactor: clock.factor)
        }
        return Meter.sampledValues(
            of: list, reading(connectorId, context: context, at: instant), kind: kind, context: context)
    }

    /// Sampled values of a transaction are due (OCPP 1.6 §3.16.1, §4.7).
    mutating func sampleIsDue(_ index: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        transactions[index].sampleCount += 1
        transactions[index].scheduleSample(intervalSeconds: integer(.meterValueSampleInterval), clock: clock)
        collectReading(index, context: .samplePeriodic, timestamp: nil, moment)
        enqueueMeterValues(
            of: index, .meterValuesSampledData, context: .samplePeriodic, timestamp: nil, moment, &effects)
        // Values of the StopTxn lists belong to the same interval, so it ends after all have been read.
        let connectorId = Int(transactions[index].connectorId)
        transactions[index].sampledBase = connectors[connectorId].register.milliwattHours
        connectors[connectorId].beginReactiveInterval()
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
        guard grid > time, DateTime.range.contains(grid) else {
            // The central system set the clock to the end of the calendar: there is no further instant of the grid.
            alignedDue = .distantFuture
            return
        }
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
        if kind.specification.hasMainMeter, connection == .open {
            let request = meterValues(
                0, .meterValuesAlignedData, context: .sampleClock, timestamp: timestamp, at: moment.at)
            plan(.payload(.typed(.meterValues(request))), .alignedValues, moment, &effects)
        }
        for connectorId in 1..<connectors.count {
            defer { alignedIntervalEnded(connectorId) }
            if let index = transactionIndex(of: connectorId) {
                collectReading(index, context: .sampleClock, timestamp: timestamp, moment)
                enqueueMeterValues(
                    of: index, .meterValuesAlignedData, context: .sampleClock, timestamp: timestamp, moment, &effects)
            } else if connection == .open {
                let request = meterValues(
                    connectorId, .meterValuesAlignedData, context: .sampleClock, timestamp: timestamp, at: moment.at)
                plan(.payload(.typed(.meterValues(request))), .alignedValues, moment, &effects)
            }
            // Offline, values outside of transactions are not kept (guide "Where OCPP is silent").
        }
    }

    /// The interval of clock-aligned values ends and the next begins.
    private mutating func alignedIntervalEnded(_ connectorId: Int) {
        connectors[connectorId].alignedBase = connectors[connectorId].register.milliwattHours
        if !connectors[connectorId].reactive.isEmpty {
            connectors[connectorId].reactive.value.alignedBase =
                connectors[connectorId].reactive.value.register.milliwattHours
        }
    }
}
