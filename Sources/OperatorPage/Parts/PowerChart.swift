import OCPPTypes

/// A transaction's power over time with the limit that the charging profiles set, as an SVG picture.
package struct PowerChart: Sendable {
    /// Power at a time.
    package struct Sample: Sendable, Equatable {
        /// The charge point's timestamp.
        package var time: DateTime
        /// Watts.
        package var watts: Double

        /// Makes a sample.
        package init(time: DateTime, watts: Double) {
            self.time = time
            self.watts = watts
        }
    }

    /// A limit from a time on.
    package struct Limit: Sendable, Equatable {
        /// From then on.
        package var time: DateTime
        /// Watts; nil: no limit.
        package var watts: Double?

        /// Makes a limit.
        package init(time: DateTime, watts: Double?) {
            self.time = time
            self.watts = watts
        }
    }

    /// The begin of the time axis.
    package var start: DateTime
    /// The end of the time axis.
    package var end: DateTime
    /// What was measured, by ascending time.
    package var power: [Sample]
    /// The limit in steps, by ascending time.
    package var limit: [Limit]

    /// Makes a chart.
    package init(start: DateTime, end: DateTime, power: [Sample], limit: [Limit]) {
        self.start = start
        self.end = max(end, DateTime(millisecondsSince1970: start.millisecondsSince1970 + 1_000))
        self.power = power
        self.limit = limit
    }

    private static let width = 880.0
    private static let height = 280.0
    private static let left = 56.0
    private static let right = 12.0
    private static let top = 14.0
    private static let bottom = 30.0

    /// The picture; it scales with the page. Without power and limit there is nothing to draw.
    package var svg: HTML {
        guard !power.isEmpty || limit.contains(where: { $0.watts != nil }) else {
            return "<p class=\"empty\">No power was measured.</p>"
        }
        let peak = max(power.map(\.watts).max() ?? 0, limit.compactMap(\.watts).max() ?? 0, 1)
        let (step, count) = Self.scale(peak)
        let ceiling = step * Double(count)
        let grid = (0...count).map { index -> HTML in
            let watts = step * Double(index)
            let y = Self.text(self.y(watts, ceiling))
            return """
                <line class="grid" x1="\(Self.text(Self.left))" x2="\(Self.text(Self.width - Self.right))" \
                y1="\(y)" y2="\(y)"/><text class="tick" text-anchor="end" x="\(Self.text(Self.left - 8))" y="\(y)" \
                dy="4">\(Self.kilowatts(watts))</text>
                """
        }
        let title = "Power over time, at most \(Self.kilowatts(peak)) kW"
        return """
            <figure class="chart"><svg viewBox="0 0 \(Self.text(Self.width)) \(Self.text(Self.height))" role="img" \
            aria-label="\(title)">
            \(grid)\(times)
            \(area(ceiling))\(limitLine(ceiling))\(powerLine(ceiling))
            </svg><figcaption>\(legend)</figcaption></figure>
            """
    }

    private var legend: HTML {
        let power: HTML = self.power.isEmpty ? "no power was measured" : "<span class=\"key power\">power in kW</span>"
        let limit: HTML =
            self.limit.contains { $0.watts != nil }
            ? " <span class=\"key limit\">limit of the charging profiles in kW</span>" : ""
        return "\(power)\(limit)"
    }

    // MARK: Lines

    private func area(_ ceiling: Double) -> HTML {
        guard let first = power.first, let last = power.last, power.count > 1 else { return .empty }
        let base = Self.text(y(0, ceiling))
        let points = power.map { "\(point($0.time, $0.watts, ceiling))" }.joined(separator: " ")
        return """
            <polygon class="area" points="\(Self.text(x(first.time))),\(base) \(points) \
            \(Self.text(x(last.time))),\(base)"/>
            """
    }

    private func powerLine(_ ceiling: Double) -> HTML {
        if power.count == 1, let only = power.first {
            return """
                <circle class="power" cx="\(Self.text(x(only.time)))" cy="\(Self.text(y(only.watts, ceiling)))" r="4"/>
                """
        }
        let points = power.map { point($0.time, $0.watts, ceiling) }.joined(separator: " ")
        return HTML.when(!power.isEmpty, "<polyline class=\"power\" points=\"\(points)\"/>")
    }

    private func limitLine(_ ceiling: Double) -> HTML {
        var path = ""
        var isDrawing = false
        for (index, step) in limit.enumerated() {
            let from = max(step.time, start)
            let to = index + 1 < limit.count ? min(limit[index + 1].time, end) : end
            guard let watts = step.watts, from < to else {
                if step.watts == nil { isDrawing = false }
                continue
            }
            let y = Self.text(y(watts, ceiling))
            path += "\(isDrawing ? "L" : "M")\(Self.text(x(from))) \(y)H\(Self.text(x(to)))"
            isDrawing = true
        }
        return HTML.when(!path.isEmpty, "<path class=\"limit\" d=\"\(path)\"/>")
    }

    private var times: HTML {
        let marks = (0...4).map { index -> HTML in
            let span = end.millisecondsSince1970 - start.millisecondsSince1970
            let time = DateTime(millisecondsSince1970: start.millisecondsSince1970 + span * Int64(index) / 4)
            let anchor: HTML = index == 0 ? "start" : index == 4 ? "end" : "middle"
            let label = time.description.dropFirst(11).prefix(span < 600_000 ? 8 : 5)
            return """
                <text class="tick" text-anchor="\(anchor)" x="\(Self.text(x(time)))" \
                y="\(Self.text(Self.height - 8))">\(label)</text>
                """
        }
        return "\(marks)"
    }

    // MARK: Scales

    private func x(_ time: DateTime) -> Double {
        let span = Double(end.millisecondsSince1970 - start.millisecondsSince1970)
        let part = Double(time.millisecondsSince1970 - start.millisecondsSince1970) / span
        return Self.left + min(1, max(0, part)) * (Self.width - Self.left - Self.right)
    }

    private func y(_ watts: Double, _ ceiling: Double) -> Double {
        Self.height - Self.bottom - min(1, max(0, watts / ceiling)) * (Self.height - Self.bottom - Self.top)
    }

    private func point(_ time: DateTime, _ watts: Double, _ ceiling: Double) -> String {
        "\(Self.text(x(time))),\(Self.text(y(watts, ceiling)))"
    }

    /// The distance of grid lines and how many: 1, 2, 2.5 or 5 times a power of ten, three to six of them.
    static func scale(_ peak: Double) -> (step: Double, count: Int) {
        guard peak.isFinite, peak < 1e18 else { return (1, 1) }
        var magnitude = 1.0
        while magnitude * 10 * 5 < peak { magnitude *= 10 }
        for factor in [1, 2, 2.5, 5, 10, 20, 25, 50] where magnitude * factor * 5 >= peak {
            let step = magnitude * factor
            return (step, max(1, Int((peak / step).rounded(.up))))
        }
        return (peak, 1)
    }

    /// One decimal.
    static func text(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let rest = abs(tenths)
        return rest % 10 == 0 ? "\(sign)\(rest / 10)" : "\(sign)\(rest / 10).\(rest % 10)"
    }

    /// Watt-hours between two readings of a register as kWh. Registers are any whole numbers that a charge point sends;
    /// their difference can be more than one holds.
    static func energy(from start: Int, to stop: Int) -> String {
        kilowatts(Double(stop) - Double(start))
    }

    /// Watts as kW with up to two decimals; a dash for what no power reaches.
    static func kilowatts(_ watts: Double) -> String {
        guard let hundredths = Int(exactly: (watts / 10).rounded()) else { return "–" }
        let sign = hundredths < 0 ? "-" : ""
        var text = "\(sign)\(hundredths.magnitude / 100)"
        let rest = hundredths.magnitude % 100
        if rest != 0 { text += rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)" }
        return text
    }
}
