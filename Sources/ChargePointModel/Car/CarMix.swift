import OCPPTypes

/// The cars that come to a charge point, each with its share of the arrivals.
package final class CarMix: Equatable, Sendable {
    /// A car and its share.
    package struct Entry: Equatable, Sendable {
        /// The car.
        package var car: Car
        /// Its weight among all; with 0 it comes only where a behaviour names it.
        package var weight: Int

        /// Makes an entry.
        package init(_ car: Car, weight: Int = 1) {
            self.car = car
            self.weight = weight
        }
    }

    /// The cars; never empty.
    package let entries: [Entry]
    private let totalWeight: Int

    /// Makes a mix; one without any car is nil. Weights below 0 or above a million are cut.
    package init?(_ entries: [Entry]) {
        guard !entries.isEmpty else { return nil }
        self.entries = entries.map { Entry($0.car, weight: min(max(0, $0.weight), 1_000_000)) }
        totalWeight = self.entries.reduce(0) { $0 + $1.weight }
    }

    /// Makes a mix of one car.
    package init(_ car: Car) {
        entries = [Entry(car)]
        totalWeight = 1
    }

    /// Draws a car; where there is no choice nothing is drawn.
    func draw(using random: inout SeededRandom) -> Car {
        guard entries.count > 1, totalWeight > 0 else { return entries[0].car }
        var place = random.nextIndex(below: totalWeight)
        for entry in entries {
            if place < entry.weight { return entry.car }
            place -= entry.weight
        }
        return entries[0].car
    }

    package static func == (a: CarMix, b: CarMix) -> Bool { a === b || a.entries == b.entries }
}
