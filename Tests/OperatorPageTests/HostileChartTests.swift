import CentralSystemModel
import OCPPTypes
import Testing

@testable import OperatorPage

/// What a charge point reports is drawn and written whatever it is.
@Suite struct HostileChartTests {
    private static let time = DateTime(millisecondsSince1970: 1_735_732_800_000)

    @Test(arguments: [
        (0.0, "0"), (7_400, "7.4"), (12_345, "12.35"), (50, "0.05"), (-11_000, "-11"), (-250, "-0.25"), (.nan, "–"),
        (.infinity, "–"), (1e300, "–"),
    ])
    func `watts are kilowatts with up to two decimals`(_ watts: Double, _ text: String) {
        #expect(PowerChart.kilowatts(watts) == text)
    }

    @Test(arguments: [
        (1_000, 3_500, "2.5"), (3_500, 1_000, "-2.5"), (Int.min, Int.max, "18446744073709551.61"),
        (Int.max, Int.min, "-18446744073709551.61"), (-1, Int.max, "9223372036854775.8"),
    ])
    func `the energy between any two readings has a text`(_ start: Int, _ stop: Int, _ text: String) {
        #expect(PowerChart.energy(from: start, to: stop).prefix(8) == text.prefix(8))
    }

    @Test(arguments: [0, 1, 22_000, 1e17, 1e18, 1e300, .infinity])
    func `any peak can be drawn`(_ watts: Double) {
        let sample = PowerChart.Sample(time: Self.time, watts: watts)
        let chart = PowerChart(start: Self.time, end: Self.time, power: [sample, sample], limit: [])
        #expect(chart.svg.text.contains("</svg>"))
    }

    @Test(arguments: [(Int.min, Int.max), (Int.max, Int.min), (0, 0)])
    func `registers at the ends of their range are shown`(_ start: Int, _ stop: Int) {
        let record = TransactionRecord(
            transactionId: 1, identity: "CP1",
            start: .init(connectorId: 1, idTag: "T", meterStart: start, timestamp: Self.time), startStatus: .accepted,
            stop: TransactionStop(idTag: nil, meterStop: stop, timestamp: Self.time, reason: nil))
        let chart = PowerChart(start: Self.time, end: Self.time, power: [], limit: [])
        let page = TransactionPage(
            record: record, chart: chart, lastRegister: nil, meterValues: 0, now: Self.time, mayOperate: true)
        #expect(page.content.text.contains("\(stop) Wh"))
    }
}
