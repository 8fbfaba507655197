import CentralSystemModel
import CentralSystemStore
import Foundation
import Hummingbird
import OCPPTypes
import OperatorInterface
import OperatorPage

/// A transaction's page: its facts and the power curve that its meter values give.
extension OperatorAPI {
    /// Messages with meter values that a curve is drawn of at most; of more, every nth.
    static var curveMessages: Int { 4_000 }

    func transactionPage(_ request: APIRequest) async throws -> Response {
        let number = try transactionId(request)
        let found = try await read { try await $0.transaction(number, thinnedTo: Self.curveMessages) }
        guard let (record, rows, count) = found else {
            throw OperatorAPIError.notFound("there is no transaction \(number)")
        }
        let curve = MeterCurve(rows.map(\.meterValue))
        let start = record.start.timestamp
        let end = record.stop?.timestamp ?? max(now, curve.power.last?.time ?? start)
        let viewer = request.caller.viewer
        let limits = try await loop.ask { $0.model.expectedLimits(of: record, until: end) }
        let chart = PowerChart(
            start: start, end: end, power: curve.power,
            limit: limits.map { PowerChart.Limit(time: $0.time, watts: $0.watts) })
        let page = TransactionPage(
            record: record, chart: chart, lastRegister: curve.lastRegister, unreadable: curve.unreadable,
            unreadableCount: curve.unreadableCount, meterValues: count, now: now, mayOperate: viewer.mayOperate)
        return PageResponse.page(
            Frame(title: "Transaction \(number)", section: .transactions, viewer: viewer), page.content)
    }
}

/// Power over time, read from stored meter values.
struct MeterCurve {
    private(set) var power: [PowerChart.Sample] = []
    /// The youngest `Energy.Active.Import.Register` in Wh.
    private(set) var lastRegister: Int?

    /// Values that are no numbers: the first of them, and how many.
    private(set) var unreadable: [String] = []
    private(set) var unreadableCount = 0
    /// How many of them are kept.
    private static let keptUnreadable = 5

    private struct Message: Decodable {
        struct Sample: Decodable {
            var value: String
            var measurand: String?
            var phase: String?
            var unit: String?
            var format: String?
        }

        var timestamp: String
        var sampledValue: [Sample]
    }

    /// - Parameter texts: `meterValue` lists as they are stored, by the time of their receipt.
    init(_ texts: [String]) {
        let decoder = JSONDecoder()
        var registers: [(time: DateTime, wattHours: Double)] = []
        for text in texts {
            guard let values = try? decoder.decode([Message].self, from: Data(text.utf8)) else { continue }
            for value in values {
                note(value.sampledValue)
                guard let time = DateTime(value.timestamp) else { continue }
                if let watts = Self.power(value.sampledValue) { power.append(.init(time: time, watts: watts)) }
                if let register = Self.register(value.sampledValue) { registers.append((time, register)) }
            }
        }
        power.sort { $0.time < $1.time }
        registers.sort { $0.time < $1.time }
        lastRegister = registers.last.map { Int($0.wattHours.rounded()) }
        if power.isEmpty { power = Self.differences(registers) }
    }

    private mutating func note(_ samples: [Message.Sample]) {
        for sample in samples
        where sample.format != ValueFormat.signedData.rawValue && !CentralSystemModel.isDecimal(sample.value) {
            unreadableCount += 1
            if unreadable.count < Self.keptUnreadable { unreadable.append(sample.value) }
        }
    }

    /// The total, or the sum of the phases.
    private static func power(_ samples: [Message.Sample]) -> Double? {
        let found = samples.filter { $0.measurand == "Power.Active.Import" }
        let total = found.first { $0.phase == nil }
        let parts = total.map { [$0] } ?? found
        let watts = parts.compactMap { number($0, kilo: "kW") }
        return watts.isEmpty ? nil : watts.reduce(0, +)
    }

    /// A measurand that is not named is the register (OCPP 1.6 §7.43).
    private static func register(_ samples: [Message.Sample]) -> Double? {
        let found = samples.first {
            $0.phase == nil && ($0.measurand ?? "Energy.Active.Import.Register") == "Energy.Active.Import.Register"
        }
        return found.flatMap { number($0, kilo: "kWh") }
    }

    /// A value is any text that the charge point liked to send. What is no number, or one that no meter reaches, is left
    /// out, so that it neither hides the others nor goes beyond what can be drawn.
    private static func number(_ sample: Message.Sample, kilo: String) -> Double? {
        guard CentralSystemModel.isDecimal(sample.value),
            let value = Double(sample.value).map({ sample.unit == kilo ? $0 * 1_000 : $0 }),
            value.magnitude <= largestValue
        else { return nil }
        return value
    }

    /// Watts or watt-hours: a thousand times what all the power stations of the earth give.
    private static let largestValue = 1e15

    /// Mean power between register readings, for charge points that send no power.
    private static func differences(_ registers: [(time: DateTime, wattHours: Double)]) -> [PowerChart.Sample] {
        zip(registers, registers.dropFirst()).compactMap { before, after in
            let hours = Double(after.time.millisecondsSince1970 - before.time.millisecondsSince1970) / 3_600_000
            guard hours > 0 else { return nil }
            return PowerChart.Sample(time: after.time, watts: (after.wattHours - before.wattHours) / hours)
        }
    }
}
