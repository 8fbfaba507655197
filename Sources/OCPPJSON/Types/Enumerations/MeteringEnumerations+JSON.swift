import OCPPTypes

extension Location: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Cable") {
            self = .cable
        } else if text.matches("EV") {
            self = .ev
        } else if text.matches("Inlet") {
            self = .inlet
        } else if text.matches("Outlet") {
            self = .outlet
        } else if text.matches("Body") {
            self = .body
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .cable: "Cable"
        case .ev: "EV"
        case .inlet: "Inlet"
        case .outlet: "Outlet"
        case .body: "Body"
        }
    }
}

extension Measurand: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Energy.Active.Export.Register") {
            self = .energyActiveExportRegister
        } else if text.matches("Energy.Active.Import.Register") {
            self = .energyActiveImportRegister
        } else if text.matches("Energy.Reactive.Export.Register") {
            self = .energyReactiveExportRegister
        } else if text.matches("Energy.Reactive.Import.Register") {
            self = .energyReactiveImportRegister
        } else if text.matches("Energy.Active.Export.Interval") {
            self = .energyActiveExportInterval
        } else if text.matches("Energy.Active.Import.Interval") {
            self = .energyActiveImportInterval
        } else if text.matches("Energy.Reactive.Export.Interval") {
            self = .energyReactiveExportInterval
        } else if text.matches("Energy.Reactive.Import.Interval") {
            self = .energyReactiveImportInterval
        } else if text.matches("Power.Active.Export") {
            self = .powerActiveExport
        } else if text.matches("Power.Active.Import") {
            self = .powerActiveImport
        } else if text.matches("Power.Offered") {
            self = .powerOffered
        } else if text.matches("Power.Reactive.Export") {
            self = .powerReactiveExport
        } else if text.matches("Power.Reactive.Import") {
            self = .powerReactiveImport
        } else if text.matches("Power.Factor") {
            self = .powerFactor
        } else if text.matches("Current.Import") {
            self = .currentImport
        } else if text.matches("Current.Export") {
            self = .currentExport
        } else if text.matches("Current.Offered") {
            self = .currentOffered
        } else if text.matches("Voltage") {
            self = .voltage
        } else if text.matches("Frequency") {
            self = .frequency
        } else if text.matches("Temperature") {
            self = .temperature
        } else if text.matches("SoC") {
            self = .soC
        } else if text.matches("RPM") {
            self = .rpm
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .energyActiveExportRegister: "Energy.Active.Export.Register"
        case .energyActiveImportRegister: "Energy.Active.Import.Register"
        case .energyReactiveExportRegister: "Energy.Reactive.Export.Register"
        case .energyReactiveImportRegister: "Energy.Reactive.Import.Register"
        case .energyActiveExportInterval: "Energy.Active.Export.Interval"
        case .energyActiveImportInterval: "Energy.Active.Import.Interval"
        case .energyReactiveExportInterval: "Energy.Reactive.Export.Interval"
        case .energyReactiveImportInterval: "Energy.Reactive.Import.Interval"
        case .powerActiveExport: "Power.Active.Export"
        case .powerActiveImport: "Power.Active.Import"
        case .powerOffered: "Power.Offered"
        case .powerReactiveExport: "Power.Reactive.Export"
        case .powerReactiveImport: "Power.Reactive.Import"
        case .powerFactor: "Power.Factor"
        case .currentImport: "Current.Import"
        case .currentExport: "Current.Export"
        case .currentOffered: "Current.Offered"
        case .voltage: "Voltage"
        case .frequency: "Frequency"
        case .temperature: "Temperature"
        case .soC: "SoC"
        case .rpm: "RPM"
        }
    }
}

extension Phase: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("L1") {
            self = .l1
        } else if text.matches("L2") {
            self = .l2
        } else if text.matches("L3") {
            self = .l3
        } else if text.matches("N") {
            self = .n
        } else if text.matches("L1-N") {
            self = .l1N
        } else if text.matches("L2-N") {
            self = .l2N
        } else if text.matches("L3-N") {
            self = .l3N
        } else if text.matches("L1-L2") {
            self = .l1L2
        } else if text.matches("L2-L3") {
            self = .l2L3
        } else if text.matches("L3-L1") {
            self = .l3L1
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .l1: "L1"
        case .l2: "L2"
        case .l3: "L3"
        case .n: "N"
        case .l1N: "L1-N"
        case .l2N: "L2-N"
        case .l3N: "L3-N"
        case .l1L2: "L1-L2"
        case .l2L3: "L2-L3"
        case .l3L1: "L3-L1"
        }
    }
}

extension ReadingContext: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Interruption.Begin") {
            self = .interruptionBegin
        } else if text.matches("Interruption.End") {
            self = .interruptionEnd
        } else if text.matches("Sample.Clock") {
            self = .sampleClock
        } else if text.matches("Sample.Periodic") {
            self = .samplePeriodic
        } else if text.matches("Transaction.Begin") {
            self = .transactionBegin
        } else if text.matches("Transaction.End") {
            self = .transactionEnd
        } else if text.matches("Trigger") {
            self = .trigger
        } else if text.matches("Other") {
            self = .other
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .interruptionBegin: "Interruption.Begin"
        case .interruptionEnd: "Interruption.End"
        case .sampleClock: "Sample.Clock"
        case .samplePeriodic: "Sample.Periodic"
        case .transactionBegin: "Transaction.Begin"
        case .transactionEnd: "Transaction.End"
        case .trigger: "Trigger"
        case .other: "Other"
        }
    }
}

extension UnitOfMeasure: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Wh") {
            self = .wh
        } else if text.matches("kWh") {
            self = .kWh
        } else if text.matches("varh") {
            self = .varh
        } else if text.matches("kvarh") {
            self = .kvarh
        } else if text.matches("W") {
            self = .w
        } else if text.matches("kW") {
            self = .kW
        } else if text.matches("VA") {
            self = .va
        } else if text.matches("kVA") {
            self = .kVA
        } else if text.matches("var") {
            self = .var
        } else if text.matches("kvar") {
            self = .kvar
        } else if text.matches("A") {
            self = .a
        } else if text.matches("V") {
            self = .v
        } else if text.matches("K") {
            self = .k
        } else if text.matches("Celcius") {
            self = .celcius
        } else if text.matches("Celsius") {
            self = .celsius
        } else if text.matches("Fahrenheit") {
            self = .fahrenheit
        } else if text.matches("Percent") {
            self = .percent
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .wh: "Wh"
        case .kWh: "kWh"
        case .varh: "varh"
        case .kvarh: "kvarh"
        case .w: "W"
        case .kW: "kW"
        case .va: "VA"
        case .kVA: "kVA"
        case .var: "var"
        case .kvar: "kvar"
        case .a: "A"
        case .v: "V"
        case .k: "K"
        case .celcius: "Celcius"
        case .celsius: "Celsius"
        case .fahrenheit: "Fahrenheit"
        case .percent: "Percent"
        }
    }
}

extension ValueFormat: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Raw") {
            self = .raw
        } else if text.matches("SignedData") {
            self = .signedData
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .raw: "Raw"
        case .signedData: "SignedData"
        }
    }
}
