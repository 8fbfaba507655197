/// The power that a battery takes over its state of charge: a table of points, straight lines between them.
///
/// The battery management follows it in steps of one percent: in each step the power is that of its beginning. So power
/// is constant between events, and the energy register is its integral exactly, not approximately.
package struct ChargingCurve: Equatable, Sendable {
    /// A point of the table.
    package struct Point: Equatable, Sendable {
        /// State of charge, 0 to 100.
        package var percent: Int
        /// Power into the car, in W.
        package var watts: Int

        /// Makes a point.
        package init(_ percent: Int, watts: Int) {
            self.percent = percent
            self.watts = watts
        }
    }

    /// Most points of a table.
    package static let pointCount = 101
    /// Least power of a step, in W: a battery that is not full takes something.
    package static let leastWatts = 100
    /// Greatest power of a point, in W.
    package static let greatestWatts = 4_000_000

    /// The table, by rising state of charge.
    package let points: [Point]
    /// Power in each step of one percent, from 0.
    private let steps: [Int32]

    /// Makes a curve; nil unless there are 1 to ``pointCount`` points by rising state of charge within 0 to 100, with
    /// powers of 0 to `greatestWatts`. Before the first point and after the last the power stays.
    package init?(_ points: [Point]) {
        guard let first = points.first, points.count <= Self.pointCount else { return nil }
        var last = -1
        for point in points {
            guard point.percent > last, point.percent <= 100, (0...Self.greatestWatts).contains(point.watts) else {
                return nil
            }
            last = point.percent
        }
        self.points = points
        var steps: [Int32] = []
        var from = first
        var next = 0
        for percent in 0..<100 {
            while next < points.count, points[next].percent <= percent {
                from = points[next]
                next += 1
            }
            var watts = from.watts
            if next < points.count, next > 0 {
                let to = points[next]
                watts += (to.watts - from.watts) * (percent - from.percent) / (to.percent - from.percent)
            }
            steps.append(Int32(max(watts, Self.leastWatts)))
        }
        self.steps = steps
    }

    /// Greatest power of the curve, in W.
    package var greatestWatts: Int { Int(steps.max() ?? 0) }

    /// The power in the step that begins at a percentage, in W; 0 once the battery is full.
    package func watts(atPercent percent: Int) -> Int {
        percent >= 100 ? 0 : Int(steps[max(0, percent)])
    }
}
