import Foundation
import TestSupport
import Testing

/// The corpus of frames against the executable: the process stays, and so does its memory.
@Suite(.serialized) struct CorpusMemoryTests {
    @Test func `playing the corpus again and again does not make the process grow`() throws {
        try Tool.withFolder { folder in
            let server = try CentralSystemProcess(folder: folder)
            defer { server.stop() }
            let corpus = try FrameCorpus()
            func play(_ rounds: Int) throws {
                for _ in 0..<rounds {
                    var player = CorpusPlayer(url: server.ocpp, corpus: corpus)
                    try player.play()
                    #expect(player.faults.isEmpty, "\(player.faults.joined(separator: "\n"))")
                }
            }
            // Buffers grow to their working size first.
            try play(3)
            let before = try #require(ProcessMemory.anonymousKiB(of: server.processIdentifier))
            try play(6)
            let after = try #require(ProcessMemory.anonymousKiB(of: server.processIdentifier))
            // One large message kept per round would already be 6 MiB.
            #expect(after - before < 3 << 10, "from \(before) KiB to \(after) KiB")
        }
    }
}
