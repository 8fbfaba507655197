import FuzzSupport
import NIOCore
import NIOEmbedded
import Testing

@testable import WebSocketTransport

/// What one connection may do before others have their turn, and how long a turn lasts.
@Suite struct FairnessTests {
    private func texts(_ prefix: String, _ count: Int) -> [UInt8] {
        (0..<count).flatMap { RawFrame.text("\(prefix)\($0)").bytes }
    }

    private func write(_ bytes: [UInt8], to harness: Harness) throws {
        try harness.channel.writeInbound(ByteBuffer(bytes: bytes))
    }

    private func messages(_ harness: Harness) -> [String] {
        harness.events.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    @Test func `a connection with hundreds of frames lets others go between them`() throws {
        let harnesses = try Harness.connections(3)
        let own = harnesses[0]
        try write(texts("a", 200), to: own)
        try write(texts("b", 1), to: harnesses[1])
        try write(texts("c", 1), to: harnesses[2])
        own.loop.run()
        let messages = messages(own)
        let limit = own.shared.limits.maximumFramesOfTurn
        // The first of them in the read, then the others' before the last of them.
        #expect(messages.firstIndex(of: "b0") == 2 * limit)
        #expect(messages.firstIndex(of: "c0") == 2 * limit + 1)
        #expect(messages.filter { $0.hasPrefix("a") } == (0..<200).map { "a\($0)" })
        #expect(own.shared.queue.isEmpty)
    }

    @Test func `reading pauses while enough was read, and what comes meanwhile keeps its order`() throws {
        let harness = try Harness.server()
        try write(texts("a", 100), to: harness)
        #expect(!harness.connection.flags.contains(.inputPaused))
        try write(texts("b", 40), to: harness)
        #expect(harness.connection.flags.contains(.inputPaused))
        try write(texts("c", 1), to: harness)
        harness.loop.run()
        #expect(messages(harness) == (0..<100).map { "a\($0)" } + (0..<40).map { "b\($0)" } + ["c0"])
        #expect(!harness.connection.flags.contains(.inputPaused))
    }

    @Test func `a peer that does not take its answers is not worked for`() throws {
        let harness = try Harness.server()
        let limit = harness.shared.limits.maximumFramesOfTurn
        try write(texts("a", 100), to: harness)
        harness.channel.isWritable = false
        harness.channel.pipeline.fireChannelWritabilityChanged()
        harness.loop.run()
        #expect(messages(harness).count == limit)
        #expect(harness.connection.flags.contains(.inputPaused))
        harness.channel.isWritable = true
        harness.channel.pipeline.fireChannelWritabilityChanged()
        harness.loop.run()
        #expect(messages(harness) == (0..<100).map { "a\($0)" })
        #expect(!harness.connection.flags.contains(.inputPaused))
    }

    @Test func `a close frame behind parked input is seen once we close`() throws {
        let harness = try Harness.server()
        try write(texts("a", 40) + RawFrame(8, [3, 232]).bytes, to: harness)
        harness.channel.isWritable = false
        harness.channel.pipeline.fireChannelWritabilityChanged()
        harness.loop.run()
        harness.connection.close()
        harness.loop.run()
        #expect(harness.connection.phase == .draining)
    }

    @Test func `what was read before the end of the stream is worked off before the end is told`() throws {
        let harness = try Harness.server()
        try write(texts("a", 100), to: harness)
        harness.channel.pipeline.fireChannelInactive()
        #expect(messages(harness).count < 100)
        harness.loop.run()
        #expect(messages(harness).count == 100)
        #expect(harness.events.last == .closed(.endOfStream))
    }

    @Test func `a connection that we reset hears nothing more`() throws {
        let harness = try Harness.server()
        try write(texts("a", 100), to: harness)
        harness.connection.abort()
        harness.loop.run()
        #expect(messages(harness).count == harness.shared.limits.maximumFramesOfTurn)
        #expect(harness.events.last == .closed(.aborted))
        #expect(harness.shared.queue.isEmpty)
    }

    @Test func `a turn ends when its time is used, and the rest goes on behind the next poll in order`() throws {
        var now: Int64 = 0
        let harnesses = try Harness.connections(100) { loop in
            LoopTurn(loop, isTold: true, clock: { .uptimeNanoseconds(UInt64(now)) })
        }
        let own = harnesses[0]
        let turn = own.shared.turn
        turn.end(at: .uptimeNanoseconds(0))
        // Each message takes a millisecond; a turn has 20 of them for reading.
        own.recorder.onEvent = { _, event in if case .text = event { now += 1_000_000 } }
        for (index, harness) in harnesses.enumerated() { try write(texts("m\(index).", 1), to: harness) }
        var turns: [Int] = []
        var seen = 0
        while seen < 100 {
            own.loop.advanceTime(by: LoopTurn.gap)
            turns.append(messages(own).count - seen)
            seen = messages(own).count
            turn.end(at: .uptimeNanoseconds(UInt64(now)))
            try #require(turns.count < 20)
        }
        #expect(messages(own) == (0..<100).map { "m\($0).0" })
        // The clock is looked at every eighth read, and the queue has a least share of 5 ms.
        #expect(turns[0] <= 20 + 8 + 5)
        #expect(turns.dropFirst().allSatisfy { $0 <= 20 })
        #expect(turn.longestNanoseconds <= 33_000_000)
    }

    @Test func `answers and rests that are put off anew make no turn longer`() throws {
        var now: Int64 = 0
        let harnesses = try Harness.connections(10) { loop in
            LoopTurn(loop, isTold: true, clock: { .uptimeNanoseconds(UInt64(now)) })
        }
        let own = harnesses[0]
        let turn = own.shared.turn
        turn.end(at: .uptimeNanoseconds(0))
        own.recorder.onEvent = { connection, event in
            guard case .text = event else { return }
            now += 1_000_000
            var answer = "ok"
            answer.withUTF8 { _ = connection.send(text: UnsafeRawBufferPointer($0)) }
        }
        for (index, harness) in harnesses.enumerated() { try write(texts("m\(index).", 100), to: harness) }
        var turns: [Int] = []
        var seen = 0
        while seen < 1_000 {
            own.loop.advanceTime(by: LoopTurn.gap)
            turns.append(messages(own).count - seen)
            seen = messages(own).count
            turn.end(at: .uptimeNanoseconds(UInt64(now)))
            try #require(turns.count < 100)
        }
        // A turn is over with the piece that uses it up; the first one had a piece when it was read.
        let piece = own.shared.limits.maximumFramesOfTurn
        #expect(turns[0] <= 2 * piece)
        #expect(turns.dropFirst().allSatisfy { $0 < 20 + piece })
        #expect(try own.sentFrames().count == 100)
    }

    @Test func `beyond the bytes that may wait, input is worked off at once`() throws {
        var limits = WebSocketLimits()
        limits.maximumQueuedBytes = 10
        let harness = try Harness.server(limits: limits)
        let other = try Harness.connection(sharing: harness)
        try write(texts("a", 100), to: harness)
        try write(texts("b", 1), to: other)
        #expect(messages(harness).last == "b0")
        harness.loop.run()
        #expect(messages(harness).count == 101)
    }
}
