@testable import CentralSystemModel
import OCPPTypes
import Testing

/// Values of meters that are no numbers.
@Suite struct PlausibleValueTests {
    @Test(arguments: [
        ("0", true), ("12.5", true), ("-5.3", true), ("+7", true), ("007", true), (".5", true), ("1e3", true),
        ("1E-3", true), ("5.", true),
        ("", false), ("NaN", false), ("-5,3", false), ("1 000", false), ("1.2.3", false), ("12kWh", false),
        ("Infinity", false), ("-", false), ("0x10", false), ("1e", false), ("1-2", false), ("٣", false),
    ])
    func `a decimal number is told from other text`(_ text: String, _ isDecimal: Bool) {
        #expect(CentralSystemModel.isDecimal(text) == isDecimal)
    }

    @Test(
        arguments: [
            ("1500", .wh, 1500), ("+1500", .wh, 1500), ("1.2345e6", .wh, 1_234_500), ("1.5", .kWh, 1500),
            ("0.0019", .kWh, 1), ("12345.6789", .kWh, 12_345_678), ("5E-1", .kWh, 500), (".5", .kWh, 500),
            ("5.", nil, 5),
            ("007", nil, 7), ("0e999999", nil, 0), ("1e-999999", nil, 0),
            ("123456789012345678.9", nil, 123_456_789_012_345_670),
            ("1e18", nil, 1_000_000_000_000_000_000), ("1e19", nil, nil), ("1e16", .kWh, nil), ("-5", nil, nil),
            ("x", nil, nil),
        ] as [(String, UnitOfMeasure?, Int?)])
    func `a register is followed however its number is written`(
        _ text: String, _ unit: UnitOfMeasure?, _ expected: Int?
    ) {
        #expect(CentralSystemModel.importRegister(SampledValue(value: text, unit: unit)) == expected)
    }

    private static func samples(_ values: [String], format: ValueFormat? = nil) -> [MeterValue] {
        [
            MeterValue(
                timestamp: ModelFixture.epoch, sampledValue: values.map { SampledValue(value: $0, format: format) })
        ]
    }

    @Test func `values that are no numbers are kept as they came and told with the first of them`() {
        var fixture = ModelFixture.booted()
        let values = Self.samples(["1", "NaN", "-5,3"])
        let told = Effect.notice(
            .meterValueUnreadable, identity: "CP1", detail: "value \"NaN\" and 1 more")
        let effects = fixture.call("2", .meterValues(.init(connectorId: 1, meterValue: values)))
        #expect(effects.first == told)
        let record = MeterValuesRecord(
            identity: "CP1", connectorId: 1, transactionId: nil, source: .meterValues, meterValue: values,
            received: ModelFixture.time)
        #expect(effects.last == .store([.meterValues(record)], fixture.last))
        _ = fixture.commit()
        #expect(fixture.call("3", .stopTransaction(stop(9, transactionData: values))).contains(told))
    }

    @Test func `a notice quotes a long value in part`() {
        var fixture = ModelFixture.booted()
        let values = Self.samples([String(repeating: "x", count: 5_000)])
        let quoted = "value \"\(String(repeating: "x", count: 40))\""
        #expect(
            fixture.call("2", .meterValues(.init(connectorId: 1, meterValue: values))).first
                == .notice(.meterValueUnreadable, identity: "CP1", detail: quoted))
    }

    @Test func `signed data is no number and no fault`() {
        var fixture = ModelFixture.booted()
        let values = Self.samples(["OCMF|{}|{}"], format: .signedData)
        #expect(fixture.call("2", .meterValues(.init(connectorId: 1, meterValue: values))).count == 1)
    }
}
