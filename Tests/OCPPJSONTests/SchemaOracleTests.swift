import Foundation
import OCPPJSON
import OCPPTypes
import Testing

/// The official schemas as oracle. WATTSWARM_SEED repeats a failure, WATTSWARM_ROUNDS lengthens the search.
@Suite(.enabled(if: OfficialSchemas.areHere, "needs the official schemas: set WATTSWARM_SHARED"))
struct SchemaOracleTests {
    static let seed = environmentNumber("WATTSWARM_SEED") ?? 20_251_122
    static let rounds = Int(environmentNumber("WATTSWARM_ROUNDS") ?? 25)

    static func environmentNumber(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    static func hint(_ kind: PayloadKind) -> Comment {
        "\(kind), repeat with WATTSWARM_SEED=\(seed) swift test --filter SchemaOracleTests"
    }

    static func seed(_ kind: PayloadKind) -> UInt64 {
        SeededRandom(runSeed: seed, group: kind.description, index: 0).state
    }

    @Test(arguments: PayloadKind.all)
    func `valid payloads survive decoding and encoding unchanged`(kind: PayloadKind) throws {
        let schema = try OfficialSchemas.schema(kind)
        var generator = Generator(schema, seed: Self.seed(kind))
        for _ in 0..<Self.rounds {
            let tree = generator.payload()
            try #require(schema.accepts(tree), Self.hint(kind))
            let payload = try Payload(kind, tree.json)
            let written = try JSONTree(payload.json)
            #expect(written.sorted == tree.sorted, Self.hint(kind))
            #expect(schema.accepts(written), Self.hint(kind))
            #expect(try Payload(kind, written.json) == payload, Self.hint(kind))
            #expect(try Payload(kind, tree.json, mode: .lenient) == payload, Self.hint(kind))
        }
    }

    @Test(arguments: PayloadKind.all)
    func `the decoder refuses what the schema refuses and names rule and field`(kind: PayloadKind) throws {
        let schema = try OfficialSchemas.schema(kind)
        var generator = Generator(schema, seed: Self.seed(kind) &+ 1)
        for _ in 0..<max(1, Self.rounds / 5) {
            let tree = generator.payload()
            for site in Site.all(tree, schema) {
                for mutation in Mutation.all(at: site, in: tree) { try check(mutation, kind, schema) }
            }
        }
    }

    private func check(_ mutation: Mutation, _ kind: PayloadKind, _ schema: Schema) throws {
        let accepted = schema.accepts(mutation.tree)
        if mutation.exception == nil {
            #expect(accepted == (mutation.expected == nil), "the test's own expectation: \(mutation)")
        }
        do {
            let payload = try Payload(kind, mutation.tree.json)
            #expect(mutation.expected == nil, "\(mutation) \(Self.hint(kind))")
            #expect(schema.accepts(try JSONTree(payload.json)), "\(mutation) \(Self.hint(kind))")
        } catch let error as PayloadError {
            #expect(error.reason == mutation.expected, "\(mutation) \(Self.hint(kind))")
            #expect(error.field == mutation.field, "\(mutation) \(Self.hint(kind))")
        }
    }
}
