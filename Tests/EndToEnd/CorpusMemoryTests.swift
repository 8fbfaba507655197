import Foundation
import TestSupport
import Testing

/// The corpus of frames against the executable: the process stays, and so does its memory.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(3))) struct CorpusMemoryTests {
    @Test func `playing the corpus again and again does not make the process grow`() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattswarm-corpus-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // The log of frames is a ring of bounded memory. A small one is full after the first round, so that whatever grows
        // later is something else.
        let settings = folder.appendingPathComponent("csms.yaml")
        try Data("limits: {message-log: 64KiB, events: 16}\n".utf8).write(to: settings)
        let server = try CentralSystemProcess(folder: folder, extra: ["--config", settings.path])
        defer { server.stop() }
        let corpus = try FrameCorpus()
        func play(_ rounds: Int) async throws -> Int {
            for _ in 0..<rounds {
                let faults = try await CorpusPlayer.play(corpus, url: server.ocpp)
                #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
            }
            return try #require(ProcessMemory.anonymousKiB(of: server.processIdentifier))
        }
        // Buffers grow to their working size first.
        let before = try await play(3)
        let after = try await play(12)
        // One large message kept per round would already be 12 MiB.
        #expect(after - before < 512, "from \(before) KiB to \(after) KiB")
    }
}
