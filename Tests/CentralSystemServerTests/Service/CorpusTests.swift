import CentralSystemModel
import TestSupport
import Testing

@testable import CentralSystemServer

@Suite(.timeLimit(.minutes(3))) struct CorpusTests {
    @Test func `the corpus holds at least 150 cases of every kind`() throws {
        let corpus = try FrameCorpus()
        #expect(corpus.entries.count >= 150)
        #expect(Set(corpus.entries.map(\.name)).count == corpus.entries.count)
        let reactions = Set(
            corpus.entries.flatMap { $0.steps.flatMap(\.expected) }.map { $0.split(separator: " ").last ?? "" })
        for code in [
            "NotImplemented", "NotSupported", "ProtocolError", "SecurityError", "FormationViolation",
            "PropertyConstraintViolation", "OccurenceConstraintViolation", "TypeConstraintViolation", "1002", "1003",
            "1007", "1009",
        ] {
            #expect(reactions.contains(Substring(code)), "\(code)")
        }
    }

    @Test func `every frame of the corpus gets its specified reaction and the charge point is served on`() async throws
    {
        let corpus = try FrameCorpus()
        try await TestServer.with { server in
            let faults = try await CorpusPlayer.play(corpus, url: server.ready.ocpp)
            #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
            let metrics = try await server.http("GET", "/metrics").body
            #expect(metrics.contains("wattswarm_csms_pending_stores 0"))
            let malformed = metrics.split(separator: "\n").first { $0.contains("{kind=\"malformed_frame\"}") }
            let count = malformed?.split(separator: " ").last.flatMap { Int($0) } ?? 0
            #expect(count > 150, "\(malformed ?? "")")
        }
    }
}
