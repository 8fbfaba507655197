import OCPPTypes

/// JSON writes what lies beyond U+FFFF as two escapes, `\uD83D\uDE00`; YAML knows no such pairs. In a text that is JSON
/// they are put together before the YAML parser sees them.
struct JSONSurrogates {
    /// The text with each pair replaced by the character it stands for.
    private(set) var text: String
    /// Columns of such characters in the new text, by line; both from 1.
    private var columns: [Int: [Int]] = [:]
    /// Scalars that a pair has more than its character.
    private static let surplus = 11

    /// Leaves a text as it is that has no pairs or is no JSON: in YAML's single quotes a backslash is a backslash.
    init(_ source: SourceText) {
        text = source.text
        let scalars = source.scalars
        guard let first = scalars.first(where: { !Self.isSpace($0) }), first == "{" || first == "[",
            text.utf8.contains(UInt8(ascii: "\\"))
        else { return }
        var out = String.UnicodeScalarView()
        var found: [Int: [Int]] = [:]
        var (index, line, column) = (0, 1, 1)
        var isInString = false
        while index < scalars.count {
            if line < source.lineCount, index >= source.lineStarts[line] { (line, column) = (line + 1, 1) }
            var length = 1
            if !isInString {
                guard Self.standsOutsideOfStrings(scalars[index]) else { return }
                isInString = scalars[index] == "\""
            } else if scalars[index] == "\"" {
                isInString = false
            } else if scalars[index] == "\\" {
                if let character = Self.pair(scalars[index...].prefix(Self.surplus + 1)) {
                    out.append(character)
                    found[line, default: []].append(column)
                    index += Self.surplus + 1
                    column += 1
                    continue
                }
                length = min(2, scalars.count - index)
            }
            out.append(contentsOf: scalars[index..<index + length])
            index += length
            column += length
        }
        guard !found.isEmpty else { return }
        text = String(out)
        columns = found
    }

    /// The column in the source of a column in the new text.
    func sourceColumn(line: Int, column: Int) -> Int {
        guard let pairs = columns[line] else { return column }
        var (low, high) = (0, pairs.count)
        while low < high {
            let middle = (low + high) / 2
            if pairs[middle] < column { low = middle + 1 } else { high = middle }
        }
        return column + low * Self.surplus
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t"
    }

    private static func standsOutsideOfStrings(_ scalar: Unicode.Scalar) -> Bool {
        isSpace(scalar) || "{}[],:\"-+.0123456789eEtrufalsn".unicodeScalars.contains(scalar)
    }

    private static func pair(_ scalars: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        guard scalars.count == surplus + 1, let high = unit(scalars.prefix(6)), let low = unit(scalars.suffix(6)),
            high & 0xFC00 == 0xD800, low & 0xFC00 == 0xDC00
        else { return nil }
        return Unicode.Scalar(0x10000 + (high & 0x3FF) << 10 + low & 0x3FF)
    }

    /// The code unit of `\uXXXX`.
    private static func unit(_ scalars: ArraySlice<Unicode.Scalar>) -> UInt32? {
        guard scalars.starts(with: ["\\", "u"]) else { return nil }
        var unit: UInt32 = 0
        for scalar in scalars.dropFirst(2) {
            guard let byte = UInt8(exactly: scalar.value), let digit = HexadecimalText.value(ofDigit: byte) else {
                return nil
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
