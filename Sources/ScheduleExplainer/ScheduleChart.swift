import OCPPTypes
import SmartCharging

/// The composite schedule as a picture of block characters.
struct ScheduleChart {
    private static let rows = 8
    private static let blocks: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    let text: String

    /// - Parameter width: columns of the whole picture with its axis.
    init(_ schedule: CompositeSchedule, width: Int) {
        let highest = schedule.periods.compactMap(\.limit?.limit.tenths).max() ?? 0
        let labels = Self.labels(highest, schedule.unit)
        let axis = labels.map(\.count).max() ?? 0
        let count = max(width - axis - 3, 20)
        let values = Self.columns(schedule, count: count)
        var out = ""
        for row in (0..<Self.rows).reversed() {
            let label = labels[row]
            out += String(repeating: " ", count: axis - label.count) + label + " ┤"
            var line = values.map { Self.cell($0, row: row, highest: highest) }
            while line.last == " " { line.removeLast() }
            out += String(line) + "\n"
        }
        out += String(repeating: " ", count: axis + 1) + "└" + String(repeating: "─", count: count) + "\n"
        let end = clock(schedule.duration)
        out += String(repeating: " ", count: axis + 2) + "0"
        out += String(repeating: " ", count: max(count - 1 - end.count, 1)) + end + "\n"
        if values.contains(.unlimited) {
            out += String(repeating: " ", count: axis + 2) + "░ no profile limits\n"
        }
        text = out
    }

    private enum Column: Equatable {
        case unlimited
        case tenths(Int64)
    }

    /// What each column shows: the lowest limit in its span, so that no short drop is lost.
    private static func columns(_ schedule: CompositeSchedule, count: Int) -> [Column] {
        let duration = Double(max(schedule.duration, 1))
        var place = 0
        return (0..<count).map { column in
            let begin = duration * Double(column) / Double(count)
            let end = duration * Double(column + 1) / Double(count)
            while place + 1 < schedule.periods.count, Double(schedule.periods[place + 1].startPeriod) <= begin {
                place += 1
            }
            var lowest: Int64?
            var index = place
            while index < schedule.periods.count {
                if index > place, Double(schedule.periods[index].startPeriod) >= end { break }
                if let tenths = schedule.periods[index].limit?.limit.tenths { lowest = min(lowest ?? .max, tenths) }
                index += 1
            }
            return lowest.map { .tenths($0) } ?? .unlimited
        }
    }

    private static func cell(_ column: Column, row: Int, highest: Int64) -> Character {
        switch column {
        case .unlimited: return "░"
        case .tenths(let tenths):
            guard highest > 0 else { return " " }
            let eighths = Int((Double(tenths) / Double(highest) * Double(rows * 8)).rounded())
            // Above zero something is always seen.
            let filled = tenths > 0 ? max(eighths, 1) : 0
            return blocks[min(max(filled - row * 8, 0), 8)]
        }
    }

    /// The value at the top of some rows.
    private static func labels(_ highest: Int64, _ unit: ChargingRateUnit) -> [String] {
        (0..<rows).map { row in
            guard highest > 0, row == rows - 1 || row == rows / 2 - 1 else { return "" }
            let value = row == rows - 1 ? highest : highest / 2
            return "\(DecimalNumber(tenths: value)) \(unit.rawValue)"
        }
    }
}
