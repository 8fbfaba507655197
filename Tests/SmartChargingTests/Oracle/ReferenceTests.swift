import OCPPTypes
import SmartCharging
import Testing

/// The reference by itself and the library, both held against figures that were worked out by hand.
@Suite struct ReferenceTests {
    /// A limit of a profile: number, unit, phases.
    struct Given {
        var limit: Double
        var unit: ChargingRateUnit
        var phases: Int?

        static func amperes(_ limit: Double, on phases: Int? = nil) -> Given {
            Given(limit: limit, unit: .amperes, phases: phases)
        }

        static func watts(_ limit: Double, on phases: Int? = nil) -> Given {
            Given(limit: limit, unit: .watts, phases: phases)
        }
    }

    /// A maximum, a default, and what both allow at 230 V on three phases.
    struct Example: CustomTestStringConvertible {
        var maximum: Given
        var own: Given
        var phases: Int
        var amperes: Double
        var watts: Double

        var testDescription: String { "\(maximum) over \(own)" }
    }

    static let examples = [
        Example(maximum: .amperes(10, on: 3), own: .watts(6900, on: 1), phases: 1, amperes: 10, watts: 2300),
        Example(maximum: .watts(6900), own: .amperes(10, on: 1), phases: 1, amperes: 10, watts: 2300),
        Example(maximum: .watts(2300), own: .amperes(10, on: 1), phases: 1, amperes: 10, watts: 2300),
        Example(maximum: .watts(2299.9), own: .amperes(10, on: 1), phases: 1, amperes: 9.9, watts: 2299.9),
        Example(maximum: .watts(10_000), own: .amperes(32, on: 1), phases: 1, amperes: 32, watts: 7360),
        Example(maximum: .amperes(10), own: .watts(3680, on: 1), phases: 1, amperes: 10, watts: 2300),
        Example(maximum: .amperes(16, on: 2), own: .watts(10_000), phases: 2, amperes: 16, watts: 7360),
        Example(maximum: .watts(22_080), own: .amperes(16), phases: 3, amperes: 16, watts: 11_040),
        Example(maximum: .amperes(0, on: 1), own: .watts(6900), phases: 1, amperes: 0, watts: 0),
    ]

    private static func stack(_ example: Example) -> RandomStack {
        func step(_ id: Int, _ purpose: ChargingProfilePurpose, _ given: Given) -> RandomStack.Step {
            .set(
                connectorId: 0, profile: profile(id, purpose, unit: given.unit, [0: given.limit], phases: given.phases),
                at: noon)
        }
        return RandomStack(
            configuration: SmartChargingConfiguration(connectors: 1), transactions: [],
            steps: [
                step(1, .chargePointMaxProfile, example.maximum), step(2, .txDefaultProfile, example.own),
            ], now: noon, duration: 60)
    }

    @Test(arguments: examples)
    func `amperes and watts are compared on the fewest phases`(_ example: Example) {
        let stack = Self.stack(example)
        var comparison = Comparison(stack)
        #expect(comparison.run().map(\.description) == nil)
        let allowance = comparison.reference.allowance(of: 1, at: noon, asked: noon)
        #expect(allowance?.phases == example.phases)
        #expect(allowance?.tenths(.amperes, volts: 230) == decimal(example.amperes).tenths)
        #expect(allowance?.tenths(.watts, volts: 230) == decimal(example.watts).tenths)
    }

    @Test func `the reference gives the composite schedules of the OCTT's examples`() {
        // TC_066_CS with profiles 13 s old: maximum, default and transaction profile; TC_072_CS with two defaults.
        let start = noon.plus(-13)
        let running = [ChargingTransaction(connectorId: 1, transactionId: 1, start: start)]
        var first = Reference(configuration: SmartChargingConfiguration(connectors: 1), transactions: running)
        let sets: [(Int, ChargingProfile)] = [
            (0, profile(1, .chargePointMaxProfile, start: start, duration: 86_400, [0: 10])),
            (
                0,
                profile(
                    2, .txDefaultProfile, start: start, duration: 300, [0: 6, 60: 10, 120: 8, 180: 15, 260: 8])
            ),
            (
                1,
                profile(
                    3, .txProfile, start: start, duration: 260, to: start.plus(401), transactionId: 1,
                    [0: 8, 50: 11, 140: 16, 200: 6, 240: 12])
            ),
        ]
        for (connectorId, profile) in sets {
            let isAccepted = first.set(connectorId, profile, at: noon)
            #expect(isAccepted)
        }
        #expect(changes(first, 388) == [[0, 8], [37, 10], [187, 6], [227, 10]])
        var second = Reference(configuration: SmartChargingConfiguration(connectors: 1), transactions: [])
        let lower = profile(4, .txDefaultProfile, start: start, duration: 400, [0: 6, 100: 8, 200: 10])
        let upper = profile(5, .txDefaultProfile, level: 1, start: start, duration: 150, [0: 7, 100: 9])
        for profile in [lower, upper] {
            let isAccepted = second.set(1, profile, at: noon)
            #expect(isAccepted)
        }
        #expect(changes(second, 350) == [[0, 7], [87, 9], [137, 8], [187, 10]])
    }

    /// Seconds and amperes wherever the limit of connector 1 changes.
    private func changes(_ reference: Reference, _ duration: Int) -> [[Double]] {
        var found: [[Double]] = []
        for second in 0..<duration {
            let allowance = reference.allowance(of: 1, at: noon.plus(second), asked: noon)
            let limit = allowance.map { Double($0.tenths(.amperes, volts: 230)) / 10 } ?? -1
            if found.last?[1] != limit { found.append([Double(second), limit]) }
        }
        return found
    }

    @Test func `a failing stack is made small and printed as a file for the schedule command`() {
        var random = SeededRandom(seed: 7)
        var stack = RandomStack(using: &random)
        while stack.steps.count < 8 { stack = RandomStack(using: &random) }
        func hasTxProfile(_ stack: RandomStack) -> Bool {
            stack.steps.contains { step in
                if case .set(_, let profile, _) = step { profile.chargingProfilePurpose == .txProfile } else { false }
            }
        }
        stack.steps.append(.set(connectorId: 1, profile: profile(99, .txProfile, transactionId: 5, [0: 6]), at: noon))
        let small = stack.shrunk(while: hasTxProfile)
        #expect(small.steps.count == 1 && small.transactions.isEmpty && small.configuration.connectors == 1)
        #expect(small.beside.isEmpty)
        let text = small.json(asking: 1, .watts)
        #expect(text.contains(#""config": {"connectors": 1, "voltage": 230, "phases": 3}"#))
        #expect(text.contains(#""chargingProfilePurpose": "TxProfile""#))
        #expect(text.contains(#""query": {"connectorId": 1, "now": "\#(small.now)", "duration": 0, "#))
    }
}
