import OCPPTypes

/// Builds sampled values from a reading (OCPP 1.6 §7.43); the strings are short enough to need no heap object.
enum Meter {
    /// Whether a kind can report an entry of a measurand list.
    ///
    /// Nothing here feeds energy back, so everything exported is 0; RPM would need a fan. What belongs to alternating
    /// current is not known of a DC connector.
    static func supports(_ item: MeasurandList.Item, kind: ChargePointKind) -> Bool {
        switch item.measurand {
        case .voltage:
            guard let phase = item.phase else { return true }
            return voltagePhases(of: kind).contains(phase)
        case .currentImport, .powerActiveImport:
            switch item.phase {
            case nil: return true
            case .l1: return kind.phases > 0
            case .l2: return kind.phases > 1
            case .l3: return kind.phases > 2
            case .n: return kind.phases > 0 && item.measurand == .currentImport
            case .l1N, .l2N, .l3N, .l1L2, .l2L3, .l3L1: return false
            }
        case .powerFactor, .frequency, .powerReactiveImport, .powerReactiveExport, .energyReactiveImportRegister,
            .energyReactiveImportInterval, .energyReactiveExportRegister, .energyReactiveExportInterval:
            return item.phase == nil && !kind.isDirect
        case .energyActiveImportRegister, .energyActiveImportInterval, .energyActiveExportRegister,
            .energyActiveExportInterval, .powerActiveExport, .currentExport, .powerOffered, .currentOffered,
            .temperature, .soC:
            return item.phase == nil
        case .rpm: return false
        }
    }

    /// The sampled values of a list of measurands, all phases of each; an empty list means the energy register.
    static func sampledValues(
        of list: MeasurandList, _ reading: MeterReading, kind: ChargePointKind, context: ReadingContext
    ) -> [SampledValue] {
        var values: [SampledValue] = []
        values.reserveCapacity(valueCount(list, kind: kind))
        for item in list.items { append(item, reading, kind, context, &values) }
        if values.isEmpty {
            // TC_070_CS assumes it where the list is empty; a SampledValue list may not be empty.
            append(MeasurandList.Item(measurand: .energyActiveImportRegister), reading, kind, context, &values)
        }
        return values
    }

    private static func valueCount(_ list: MeasurandList, kind: ChargePointKind) -> Int {
        var count = 0
        for item in list.items {
            switch item.measurand {
            case .currentImport, .voltage: count += item.phase == nil ? max(1, kind.phases) : 1
            default: count += 1
            }
        }
        return max(1, count)
    }

    private static func append(
        _ item: MeasurandList.Item, _ reading: MeterReading, _ kind: ChargePointKind, _ context: ReadingContext,
        _ values: inout [SampledValue]
    ) {
        let measurand = item.measurand
        let place = reading.isMain ? Location.inlet : nil
        func add(_ value: String, _ unit: UnitOfMeasure?, phase: Phase? = nil, location: Location? = place) {
            values.append(
                SampledValue(
                    value: value, context: context, measurand: measurand, phase: phase, location: location, unit: unit))
        }
        switch measurand {
        case .energyActiveImportRegister: add(String(reading.wattHours), .wh)
        case .energyActiveImportInterval: add(String(reading.intervalWattHours), .wh)
        case .energyActiveExportRegister, .energyActiveExportInterval: add("0", .wh)
        case .energyReactiveImportRegister: add(String(reading.varHours), .varh)
        case .energyReactiveImportInterval: add(String(reading.intervalVarHours), .varh)
        case .energyReactiveExportRegister, .energyReactiveExportInterval: add("0", .varh)
        case .powerActiveExport: add("0", .w)
        case .powerReactiveExport: add("0", .var)
        case .powerReactiveImport: add(String(reading.vars), .var)
        case .powerOffered: add(String(reading.wattsOffered), .w)
        case .currentOffered: add(decimal(tenths: reading.deciamperesOffered), .a)
        case .currentExport: add("0", .a)
        case .powerFactor: add(decimal(permille: reading.powerFactorPermille), nil)
        case .frequency: add(String(kind.specification.gridHertz), nil)
        case .temperature: add(decimal(tenths: reading.celsiusTenths), .celsius)
        case .soC:
            // Without a car there is nothing to report.
            if let percent = reading.stateOfCharge { add(String(percent), .percent, location: .ev) }
        case .powerActiveImport:
            let watts = item.phase.map { reading.watts(on: $0) } ?? reading.watts
            add(String(watts), .w, phase: item.phase)
        case .currentImport:
            guard !kind.isDirect else { return add(decimal(tenths: reading.deciamperes.0), .a) }
            if let phase = item.phase {
                add(decimal(tenths: reading.deciamperes(on: phase)), .a, phase: phase)
            } else {
                for phase in lines.prefix(kind.phases) {
                    add(decimal(tenths: reading.deciamperes(on: phase)), .a, phase: phase)
                }
            }
        case .voltage:
            if let phase = item.phase {
                add(String(volts(phase, reading.volts)), .v, phase: phase)
            } else if kind.isDirect {
                add(String(reading.volts), .v)
            } else {
                for phase in lineToNeutral.prefix(kind.phases) { add(String(reading.volts), .v, phase: phase) }
            }
        case .rpm:
            preconditionFailure("\(measurand) is not in a list that was checked")
        }
    }

    private static let lines: [Phase] = [.l1, .l2, .l3]
    private static let lineToNeutral: [Phase] = [.l1N, .l2N, .l3N]

    private static func voltagePhases(of kind: ChargePointKind) -> [Phase] {
        switch kind.phases {
        case 0: []
        case 1: [.l1, .l1N]
        case 2: [.l1, .l2, .l1N, .l2N, .l1L2]
        default: [.l1, .l2, .l3, .l1N, .l2N, .l3N, .l1L2, .l2L3, .l3L1]
        }
    }

    /// Between two phases there is √3 times the voltage to neutral.
    private static func volts(_ phase: Phase, _ toNeutral: Int) -> Int {
        switch phase {
        case .l1L2, .l2L3, .l3L1: (toNeutral * 17_321 + 5000) / 10_000
        case .l1, .l2, .l3, .n, .l1N, .l2N, .l3N: toNeutral
        }
    }

    // MARK: Numbers

    /// `16` or `15.9`.
    static func decimal(tenths: Int) -> String {
        tenths % 10 == 0 ? String(tenths / 10) : short(tenths, fractionDigits: 1)
    }

    /// `1`, `0.99` or `0.985`.
    static func decimal(permille: Int) -> String {
        if permille % 1000 == 0 { return String(permille / 1000) }
        if permille % 100 == 0 { return short(permille / 100, fractionDigits: 1) }
        if permille % 10 == 0 { return short(permille / 10, fractionDigits: 2) }
        return short(permille, fractionDigits: 3)
    }

    /// A decimal number; up to 15 characters need no heap object.
    private static func short(_ value: Int, fractionDigits: Int) -> String {
        var whole = value.magnitude
        var fraction: UInt = 0
        var scale: UInt = 1
        for _ in 0..<fractionDigits {
            fraction += whole % 10 * scale
            scale *= 10
            whole /= 10
        }
        var text = String(whole)
        if value < 0 { text = "-" + text }
        text.append(".")
        scale /= 10
        while scale > 0 {
            text.unicodeScalars.append(Unicode.Scalar(UInt8(0x30 + fraction / scale % 10)))
            scale /= 10
        }
        return text
    }
}
