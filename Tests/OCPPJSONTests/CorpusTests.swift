import Foundation
import FuzzSupport
import OCPPJSON
import OCPPTypes
import Testing

/// Files in `Corpus`: valid payloads made from the official schemas, so that the round trip is tested without them, and
/// inputs that the fuzzer found.
@Suite struct CorpusTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus")
    static let validPayloads = folder.appendingPathComponent("valid-payloads.txt")

    @Test func `recorded payloads of all 78 kinds survive decoding and encoding unchanged`() throws {
        try recordIfAsked()
        let lines = try String(contentsOf: Self.validPayloads, encoding: .utf8).split(separator: "\n")
        var kinds: Set<PayloadKind> = []
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 1)
            let kind = try #require(PayloadKind(String(parts[0])))
            kinds.insert(kind)
            let payload = try Payload(kind, String(parts[1]))
            #expect(try JSONTree(payload.json).sorted == JSONTree(String(parts[1])).sorted)
            #expect(try Payload(kind, payload.json) == payload)
        }
        #expect(kinds == Set(PayloadKind.all))
    }

    /// WATTSWARM_RECORD=1 writes the file anew from the official schemas and fails, so that no gate records by accident.
    private func recordIfAsked() throws {
        guard ProcessInfo.processInfo.environment["WATTSWARM_RECORD"] != nil else { return }
        var text = ""
        for kind in PayloadKind.all {
            let schema = try OfficialSchemas.schema(kind)
            var generator = Generator(schema, seed: SchemaOracleTests.seed(kind))
            for _ in 0..<6 {
                let json = generator.payload().json
                if json.utf8.count < 3000 { text += "\(kind) \(json)\n" }
            }
        }
        try text.write(to: Self.validPayloads, atomically: true, encoding: .utf8)
        Issue.record("recorded \(Self.validPayloads.lastPathComponent); run again without WATTSWARM_RECORD")
    }

    @Test func `whatever the strict decoder accepts is JSON for an independent reader too`() throws {
        let lines = try String(contentsOf: Self.validPayloads, encoding: .utf8).split(separator: "\n")
        var random = SeededRandom(seed: SchemaOracleTests.seed)
        var accepted = 0
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 1)
            let kind = try #require(PayloadKind(String(parts[0])))
            for _ in 0..<40 {
                var bytes = Array(parts[1].utf8)
                let place = random.nextIndex(below: bytes.count)
                switch random.nextIndex(below: 3) {
                case 0: bytes[place] = Array("\"\\{}[],:0e-. u\u{1}\u{80}".utf8)[random.nextIndex(below: 17)]
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes[random.nextIndex(below: bytes.count)], at: place)
                }
                guard let text = String(validating: bytes, as: UTF8.self), (try? Payload(kind, text)) != nil else {
                    continue
                }
                accepted += 1
                #expect(throws: Never.self, "\(text)") { try JSONTree(text) }
            }
        }
        #expect(accepted > 1000)
    }

    @Test func `inputs that the fuzzer found keep the codec's promises`() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "frame" }
        #expect(!files.isEmpty)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            #expect(withFrame(bytes) { CodecProperty.violation(in: $0) } == nil, "\(file.lastPathComponent)")
        }
    }
}
