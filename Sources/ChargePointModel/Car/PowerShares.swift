/// Divides what several cars may take together (OCPP 1.6 §3.13.3): pure numbers, in tenths of an ampere or in W.
enum PowerShares {
    /// What one car asks for.
    struct Demand: Equatable, Sendable {
        /// What the car would take.
        var wanted: Int64
        /// What its connector may offer by itself.
        var cap: Int64
        /// Below this the connector had better pause; 0 when a little is better than nothing.
        var least: Int64
    }

    /// What one car gets.
    struct Part: Equatable, Sendable {
        /// What it may take.
        var granted: Int64
        /// What is offered: the same, and a share of what nobody takes.
        var offered: Int64
    }

    /// Gives everybody an equal part; what one does not want goes to the others. Where that is too little to charge
    /// with, the last ones pause so that the first can go on. The parts together never exceed the budget; nil has no end.
    static func divide(_ budget: Int64?, among demands: [Demand]) -> [Part] {
        guard let budget else { return demands.map { Part(granted: min($0.wanted, $0.cap), offered: $0.cap) } }
        let wanted = demands.map { min($0.wanted, $0.cap) }
        var served = Array(demands.indices)
        var parts = equalParts(of: budget, wanted, served)
        while served.count > 1,
            served.contains(where: { parts[$0] < min(demands[$0].least, wanted[$0]) })
        {
            served.removeLast()
            parts = equalParts(of: budget, wanted, served)
        }
        let rest = budget - parts.reduce(0, +)
        let more = equalParts(of: rest, demands.indices.map { demands[$0].cap - parts[$0] }, served)
        return demands.indices.map { Part(granted: parts[$0], offered: parts[$0] + more[$0]) }
    }

    /// Equal parts of an amount, none above what is wanted.
    private static func equalParts(of amount: Int64, _ wanted: [Int64], _ served: [Int]) -> [Int64] {
        var parts = [Int64](repeating: 0, count: wanted.count)
        var rest = max(0, amount)
        let bySize = served.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        for (done, index) in bySize.enumerated() {
            parts[index] = min(max(0, wanted[index]), rest / Int64(bySize.count - done))
            rest -= parts[index]
        }
        return parts
    }
}
