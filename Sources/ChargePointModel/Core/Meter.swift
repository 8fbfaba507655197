import OCPPTypes

/// Builds sampled values from a reading (OCPP 1.6 §7.43); the strings are short enough to need no heap object.
enum Meter {
    /// What the meter of a connector shows at an instant.
    struct Reading: Equatable, Sendable {
        /// Energy register in Wh.
        var wattHours: Int64
        /// Power into the car in W.
        var watts: Int
        /// Power that the charge point would deliver in W.
        var wattsOffered: Int
        /// State of charge in percent; nil without a car.
        var stateOfCharge: Int?
    }

    /// Whether a kind can report an entry of a measurand list.
    static func supports(_ item: MeasurandList.Item, kind: ChargePointKind) -> Bool {
        switch item.measurand {
        case .currentImport, .voltage:
            switch item.phase {
            case nil: true
            case .l1, .l2, .l3: phases(of: kind).contains { $0 == item.phase }
            case .n, .l1N, .l2N, .l3N, .l1L2, .l2L3, .l3L1: false
            }
        case .energyActiveImportRegister, .powerActiveImport, .powerOffered, .powerFactor, .currentOffered, .frequency,
            .temperature, .soC:
            item.phase == nil
        case .energyActiveExportRegister, .energyReactiveExportRegister, .energyReactiveImportRegister,
            .energyActiveExportInterval, .energyActiveImportInterval, .energyReactiveExportInterval,
            .energyReactiveImportInterval, .powerActiveExport, .powerReactiveExport, .powerReactiveImport,
            .currentExport, .rpm:
            false
        }
    }

    /// The sampled values of a list of measurands, all phases of each; an empty list means the energy register.
    static func sampledValues(
        of list: MeasurandList, _ reading: Reading, kind: ChargePointKind, context: ReadingContext
    ) -> [SampledValue] {
        var values: [SampledValue] = []
        values.reserveCapacity(valueCount(list, kind: kind))
        for item in list.items { append(item, reading, kind, context, &values) }
        if values.isEmpty {
            // OCTT assumes it where the list is empty (PROTOCOL §8); a SampledValue list may not be empty.
            append(MeasurandList.Item(measurand: .energyActiveImportRegister), reading, kind, context, &values)
        }
        return values
    }

    private static func valueCount(_ list: MeasurandList, kind: ChargePointKind) -> Int {
        var count = 0
        for item in list.items {
            switch item.measurand {
            case .currentImport, .voltage: count += item.phase == nil ? max(1, phases(of: kind).count) : 1
            default: count += 1
            }
        }
        return max(1, count)
    }

    private static func append(
        _ item: MeasurandList.Item, _ reading: Reading, _ kind: ChargePointKind, _ context: ReadingContext,
        _ values: inout [SampledValue]
    ) {
        let measurand = item.measurand
        func add(_ value: String, _ unit: UnitOfMeasure?, phase: Phase? = nil, location: Location? = nil) {
            values.append(
                SampledValue(
                    value: value, context: context, measurand: measurand, phase: phase, location: location, unit: unit))
        }
        switch measurand {
        case .energyActiveImportRegister: add(String(reading.wattHours), .wh)
        case .powerActiveImport: add(String(reading.watts), .w)
        case .powerOffered: add(String(reading.wattsOffered), .w)
        case .currentOffered: add(decimal(tenths: deciamperes(reading.wattsOffered, kind)), .a)
        case .powerFactor: add("1", nil)
        case .frequency: add("50", nil)
        case .temperature: add(reading.watts > 0 ? "35" : "25", .celsius)
        case .soC:
            // Without a car there is nothing to report.
            if let percent = reading.stateOfCharge { add(String(percent), .percent, location: .ev) }
        case .currentImport:
            let value = decimal(tenths: deciamperes(reading.watts, kind))
            perPhase(item, kind) { add(value, .a, phase: $0) }
        case .voltage:
            let value = String(volts(kind))
            perPhase(item, kind) { add(value, .v, phase: $0) }
        case .energyActiveExportRegister, .energyReactiveExportRegister, .energyReactiveImportRegister,
            .energyActiveExportInterval, .energyActiveImportInterval, .energyReactiveExportInterval,
            .energyReactiveImportInterval, .powerActiveExport, .powerReactiveExport, .powerReactiveImport,
            .currentExport, .rpm:
            preconditionFailure("\(measurand) is not in a list that was checked")
        }
    }

    private static func perPhase(_ item: MeasurandList.Item, _ kind: ChargePointKind, _ body: (Phase?) -> Void) {
        if let phase = item.phase { return body(phase) }
        let phases = phases(of: kind)
        if phases.isEmpty { return body(nil) }
        for phase in phases { body(phase) }
    }

    /// The phases that are reported; none with direct current.
    private static func phases(of kind: ChargePointKind) -> ArraySlice<Phase> {
        switch kind.supply {
        case .alternating(let count, _): threePhases.prefix(count)
        case .direct: []
        }
    }

    private static let threePhases: [Phase] = [.l1, .l2, .l3]

    private static func volts(_ kind: ChargePointKind) -> Int {
        switch kind.supply {
        case .alternating: kind.gridVolts
        case .direct(_, let volts): volts
        }
    }

    /// Current in tenths of an ampere, per phase.
    private static func deciamperes(_ watts: Int, _ kind: ChargePointKind) -> Int {
        switch kind.supply {
        case .alternating(let phases, _): watts * 10 / max(1, phases * kind.gridVolts)
        case .direct(_, let volts): watts * 10 / max(1, volts)
        }
    }

    /// `16` or `15.9`.
    static func decimal(tenths: Int) -> String {
        tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
