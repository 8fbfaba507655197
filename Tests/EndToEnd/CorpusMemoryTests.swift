import Foundation
import TestSupport
import Testing

/// The corpus of frames against the executable: the process stays, and so does its memory.
@Suite(.serialized) struct CorpusMemoryTests {
    @Test func `playing the corpus again and again does not make the process grow`() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattswarm-corpus-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try CentralSystemProcess(folder: folder)
        defer { server.stop() }
        let corpus = try FrameCorpus()
        func play(_ rounds: Int) async throws {
            for _ in 0..<rounds {
                let faults = try await CorpusPlayer.play(corpus, url: server.ocpp)
                #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
            }
        }
        // Buffers grow to their working size first.
        try await play(3)
        let before = try #require(ProcessMemory.anonymousKiB(of: server.processIdentifier))
        try await play(6)
        let after = try #require(ProcessMemory.anonymousKiB(of: server.processIdentifier))
        // One large message kept per round would already be 6 MiB; the log of frames fills its ring meanwhile.
        #expect(after - before < 5 << 10, "from \(before) KiB to \(after) KiB")
    }
}
