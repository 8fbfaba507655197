/// One thing that is wrong or doubtful in a text, with its place.
package struct Diagnostic: Equatable, Sendable {
    /// How bad it is.
    package enum Severity: String, Sendable {
        /// The text cannot be used.
        case error
        /// The text can be used, but probably does not say what is meant.
        case warning
    }

    /// What kind of thing is wrong.
    package enum Category: String, Sendable {
        /// The text is at fault.
        case text
        /// The language has the word, this version of the tool does not; exit code 2 as well.
        case notBuilt
    }

    /// How bad it is.
    package var severity: Severity
    /// What kind of thing is wrong.
    package var category: Category
    /// The file's name as given, or the option (`--set`, `--for`) whose text is at fault.
    package var file: String
    /// Line from 1; 0 when the whole file is meant.
    package var line: Int
    /// Column from 1, counted in Unicode scalars.
    package var column: Int
    /// Number of scalars the caret underlines, at least 1.
    package var length: Int
    /// What is wrong, one line.
    package var message: String
    /// What to do about it, one line.
    package var hint: String?
    /// The line of the text, for rendering, or of a long one what stands around the column; nil when there is none.
    package var sourceLine: String?
    /// Scalars of the line in front of ``sourceLine``.
    var leftOutBefore = 0
    /// Scalars of the line behind ``sourceLine``.
    var leftOutBehind = 0

    /// Makes one of its parts.
    package init(
        severity: Severity, category: Category = .text, file: String, line: Int, column: Int, length: Int,
        message: String, hint: String?, sourceLine: String?
    ) {
        self.severity = severity
        self.category = category
        self.file = file
        self.line = line
        self.column = column
        self.length = length
        self.message = message
        self.hint = hint
        self.sourceLine = sourceLine
    }
}
