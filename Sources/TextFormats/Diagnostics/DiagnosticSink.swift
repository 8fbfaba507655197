/// Collects diagnostics with their places and turns them into the final list.
package struct DiagnosticSink {
    /// All sources; index 0 is the file itself.
    package var sources: [SourceText]
    private var found: [(place: Place, diagnostic: Diagnostic)] = []
    /// Where something stands that is not known, after an error that has told so: what is said of it would be wrong.
    private var unknown: Set<Start> = []
    /// Errors found so far.
    package private(set) var errorCount = 0
    /// True when at least one error was found.
    package var hasErrors: Bool { errorCount > 0 }

    /// Nothing is wrong yet.
    package init(source: SourceText) {
        sources = [source]
    }

    /// Adds a source and gives its index.
    package mutating func addSource(name: String, text: String) -> Int {
        sources.append(SourceText(name: name, text: text))
        return sources.count - 1
    }

    /// Says nothing more of a place.
    mutating func leaveAlone(_ place: Place) { unknown.insert(Start(place)) }

    /// Where a place begins.
    private struct Start: Hashable {
        let source: Int
        let line: Int
        let column: Int

        init(_ place: Place) {
            source = place.source
            line = place.line
            column = place.column
        }
    }

    /// Something is wrong at a place.
    package mutating func error(_ message: String, at place: Place, hint: String? = nil) {
        add(.error, .text, message, place, hint)
    }

    /// A word is right, but this version does not carry it out.
    package mutating func notBuilt(_ what: String, at place: Place, hint: String? = nil) {
        add(.error, .notBuilt, "\(what) is not built yet", place, hint)
    }

    /// Something is right, but probably not meant.
    package mutating func warning(_ message: String, at place: Place, hint: String? = nil) {
        add(.warning, .text, message, place, hint)
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ category: Diagnostic.Category, _ message: String, _ place: Place,
        _ hint: String?
    ) {
        guard !unknown.contains(Start(place)) else { return }
        if severity == .error { errorCount += 1 }
        let source = sources[place.source]
        var diagnostic = Diagnostic(
            severity: severity, file: source.name, line: place.line, column: place.column, length: place.length,
            message: message, hint: hint, sourceLine: nil)
        diagnostic.category = category
        found.append((place, diagnostic))
    }

    /// The diagnostics in order of their places, equal ones once, cut at the limit with a count of the rest.
    package func finished() -> [Diagnostic] {
        var result: [Diagnostic] = []
        var omittedErrors = 0
        var omittedWarnings = 0
        // The sort must be stable: two findings at one place stay in the order in which they were made.
        let sorted = found.enumerated().sorted { a, b in
            if Place.precedes(a.element.place, b.element.place) { return true }
            if Place.precedes(b.element.place, a.element.place) { return false }
            return a.offset < b.offset
        }
        var previous: Diagnostic?
        for (_, element) in sorted {
            if element.diagnostic == previous { continue }
            previous = element.diagnostic
            guard result.count < TextLimits.diagnostics else {
                if element.diagnostic.severity == .error { omittedErrors += 1 } else { omittedWarnings += 1 }
                continue
            }
            var diagnostic = element.diagnostic
            if diagnostic.line > 0 {
                let line = sources[element.place.source].line(diagnostic.line)
                // As much as can be shown on either side: a file may be one long line.
                let caret = min(max(0, diagnostic.column - 1), line.count)
                let reach = 2 * TextLimits.shownLineLength
                var view = String.UnicodeScalarView()
                view.append(contentsOf: line.dropFirst(max(0, caret - reach)).prefix(2 * reach))
                diagnostic.sourceLine = String(view)
                diagnostic.leftOutBefore = max(0, caret - reach)
                diagnostic.leftOutBehind = line.count - diagnostic.leftOutBefore - view.count
            }
            result.append(diagnostic)
        }
        if omittedErrors + omittedWarnings > 0 {
            result.append(
                Diagnostic(
                    severity: omittedErrors > 0 ? .error : .warning, file: sources[0].name, line: 0, column: 0,
                    length: 1, message: "and \(omittedErrors + omittedWarnings) more", hint: nil, sourceLine: nil))
        }
        return result
    }
}
