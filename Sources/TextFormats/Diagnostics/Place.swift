/// A stretch of a source.
package struct Place: Equatable {
    /// Index of the source in the ``DiagnosticSink``: 0 is the file itself.
    package var source: Int
    /// From 1; 0 for the whole source.
    package var line: Int
    /// From 1, in scalars.
    package var column: Int
    /// At least 1.
    package var length: Int

    /// The first character of a file, unless told.
    package init(source: Int = 0, line: Int = 1, column: Int = 1, length: Int = 1) {
        self.source = source
        self.line = line
        self.column = column
        self.length = length
    }

    /// A part of this place, for errors inside a text.
    package func part(offset: Int, length: Int) -> Place {
        Place(source: source, line: line, column: column + offset, length: max(1, length))
    }

    /// True when the first place stands before the second one.
    package static func precedes(_ a: Place, _ b: Place) -> Bool {
        (a.source, a.line, a.column) < (b.source, b.line, b.column)
    }
}
