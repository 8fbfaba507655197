/// A text that diagnostics point into: the scenario itself, or the text of a command-line option.
struct SourceText {
    /// The file's or option's name.
    let name: String
    /// All scalars.
    private(set) var scalars: [Unicode.Scalar]
    /// Where each line starts in `scalars`; lines end where YAML says so.
    let lineStarts: [Int]

    init(name: String, text: String) {
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
    static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    /// The whole text as a string.
    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    var lineCount: Int { lineStarts.count }

    /// The scalars of a line (from 1) without its end; empty for a line that is not there.
    func line(_ number: Int) -> ArraySlice<Unicode.Scalar> {
        guard number >= 1, number <= lineStarts.count else { return [] }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : scalars.count
        while end > start, Self.isLineBreak(scalars[end - 1]) { end -= 1 }
        return scalars[start..<end]
    }

    /// The index in `scalars` of a line and column (both from 1); nil outside of the text.
    func index(line: Int, column: Int) -> Int? {
        guard line >= 1, line <= lineStarts.count, column >= 1 else { return nil }
        let index = lineStarts[line - 1] + column - 1
        return index < scalars.count ? index : nil
    }

    /// Replaces one scalar by another, so that no place moves.
    mutating func replace(at index: Int, with scalar: Unicode.Scalar) {
        scalars[index] = scalar
    }
}

/// A stretch of a source.
struct Place: Equatable {
    /// Index of the source: 0 is the scenario.
    var source = 0
    /// From 1; 0 for the whole source.
    var line = 1
    /// From 1, in scalars.
    var column = 1
    /// At least 1.
    var length = 1

    /// A part of this place, for errors inside a text.
    func part(offset: Int, length: Int) -> Place {
        Place(source: source, line: line, column: column + offset, length: max(1, length))
    }

    static func precedes(_ a: Place, _ b: Place) -> Bool {
        (a.source, a.line, a.column) < (b.source, b.line, b.column)
    }
}
