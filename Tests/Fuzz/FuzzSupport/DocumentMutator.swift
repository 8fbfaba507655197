import OCPPTypes

/// Makes inputs from documents in YAML and JSON: small changes of real ones, and what parsers fear.
package struct DocumentMutator {
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]
    /// One input in so many is large or made to grow.
    private static let rareness = 40

    private static let yaml = [
        "&a ", "*a", "<<: *a", "? ", ": ", "- ", "\t", "\n", "  ", "{", "}", "[", "]", "'", "\"", "|\n", ">-\n", "|2\n",
        "!!int ", "!!set ", "!t!x ", "%TAG !t! x\n", "%YAML 1.2\n", "---\n", "...\n", "# ", ", ", "\\",
        "\"\\ud83d\\ude00\"",
        "\\u+123", "\\x41", "\\\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{F0000}", "\u{10FFFF}", "é", "~",
        "null",
        "true", "0", "-1", "99999999999999999999", "1e999", ".nan", "0x1F", "5%", "10ms", "1/s poisson",
        "exponential 20m",
        "uniform 1s..2s", "normal 20m ± 5m", "..", "forever", "{index:05}", "&a [*a]", "*a : x", "[*a]: x",
        "{a: *a}: x",
    ]

    private static let json = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "false", "0", "-0", "-", "1.0", "1e5", "1E-7", "1.",
        "01", "99999999999999999999", "1e999999999", "\\u0000", "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\u+123",
        "\\u12",
        "\\q", "\\/", "é", "😀", " ", "\n", "\t", "{}", "[]", "\"\"", "\"2025-01-01T00:00:00Z\"", "\"a\":1,",
    ]

    /// - Parameters:
    ///   - seeds: the documents to begin with; at least one.
    ///   - isJSON: whether the changes are those of JSON.
    package init(seeds: [[UInt8]], isJSON: Bool) {
        precondition(!seeds.isEmpty, "inputs are made from at least one document")
        self.seeds = seeds
        words = (isJSON ? Self.json : Self.json + Self.yaml + Self.yaml).map { Array($0.utf8) }
    }

    /// The next input, at most `limit` bytes long.
    package func next(_ random: inout SeededRandom, limit: Int) -> [UInt8] {
        var bytes = seeds[random.nextIndex(below: seeds.count)]
        if random.nextIndex(below: Self.rareness) == 0 {
            let hostile = Self.hostile(&random, limit: limit)
            switch random.nextIndex(below: 3) {
            case 0: bytes = hostile
            case 1: bytes += [0x0A] + hostile
            default: bytes.insert(contentsOf: hostile, at: random.nextIndex(below: bytes.count + 1))
            }
        }
        for _ in 0..<random.nextIndex(below: 6) { change(&bytes, &random) }
        return bytes.count > limit ? Array(bytes[..<limit]) : bytes
    }

    private func change(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        let place = random.nextIndex(below: bytes.count + 1)
        switch random.nextIndex(below: 10) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.nextIndex(below: 8))
        case 1 where place < bytes.count: bytes[place] = UInt8(random.nextIndex(below: 128))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.nextIndex(below: 20)))
        case 3, 4: bytes.insert(contentsOf: words[random.nextIndex(below: words.count)], at: place)
        case 5: replaceToken(at: place, in: &bytes, &random)
        case 6: moveLine(at: place, in: &bytes, &random)
        case 7: indentLine(at: place, in: &bytes, &random)
        case 8:
            let other = seeds[random.nextIndex(below: seeds.count)]
            bytes.replaceSubrange(place..., with: other[random.nextIndex(below: other.count + 1)...])
        default:
            guard !bytes.isEmpty, bytes.count < 20_000 else { return }
            let begin = random.nextIndex(below: bytes.count)
            bytes.insert(contentsOf: bytes[begin..<min(bytes.count, begin + 60)], at: place)
        }
    }

    /// Replaces a word by another of this document, or by one of the list.
    private func replaceToken(at place: Int, in bytes: inout [UInt8], _ random: inout SeededRandom) {
        func isBoundary(_ byte: UInt8) -> Bool { " \n{}[],:\"'".utf8.contains(byte) }
        func token(_ place: Int) -> Range<Int> {
            let begin = bytes[..<place].lastIndex(where: isBoundary).map { $0 + 1 } ?? 0
            return begin..<max(begin, bytes[place...].firstIndex(where: isBoundary) ?? bytes.count)
        }
        let other =
            random.nextIndex(below: 2) == 0
            ? words[random.nextIndex(below: words.count)]
            : Array(bytes[token(random.nextIndex(below: bytes.count + 1))])
        bytes.replaceSubrange(token(place), with: other)
    }

    private static func line(at place: Int, in bytes: [UInt8]) -> Range<Int> {
        let begin = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return begin..<(bytes[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count)
    }

    /// Repeats a line elsewhere.
    private func moveLine(at place: Int, in bytes: inout [UInt8], _ random: inout SeededRandom) {
        let moved = Array(bytes[Self.line(at: place, in: bytes)])
        let there = Self.line(at: random.nextIndex(below: bytes.count + 1), in: bytes).lowerBound
        bytes.insert(contentsOf: moved, at: there)
    }

    private func indentLine(at place: Int, in bytes: inout [UInt8], _ random: inout SeededRandom) {
        let begin = Self.line(at: place, in: bytes).lowerBound
        if random.nextIndex(below: 2) == 0 {
            bytes.insert(contentsOf: Array(repeating: 0x20, count: 1 + random.nextIndex(below: 4)), at: begin)
        } else if begin < bytes.count, bytes[begin] == 0x20 {
            bytes.remove(at: begin)
        }
    }

    // MARK: What parsers fear

    /// Something that grows, nests or is long.
    private static func hostile(_ random: inout SeededRandom, limit: Int) -> [UInt8] {
        let large = 1 + random.nextIndex(below: random.nextIndex(below: 8) == 0 ? limit : 5000)
        func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
        let text: String
        switch random.nextIndex(below: 11) {
        case 0, 1: text = bomb(&random)
        case 2:
            let open = ["[", "{", "{\"a\":", "- ", "? ", "{? ", "[? ", "a: [", "{{", "- - ", "&a [", "!t [", "\"", "'"]
            text = times(open[random.nextIndex(below: open.count)], large)
        case 3:
            let depth = 1 + random.nextIndex(below: 200)
            text = times("[", depth) + times("]", depth)
        case 4:
            let scalars = ["x", "é", "😀", "\\ud83d\\ude00", "\\n", " ", "\n ", "''", "\\\\", "0", "1.", "e9"]
            let quote = ["", "\"", "'", "a: |\n  ", "a: >\n  ", "a: "][random.nextIndex(below: 6)]
            text =
                quote + times(scalars[random.nextIndex(below: scalars.count)], large) + (quote.count == 1 ? quote : "")
        case 5: text = (0..<min(large, 60_000)).map { "k\($0): \($0)\n" }.joined()
        case 6: text = "{" + (0..<min(large, 60_000)).map { "\"k\($0 % 1000)\":\($0)" }.joined(separator: ",") + "}"
        case 7: text = (0..<min(large, 60_000)).map { "%TAG !a\($0)! x\n" }.joined() + "---\n"
        case 8: text = "[" + (0..<min(large, 60_000)).map { "&a\($0) x" }.joined(separator: ",") + "]"
        case 9:
            text = times(
                ["#", "\n", "# \n", " ", "\t", "---\n", "\r", ", ", ": ", "%\n"][random.nextIndex(below: 10)], large)
        default: text = "a: &a [" + times("x,", large) + "]\nb: [" + times("*a,", large) + "]\n"
        }
        return Array(text.utf8)
    }

    /// An alias bomb, its last alias in a place of some kind.
    private static func bomb(_ random: inout SeededRandom) -> String {
        let levels = 2 + random.nextIndex(below: 40)
        let width = 2 + random.nextIndex(below: 9)
        let isMapping = random.nextIndex(below: 3) == 0
        var text = "a0: &a0 [x, y]\n"
        for level in 1...levels {
            let aliases = (0..<width).map { (isMapping ? "k\($0): " : "") + "*a\(level - 1)" }.joined(separator: ", ")
            text += "a\(level): &a\(level) " + (isMapping ? "{\(aliases)}\n" : "[\(aliases)]\n")
        }
        let last = "*a\(random.nextIndex(below: 3) == 0 ? min(3, levels) : levels)"
        let places = [
            "b: @", "b: {@}", "{[@], b}", "b: !!set {@}", "b: {[@]\t: v}", "? [\t@]\n: x", "? @\n: x", "@ : x",
            "[@]: x",
            "{a: @}: x", "- {[@] : x}", "b: {? @ : x}", "b: {? {k: @}}", "b: [@ : x]", "b: [? @ : x]",
            "? !!seq [@]\n: x",
            "? &k [@]\n: x", "? - @\n: x", "? k: @\n: x", "{{{[@]}}}", "<<: @", "<<: [@, @]", "b: &c [@, *c]",
        ]
        return text + places[random.nextIndex(below: places.count)].replacing("@", with: last) + "\n"
    }
}
