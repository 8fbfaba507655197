import FuzzProperties
import FuzzSupport
import OCPPTypes
import Testing

/// What the fuzzer of documents holds, for the inputs that it found and a few fresh ones.
@Suite struct DocumentFuzzTests {
    private static let top = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")
    private static let corpus = top + "/Tests/Fuzz/Corpus"

    @Test(arguments: DocumentProperty.Kind.allCases)
    func `inputs that the fuzzer found keep the promises`(_ kind: DocumentProperty.Kind) {
        for input in DocumentFiles.all(below: Self.corpus, ending: "." + kind.rawValue) {
            if case .broken(let text) = DocumentProperty.outcome(of: input, kind) {
                Issue.record("\(text): \(String(decoding: input.prefix(2000), as: UTF8.self))")
            }
        }
    }

    @Test(arguments: DocumentProperty.Kind.allCases)
    func `changed documents keep the promises, some are accepted and some refused`(_ kind: DocumentProperty.Kind) {
        let inputs = DocumentInputs(top: Self.top, corpus: Self.corpus)
        var random = SeededRandom(runSeed: 20_261_130, group: kind.rawValue, index: 0)
        var counts = (accepted: 0, refused: 0)
        for _ in 0..<300 {
            let input = inputs.next(kind, &random)
            switch DocumentProperty.outcome(of: input, kind) {
            case .accepted: counts.accepted += 1
            case .refused: counts.refused += 1
            case .broken(let text):
                Issue.record("\(text): \(String(decoding: input.prefix(2000), as: UTF8.self))")
            }
        }
        #expect(counts.accepted > 0 && counts.refused > 0, "\(counts)")
    }
}
