import Foundation

/// The corpus of frames that a central system must stand: `Tests/CentralSystemServerTests/Corpus/frames.jsonl`, one
/// case a line. Its README tells the form.
package struct FrameCorpus: Sendable {
    /// A message and the reaction to it.
    package struct Step: Sendable {
        /// Bytes on the wire, WebSocket header and mask included.
        package var wire: [UInt8]
        /// `CALLRESULT id`, `CALLERROR id Code` (an empty id stands between two spaces) or `CLOSE code`; empty for
        /// silence.
        package var expected: [String]
    }

    /// A case.
    package struct Entry: Sendable {
        /// What is wrong, or that nothing is.
        package var name: String
        /// The charge point has not sent a BootNotification.
        package var isUnbooted: Bool
        /// One after the other.
        package var steps: [Step]
        /// True when the specified reaction ends the connection.
        package var ends: Bool { steps.contains { $0.expected.contains { $0.hasPrefix("CLOSE") } } }
    }

    /// Every case, in order.
    package let entries: [Entry]

    /// Reads the corpus from the repository.
    package init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("CentralSystemServerTests/Corpus/frames.jsonl")
        entries = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
                throw RawPeer.Failure(description: "no object: \(line)")
            }
            return try Self.entry(object)
        }
    }

    private static func entry(_ object: [String: Any]) throws -> Entry {
        guard let name = object["name"] as? String else { throw RawPeer.Failure(description: "no name: \(object)") }
        let steps = try (object["steps"] as? [[String: Any]] ?? [object]).map { step in
            guard let expected = step["expect"] as? [String], let message = step["send"] else {
                throw RawPeer.Failure(description: "\(name): no message or no reaction")
            }
            return Step(wire: try wire(message, name), expected: expected)
        }
        return Entry(name: name, isUnbooted: object["unbooted"] as? Bool ?? false, steps: steps)
    }

    private static func wire(_ message: Any, _ name: String) throws -> [UInt8] {
        if let text = message as? String { return RawPeer.frame(Array(text.utf8)) }
        guard let object = message as? [String: Any] else {
            throw RawPeer.Failure(description: "\(name): a message is a text or an object")
        }
        if let hexadecimal = object["wire"] as? String { return try bytes(hexadecimal, name) }
        let opcode = UInt8(object["opcode"] as? Int ?? 1)
        if let hexadecimal = object["hex"] as? String {
            return RawPeer.frame(try bytes(hexadecimal, name), opcode: opcode)
        }
        guard let before = object["before"] as? String, let part = object["repeat"] as? String,
            let times = object["times"] as? Int, let after = object["after"] as? String
        else { throw RawPeer.Failure(description: "\(name): before, repeat, times and after belong together") }
        let payload = Array((before + String(repeating: part, count: times) + after).utf8)
        let fragments = object["fragments"] as? Int ?? 1
        let size = (payload.count + fragments - 1) / fragments
        return (0..<fragments).flatMap { index in
            let start = min(index * size, payload.count)
            return RawPeer.frame(
                Array(payload[start..<min(start + size, payload.count)]), opcode: index == 0 ? opcode : 0,
                isFinal: index == fragments - 1)
        }
    }

    private static func bytes(_ hexadecimal: String, _ name: String) throws -> [UInt8] {
        let digits = Array(hexadecimal.utf8)
        guard digits.count % 2 == 0 else { throw RawPeer.Failure(description: "\(name): half a byte") }
        return try stride(from: 0, to: digits.count, by: 2).map { index in
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
                throw RawPeer.Failure(description: "\(name): not hexadecimal")
            }
            return byte
        }
    }
}

/// Plays a ``FrameCorpus`` against a central system and collects what was not as expected.
package struct CorpusPlayer {
    private let url: String
    private let corpus: FrameCorpus
    private var booted: RawPeer?
    private var connections = 0
    /// Differences found, in words.
    package private(set) var faults: [String] = []

    private static let heartbeat = #"[2,"still-here","Heartbeat",{}]"#

    /// - Parameter url: endpoint without the identity, like `ws://127.0.0.1:9000/ocpp`.
    package init(url: String, corpus: FrameCorpus) {
        self.url = url
        self.corpus = corpus
    }

    /// Plays every case once on a thread of its own; the faults found.
    package static func play(_ corpus: FrameCorpus, url: String) async throws -> [String] {
        try await blocking {
            var player = CorpusPlayer(url: url, corpus: corpus)
            try player.play()
            return player.faults
        }
    }

    /// Plays every case once; blocks.
    package mutating func play() throws {
        for entry in corpus.entries {
            let peer = try entry.isUnbooted ? connect("FRESH") : bootedPeer()
            try play(entry, peer)
            if entry.ends { booted = nil }
        }
    }

    private mutating func play(_ entry: FrameCorpus.Entry, _ peer: RawPeer) throws {
        for step in entry.steps {
            // A server that closes may do so before the whole message has been taken.
            let isTaken = peer.send(step.wire)
            if !isTaken, !entry.ends { faults.append("\(entry.name): the connection is gone") }
            for expected in step.expected {
                let event = try peer.nextMessage()
                if !Self.matches(event, expected) { faults.append("\(entry.name): \(event), expected \(expected)") }
            }
        }
        if entry.ends { return }
        peer.send(text: Self.heartbeat)
        let event = try peer.nextMessage()
        let expected = entry.isUnbooted ? "CALLERROR still-here SecurityError" : "CALLRESULT still-here"
        if !Self.matches(event, expected) {
            faults.append("\(entry.name): then \(event) in place of the Heartbeat's answer")
            booted = nil
        }
    }

    private func connect(_ identity: String) throws -> RawPeer {
        let peer = try RawPeer(url: url)
        guard try peer.upgrade(identity) == 101 else { throw RawPeer.Failure(description: "no upgrade") }
        return peer
    }

    private mutating func bootedPeer() throws -> RawPeer {
        if let booted { return booted }
        // Several identities, because one that connects too often is refused.
        connections += 1
        let peer = try connect("CORPUS\(connections % 20)")
        peer.send(text: #"[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#)
        let event = try peer.nextMessage()
        guard Self.matches(event, "CALLRESULT boot") else { throw RawPeer.Failure(description: "no boot: \(event)") }
        booted = peer
        return peer
    }

    private static func matches(_ event: RawPeer.Event, _ expected: String) -> Bool {
        let words = expected.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        switch (words[0], event) {
        case ("CALLRESULT", .text(let text)): return text.hasPrefix("[3,\"\(words[1])\",{")
        case ("CALLERROR", .text(let text)): return text.hasPrefix("[4,\"\(words[1])\",\"\(words[2])\",\"")
        case ("CLOSE", .close(let code)): return "\(code)" == words[1]
        default: return false
        }
    }
}
