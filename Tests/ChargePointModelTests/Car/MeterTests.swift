import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct MeterTests {
    private func value(
        _ text: String, _ measurand: Measurand, _ unit: UnitOfMeasure?, phase: Phase? = nil, location: Location? = nil
    ) -> SampledValue {
        SampledValue(
            value: text, context: .other, measurand: measurand, phase: phase, location: location, unit: unit)
    }

    private func read(_ point: inout TestPoint, _ text: String, _ connectorId: Int = 1) -> [SampledValue]? {
        guard let list = MeasurandList(text, kind: point.model.kind) else { return nil }
        return point.model.readings(for: list, context: .other, connector: connectorId, at: point.now)
    }

    @Test func `every measurand of three phases has its value, unit and phases`() {
        var point = DeliveryTests.charging("ac-11kw", [("medium", 57)])
        point.now = at(1800)
        let cases: [(String, [SampledValue])] = [
            ("Energy.Active.Import.Register", [value("5520", .energyActiveImportRegister, .wh)]),
            ("Energy.Active.Import.Interval", [value("5520", .energyActiveImportInterval, .wh)]),
            ("Energy.Active.Export.Register", [value("0", .energyActiveExportRegister, .wh)]),
            ("Energy.Active.Export.Interval", [value("0", .energyActiveExportInterval, .wh)]),
            ("Energy.Reactive.Import.Register", [value("0", .energyReactiveImportRegister, .varh)]),
            ("Energy.Reactive.Import.Interval", [value("0", .energyReactiveImportInterval, .varh)]),
            ("Energy.Reactive.Export.Register", [value("0", .energyReactiveExportRegister, .varh)]),
            ("Energy.Reactive.Export.Interval", [value("0", .energyReactiveExportInterval, .varh)]),
            ("Power.Active.Import", [value("11040", .powerActiveImport, .w)]),
            ("Power.Active.Import.L2", [value("3680", .powerActiveImport, .w, phase: .l2)]),
            ("Power.Active.Export", [value("0", .powerActiveExport, .w)]),
            ("Power.Reactive.Import", [value("0", .powerReactiveImport, .var)]),
            ("Power.Reactive.Export", [value("0", .powerReactiveExport, .var)]),
            ("Power.Offered", [value("11040", .powerOffered, .w)]),
            ("Current.Offered", [value("16", .currentOffered, .a)]),
            ("Current.Export", [value("0", .currentExport, .a)]),
            ("Current.Import", [Phase.l1, .l2, .l3].map { value("16", .currentImport, .a, phase: $0) }),
            ("Current.Import.L3", [value("16", .currentImport, .a, phase: .l3)]),
            ("Current.Import.N", [value("0", .currentImport, .a, phase: .n)]),
            ("Voltage", [Phase.l1N, .l2N, .l3N].map { value("230", .voltage, .v, phase: $0) }),
            ("Voltage.L2", [value("230", .voltage, .v, phase: .l2)]),
            ("Voltage.L2-N", [value("230", .voltage, .v, phase: .l2N)]),
            ("Voltage.L3-L1", [value("398", .voltage, .v, phase: .l3L1)]),
            ("Power.Factor", [value("1", .powerFactor, nil)]),
            ("Frequency", [value("50", .frequency, nil)]),
            ("Temperature", [value("45", .temperature, .celsius)]),
            ("SoC", [value("65", .soC, .percent, location: .ev)]),
            ("", [value("5520", .energyActiveImportRegister, .wh)]),
        ]
        for (text, expected) in cases { #expect(read(&point, text) == expected, "\(text)") }
    }

    @Test func `one phase of three: the power factor, the neutral conductor, and how the connector is wired`() {
        for (rotation, phase) in [
            ("NotApplicable", Phase.l1), ("RST", .l1), ("0.STR,1.STR", .l2), ("1.TRS, 2.RST", .l3), ("2.TRS", .l1),
            ("1.SRT", .l2), ("TSR", .l3), ("RTS", .l1),
        ] {
            var point = DeliveryTests.charging(
                "ac-11kw", [("plug-in-hybrid", 10)],
                settings: DeliveryTests.quiet + [("ConnectorPhaseRotation", rotation)])
            point.now = at(3600)
            let currents = [Phase.l1, .l2, .l3].map {
                value($0 == phase ? "16" : "0", .currentImport, .a, phase: $0)
            }
            #expect(read(&point, "Current.Import") == currents, "\(rotation)")
            #expect(
                read(&point, "Power.Active.Import.L1,Current.Import.N") == [
                    value(phase == .l1 ? "3606" : "0", .powerActiveImport, .w, phase: .l1),
                    value("16", .currentImport, .a, phase: .n),
                ])
        }
        var point = DeliveryTests.charging("ac-11kw", [("plug-in-hybrid", 10)])
        point.now = at(3600)
        #expect(
            read(&point, "Power.Factor,Power.Reactive.Import,Energy.Reactive.Import.Register,Power.Offered") == [
                value("0.98", .powerFactor, nil), value("728", .powerReactiveImport, .var),
                value("728", .energyReactiveImportRegister, .varh), value("3680", .powerOffered, .w),
            ])
    }

    @Test func `direct current has no phases, and the voltage of the battery`() {
        var point = DeliveryTests.charging("dc-350kw-two-connectors", [("large", 50)])
        point.now = at(1)
        #expect(
            read(&point, "Current.Import,Voltage,SoC,Power.Offered,Current.Offered") == [
                value("297", .currentImport, .a), value("735", .voltage, .v),
                value("50", .soC, .percent, location: .ev), value("350000", .powerOffered, .w),
                value("476.1", .currentOffered, .a),
            ])
        var idle = TestPoint.booted("dc-50kw")
        #expect(
            read(&idle, "Current.Import,Voltage,SoC,Power.Offered") == [
                value("0", .currentImport, .a), value("0", .voltage, .v), value("0", .powerOffered, .w),
            ])
        for text in ["Voltage.L1", "Current.Import.L1", "Power.Factor", "Frequency", "Power.Reactive.Import"] {
            #expect(read(&idle, text) == nil, "\(text)")
        }
    }

    @Test(arguments: [
        "RPM", "Voltage.L4", "Voltage.N", "SoC.L1", "Nothing", "Voltage,", ",", " ", "voltage", "Power.Offered.L1",
        "Current.Import.L1-N", "Energy.Active.Import.Register.L1",
    ])
    func `an unsupported measurand is refused`(_ text: String) {
        #expect(MeasurandList(text, kind: ChargePointKind.builtIn(named: "ac-11kw")!) == nil)
    }

    @Test func `the main meter shows the sum at the inlet`() {
        var point = DeliveryTests.charging("ac-22kw-two-connectors", [("medium", 20), ("small", 20)])
        point.now = at(3600)
        #expect(
            read(&point, "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Power.Factor", 0) == [
                value("18326", .energyActiveImportRegister, .wh, location: .inlet),
                value("18326", .powerActiveImport, .w, location: .inlet),
                value("48", .currentImport, .a, phase: .l1, location: .inlet),
                value("16", .currentImport, .a, phase: .l2, location: .inlet),
                value("16", .currentImport, .a, phase: .l3, location: .inlet),
                value("0.996", .powerFactor, nil, location: .inlet),
            ])
    }

    @Test func `a main meter reports on the clock, without a transaction`() {
        var point = DeliveryTests.charging(
            "dc-350kw-two-connectors", [("large", 20)],
            settings: DeliveryTests.quiet + [("ClockAlignedDataInterval", "60")])
        let requests = point.advance(to: at(51)).requests + point.answerAll().requests
        let meters = requests.compactMap { request -> MeterValues.Request? in
            if case .meterValues(let values) = request { return values }
            return nil
        }
        #expect(meters.map(\.connectorId) == [0, 1])
        #expect(meters.map(\.transactionId) == [nil, 100])
        #expect(meters.allSatisfy { $0.meterValue[0].timestamp == time(50) })
    }

    @Test func `intervals begin where the last values of their kind ended`() {
        let measurands = "Energy.Active.Import.Interval,Energy.Reactive.Import.Interval"
        var point = DeliveryTests.charging(
            "ac-11kw", [("plug-in-hybrid", 10)],
            settings: [
                ("HeartbeatInterval", "0"), ("MeterValueSampleInterval", "600"), ("ClockAlignedDataInterval", "900"),
                ("MeterValuesSampledData", measurands), ("MeterValuesAlignedData", measurands),
            ])
        var texts: [String] = []
        while point.now < at(1900) {
            let effects = point.advance(to: min(point.model.nextDeadline, at(1900))) + point.answerAll()
            for case .meterValues(let request) in effects.requests {
                let values = request.meterValue[0].sampledValue
                texts.append("\(values[0].context!.rawValue) " + values.map(\.value).joined(separator: " "))
            }
        }
        // 3606 W and 728 var; the clock stands at 10 s past the minute when the transaction begins.
        #expect(
            texts == [
                "Sample.Periodic 601 121", "Sample.Clock 891 179", "Sample.Periodic 601 121",
                "Sample.Clock 901 182", "Sample.Periodic 601 122",
            ])
    }

    @Test func `an interval holds nothing of the transaction before`() {
        let measurands = "Energy.Active.Import.Interval,Energy.Reactive.Import.Interval"
        var point = DeliveryTests.charging(
            "ac-11kw", [("plug-in-hybrid", 10)],
            settings: [
                ("HeartbeatInterval", "0"), ("MeterValueSampleInterval", "600"),
                ("MeterValuesSampledData", measurands),
            ])
        // 3606 W and 728 var: 250 s after the last values the transaction ends.
        _ = point.advance(to: at(850)) + point.answerAll()
        #expect(read(&point, measurands)?.map(\.value) == ["250", "50"])
        _ = point.command(.stopTransaction(connectorId: 1, .local)) + point.answerAll()
        #expect(read(&point, measurands)?.map(\.value) == ["0", "0"])
        _ = point.command(.unplug(connectorId: 1)) + point.answerAll()
        _ = point.command(.plugIn(connectorId: 1)) + point.answerAll()
        _ = point.command(.authorize(tag, connectorId: 1)) + point.answerAll()
        #expect(read(&point, measurands)?.map(\.value) == ["0", "0"])
        // The next car has another power factor: 3643 W and 519 var.
        _ = point.advance(to: at(950))
        #expect(read(&point, measurands)?.map(\.value) == ["101", "15"])
    }

    @Test func `decimals have the digits they need`() {
        for (tenths, text) in [(160, "16"), (159, "15.9"), (1, "0.1"), (0, "0"), (-5, "-0.5"), (4375, "437.5")] {
            #expect(Meter.decimal(tenths: tenths) == text)
        }
        for (permille, text) in [(1000, "1"), (900, "0.9"), (980, "0.98"), (985, "0.985"), (5, "0.005"), (0, "0")] {
            #expect(Meter.decimal(permille: permille) == text)
        }
    }

    @Test func `a phase rotation that says nothing of the connector is the standard one`() {
        #expect(PhaseRotation("", connectorId: 1) == .standard)
        #expect(PhaseRotation("Unknown", connectorId: 1) == .standard)
        #expect(PhaseRotation("1.STR,1.RST", connectorId: 1) == .standard)
        let rotated = PhaseRotation("1.STR", connectorId: 1)
        #expect((0..<3).map { rotated.line(at: $0) } == [1, 2, 0])
    }

    @Test func `a clock at the end of the calendar has no further instant of the grid`() {
        var point = TestPoint.booted(settings: [("ClockAlignedDataInterval", "60")])
        #expect(point.model.alignedDue == at(50))
        _ = point.command(.send(.typed(.heartbeat(Heartbeat.Request()))))
        let last = DateTime(millisecondsSince1970: DateTime.range.upperBound)
        _ = point.give(.confirmation(point.openId, .heartbeat(.init(currentTime: last))))
        // It would be due for ever, and never get past its instant.
        #expect(point.model.alignedDue == .distantFuture)
        _ = point.wait(120)
    }
}
