import OCPPTypes

/// Makes inputs from known frames: byte changes, and changes that keep the text near to JSON.
package struct FrameMutator {
    private let seeds: [[UInt8]]
    /// Pieces that are dear to a JSON reader.
    private static let words: [[UInt8]] = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "false", "0", "-0", "-", "1.0", "1e5", "0.1", "1E-7",
        "99999999999999999999", "-9223372036854775808", "0.30000000000000004", "1e999999999", "\\u0000",
        "\\ud83d\\ude00",
        "\\ud800", "\\u00e9", "é", "😀", " ", "\n", "\t", "{}", "[]", "\"\"", "\"idTag\":\"x\"", "\"Accepted\"",
        "\"2025-01-01T00:00:00Z\"", "\"2025-01-01T00:00:00\"", "\"unit\":\"Hertz\"", "[2,\"1\",\"Heartbeat\",{}]",
    ].map { Array($0.utf8) }

    private static let structure = Set("{}[],:\"".utf8)

    /// - Parameter seeds: the frames to begin with; at least one.
    package init(seeds: [[UInt8]]) {
        precondition(!seeds.isEmpty, "inputs are made from at least one frame")
        self.seeds = seeds
    }

    /// A known frame with up to four changes.
    package func next(_ random: inout SeededRandom) -> [UInt8] {
        var bytes = seeds[random.nextIndex(below: seeds.count)]
        for _ in 0..<random.nextIndex(below: 5) { change(&bytes, &random) }
        return bytes
    }

    private func change(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        let place = random.nextIndex(below: bytes.count + 1)
        switch random.nextIndex(below: 9) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.nextIndex(below: 8))
        case 1 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 3 where place < bytes.count: bytes.remove(at: place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + random.nextIndex(below: 20)))
        case 5: bytes.insert(contentsOf: Self.words[random.nextIndex(below: Self.words.count)], at: place)
        case 6: replaceToken(at: place, in: &bytes, &random)
        case 7: copyPart(at: place, in: &bytes, &random)
        default: splice(at: place, in: &bytes, &random)
        }
    }

    /// Replaces what stands between two structural characters.
    private func replaceToken(at place: Int, in bytes: inout [UInt8], _ random: inout SeededRandom) {
        let begin = bytes[..<place].lastIndex(where: Self.structure.contains).map { $0 + 1 } ?? 0
        let end = bytes[place...].firstIndex(where: Self.structure.contains) ?? bytes.count
        bytes.replaceSubrange(begin..<max(begin, end), with: Self.words[random.nextIndex(below: Self.words.count)])
    }

    /// Repeats a part of the input elsewhere.
    private func copyPart(at place: Int, in bytes: inout [UInt8], _ random: inout SeededRandom) {
        guard !bytes.isEmpty, bytes.count < 20_000 else { return }
        let begin = random.nextIndex(below: bytes.count)
        let end = min(bytes.count, begin + 1 + random.nextIndex(below: 60))
        bytes.insert(contentsOf: Array(bytes[begin..<end]), at: place)
    }

    /// Continues with the end of another frame.
    private func splice(at place: Int, in bytes: inout [UInt8], _ random: inout SeededRandom) {
        let other = seeds[random.nextIndex(below: seeds.count)]
        bytes.replaceSubrange(place..., with: other[random.nextIndex(below: other.count + 1)...])
    }
}
