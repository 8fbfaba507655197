import OCPPTypes
import Testing

@Suite struct DidYouMeanTests {
    @Test func `suggestions know insertions, deletions, substitutions and swaps`() {
        #expect(DidYouMean.distance("", "abc") == 3)
        #expect(DidYouMean.distance("count", "coutn") == 1)
        #expect(DidYouMean.distance("count", "cont") == 1)
        #expect(DidYouMean.distance("count", "counts") == 1)
        #expect(DidYouMean.distance("count", "mount") == 1)
        #expect(DidYouMean.distance("kitten", "sitting") == 3)
        #expect(DidYouMean.suggestion(for: "hartbeat", among: ["Heartbeat", "Reset"]) == "Heartbeat")
        #expect(DidYouMean.suggestion(for: "xyz", among: ["Heartbeat", "Reset"]) == nil)
        #expect(
            DidYouMean.suggestion(for: "ac-22kw", among: ["ac-11kw", "ac-22kw-two-connectors"])
                == "ac-22kw-two-connectors")
        #expect(DidYouMean.suggestion(for: String(repeating: "a", count: 100_000), among: ["a"]) == nil)
    }
}
