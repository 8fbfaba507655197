/// The header Range of a request (RFC 9110 §14.2) against a file's length.
package enum ByteRanges: Hashable, Sendable {
    /// Send the whole file: there is no Range, or it is of another unit, or not well formed.
    case whole
    /// Send these, in the order that was asked for; with one range as 206 with Content-Range, with more as
    /// `multipart/byteranges`.
    case partial([Range<Int64>])
    /// 416: no range touches the file, or there are more than are allowed.
    case unsatisfiable

    /// Reads the header's value.
    ///
    /// - `limit`: how many ranges one request may name.
    package init(_ value: some StringProtocol, length: Int64, limit: Int) {
        guard let sets = Self.sets(Array(value.utf8)) else {
            self = .whole
            return
        }
        var ranges: [Range<Int64>] = []
        for set in sets {
            switch set {
            case .from(let first, let last):
                if first < length { ranges.append(first..<(last.map { min($0, length - 1) } ?? length - 1) + 1) }
            case .suffix(let count):
                if count > 0, length > 0 { ranges.append(max(0, length - count)..<length) }
            }
        }
        self = ranges.isEmpty || sets.count > limit ? .unsatisfiable : .partial(ranges)
    }

    private enum Set {
        case from(Int64, Int64?)
        case suffix(Int64)
    }

    /// Nil when the value is not well formed.
    private static func sets(_ value: some BidirectionalCollection<UInt8>) -> [Set]? {
        let unit = Array("bytes=".utf8)
        guard value.count > unit.count, zip(value, unit).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else { return nil }
        var sets: [Set] = []
        for part in value.dropFirst(unit.count).split(separator: 0x2C, omittingEmptySubsequences: false) {
            var text = Array(part.drop { $0 == 0x20 || $0 == 0x09 })
            while text.last == 0x20 || text.last == 0x09 { text.removeLast() }
            if text.isEmpty { continue }
            guard let dash = text.firstIndex(of: 0x2D) else { return nil }
            let (first, last) = (text[..<dash], text[(dash + 1)...])
            if first.isEmpty {
                guard let count = number(last) else { return nil }
                sets.append(.suffix(count))
            } else {
                guard let start = number(first) else { return nil }
                if last.isEmpty {
                    sets.append(.from(start, nil))
                } else {
                    guard let end = number(last), end >= start else { return nil }
                    sets.append(.from(start, end))
                }
            }
        }
        return sets.isEmpty ? nil : sets
    }

    fileprivate static func number(_ text: some Collection<UInt8>) -> Int64? {
        guard (1...18).contains(text.count), text.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int64(String(decoding: text, as: UTF8.self))
    }
}

/// The header Content-Range of a PUT that sends a piece of a file: `bytes 100-199/500` (RFC 9110 §14.4, §14.5).
package struct ContentRange: Hashable, Sendable {
    /// The bytes of this request.
    package var range: Range<Int64>
    /// The length of the whole file.
    package var length: Int64

    /// Reads the header's value; nil for another unit, an unknown length (`*`) and anything malformed.
    package init?(_ value: some StringProtocol) {
        let words = value.utf8.split(separator: 0x20)
        guard words.count == 2, words[0].elementsEqual("bytes".utf8) else { return nil }
        let parts = words[1].split(separator: 0x2F, omittingEmptySubsequences: false)
        guard parts.count == 2, let length = ByteRanges.number(parts[1]) else { return nil }
        let ends = parts[0].split(separator: 0x2D, omittingEmptySubsequences: false)
        guard ends.count == 2, let first = ByteRanges.number(ends[0]), let last = ByteRanges.number(ends[1]),
            first <= last, last < length
        else { return nil }
        range = first..<last + 1
        self.length = length
    }
}

/// Sets of entity tags (RFC 9110 §13.1): If-Match, If-None-Match, If-Range.
package enum EntityTags {
    /// Whether the header names a strong tag, or is `*`.
    package static func match(_ value: some StringProtocol, strong tag: String) -> Bool {
        value == "*" || list(value).contains { $0 == tag }
    }

    /// Whether the header names a tag, weak or strong, or is `*`.
    package static func matchWeakly(_ value: some StringProtocol, tag: String) -> Bool {
        value == "*" || list(value).contains { ($0.hasPrefix("W/") ? String($0.dropFirst(2)) : $0) == tag }
    }

    private static func list(_ value: some StringProtocol) -> [String] {
        value.split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
