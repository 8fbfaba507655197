import OCPPTypes

/// What charge points report that cannot be right: it is answered and kept as it came, and told by a ``Notice``.
extension CentralSystemModel {
    /// 2010-01-01: no charge point of OCPP 1.6 is older.
    private static let earliestTime = DateTime(millisecondsSince1970: 1_262_304_000_000)

    func noteClock(_ timestamp: DateTime, of index: Int, at time: DateTime, into effects: inout [Effect]) {
        let latest = time.adding(milliseconds: configuration.limits.clockToleranceSeconds * 1000)
        if timestamp < Self.earliestTime || timestamp > latest {
            effects.append(.notice(.clockImplausible, identity: chargePoints[index].identity))
        }
    }

    func noteStart(
        _ request: StartTransaction.Request, of index: Int, at time: DateTime, into effects: inout [Effect]
    ) {
        noteClock(request.timestamp, of: index, at: time, into: &effects)
        let last = chargePoints[index].transactions.last { !$0.isOpen && $0.connectorId == request.connectorId }
        guard case .stopped(let stop)? = last?.phase else { return }
        let (timestamp, meterStop) = (stop.timestamp, stop.meterStop)
        if request.timestamp < timestamp {
            effects.append(.notice(.startBeforeStop, identity: chargePoints[index].identity))
        }
        if request.meterStart < meterStop {
            effects.append(.notice(.meterDecreased, identity: chargePoints[index].identity))
        }
    }

    /// Looks at a stop of a transaction that runs, or that the central system has ended in its books.
    func noteStop(
        _ request: StopTransaction.Request, of transaction: TransactionState, withoutId: Bool, at time: DateTime,
        of index: Int, into effects: inout [Effect]
    ) {
        let identity = chargePoints[index].identity
        if withoutId { effects.append(.notice(.stopMatchedWithoutId, identity: identity)) }
        if !transaction.isOpen {
            effects.append(
                .notice(.lateStop, identity: identity, detail: "transaction \(transaction.transactionId)"))
        }
        if request.timestamp < transaction.start { effects.append(.notice(.stopBeforeStart, identity: identity)) }
        if request.meterStop < transaction.meterStart {
            effects.append(.notice(.meterDecreased, identity: identity))
        }
        noteClock(request.timestamp, of: index, at: time, into: &effects)
    }

    /// Tells of values that are no decimal numbers, the first of a message by its text.
    func noteUnreadable(_ values: [MeterValue], of index: Int, into effects: inout [Effect]) {
        var first: String?
        var count = 0
        for value in values {
            for sample in value.sampledValue where sample.format != .signedData && !Self.isDecimal(sample.value) {
                count += 1
                if first == nil { first = sample.value }
            }
        }
        guard let first else { return }
        let text = String(first.unicodeScalars.prefix(configuration.limits.noticeDetail).map(Character.init))
        let others = count > 1 ? " and \(count - 1) more" : ""
        effects.append(
            .notice(
                .meterValueUnreadable, identity: chargePoints[index].identity, detail: "value \"\(text)\"\(others)"))
    }

    /// Whether a text is a ``DecimalText``.
    package static func isDecimal(_ text: String) -> Bool { DecimalText(text) != nil }

    /// Looks at the times and at the energy register of meter values of an open transaction. Each fault is told once
    /// per message.
    mutating func noteMeterValues(
        _ values: [MeterValue], ofTransactionAt place: Int, of index: Int, into effects: inout [Effect]
    ) {
        let faults = chargePoints[index].transactions[place].take(values)
        guard faults != [] else { return }
        let identity = chargePoints[index].identity
        if faults.contains(.outOfOrder) { effects.append(.notice(.meterValuesOutOfOrder, identity: identity)) }
        if faults.contains(.decreased) { effects.append(.notice(.meterDecreased, identity: identity)) }
        if faults.contains(.repeated) { effects.append(.notice(.measurandRepeated, identity: identity)) }
        if faults.contains(.beginDiffers) { effects.append(.notice(.meterBeginDiffers, identity: identity)) }
    }

    /// True where meter values tell a register that an end in the books can take over.
    package static func tellRegister(_ values: [MeterValue]) -> Bool {
        values.contains { value in
            value.sampledValue.contains { $0.context != .transactionBegin && importRegister($0) != nil }
        }
    }

    /// The energy register of a sample in whole Wh; nil for other measurands, for single phases and other places, and
    /// for what is no decimal number, is negative or too large.
    static func importRegister(_ sample: SampledValue) -> Int? {
        switch sample.measurand {
        case nil, .energyActiveImportRegister: break
        default: return nil
        }
        guard sample.phase == nil, sample.location == nil || sample.location == .outlet, sample.format != .signedData
        else { return nil }
        guard let value = DecimalText(sample.value), !value.isNegative else { return nil }
        return value.whole(times: sample.unit == .kWh ? 3 : 0)
    }
}

/// What cannot be right in the meter values of one message.
struct MeterFaults: OptionSet {
    let rawValue: UInt8

    static let outOfOrder = MeterFaults(rawValue: 1)
    static let decreased = MeterFaults(rawValue: 2)
    static let repeated = MeterFaults(rawValue: 4)
    static let beginDiffers = MeterFaults(rawValue: 8)
}

extension TransactionState {
    /// Takes over the last register and the latest time of meter values.
    mutating func take(_ values: [MeterValue]) -> MeterFaults {
        var faults: MeterFaults = []
        for value in values {
            if value.timestamp < lastMeterTime { faults.insert(.outOfOrder) } else { lastMeterTime = value.timestamp }
            var registers = 0
            for sample in value.sampledValue {
                guard let wattHours = CentralSystemModel.importRegister(sample) else { continue }
                registers += 1
                if sample.context == .transactionBegin {
                    // Some charge points send 0 here, and the real register follows.
                    if wattHours != meterStart { faults.insert(.beginDiffers) }
                } else {
                    if wattHours < register { faults.insert(.decreased) }
                    register = wattHours
                }
            }
            if registers > 1 { faults.insert(.repeated) }
        }
        return faults
    }
}
