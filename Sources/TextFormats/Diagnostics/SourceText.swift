/// A text that diagnostics point into: a file, or the text of a command-line option.
package struct SourceText {
    /// The file's or option's name.
    package let name: String
    /// All scalars.
    package private(set) var scalars: [Unicode.Scalar]
    /// Where each line starts in `scalars`; lines end where YAML says so.
    package let lineStarts: [Int]

    /// Takes a text without a byte order mark at its start.
    package init(name: String, text: String) {
        self.name = name
        var scalars = Array(text.unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        var starts = [0]
        for (index, scalar) in scalars.enumerated() where Self.isLineBreak(scalar) {
            if scalar == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" { continue }
            starts.append(index + 1)
        }
        self.scalars = scalars
        lineStarts = starts
    }

    /// Carriage return, line feed, next line, line and paragraph separator, as libyaml counts lines.
    package static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    /// The whole text as a string.
    package var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// Lines, the last one also where nothing stands in it.
    package var lineCount: Int { lineStarts.count }

    /// The scalars of a line (from 1) without its end; empty for a line that is not there.
    package func line(_ number: Int) -> ArraySlice<Unicode.Scalar> {
        guard number >= 1, number <= lineStarts.count else { return [] }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : scalars.count
        while end > start, Self.isLineBreak(scalars[end - 1]) { end -= 1 }
        return scalars[start..<end]
    }

    /// The index in `scalars` of a line and column (both from 1); nil outside of the text.
    package func index(line: Int, column: Int) -> Int? {
        guard line >= 1, line <= lineStarts.count, column >= 1 else { return nil }
        let index = lineStarts[line - 1] + column - 1
        return index < scalars.count ? index : nil
    }

    /// Replaces one scalar by another, so that no place moves.
    package mutating func replace(at index: Int, with scalar: Unicode.Scalar) {
        scalars[index] = scalar
    }
}
