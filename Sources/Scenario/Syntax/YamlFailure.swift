import Yams

/// Turns an error of the YAML parser into a diagnostic with a place and, where a cause is common, a hint.
struct YamlFailure {
    let error: any Error
    let source: SourceText
    let sourceIndex: Int
    let noun: String

    func report(into sink: inout DiagnosticSink) {
        guard let error = error as? YamlError else {
            sink.error("the text cannot be read as YAML", at: Place(source: sourceIndex))
            return
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            // What is open at the end of the text is better shown where it began.
            let isAtEnd = source.index(line: mark.line, column: mark.column) == nil && mark.line >= source.lineCount
            let shown = isAtEnd ? context?.mark ?? mark : mark
            sink.error(
                message(problem: problem, context: context?.text), at: place(shown), hint: hint(problem: problem))
        case .composer(_, let problem, let mark, _):
            reportComposer(problem, mark, into: &sink)
        case .reader(let problem, _, _, _):
            sink.error("the text cannot be read: \(shortened(problem))", at: Place(source: sourceIndex))
        case .duplicatedKeysInMapping, .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            sink.error("the text cannot be read as YAML", at: Place(source: sourceIndex))
        }
    }

    private func reportComposer(_ problem: String, _ mark: Mark, into sink: inout DiagnosticSink) {
        if problem.contains("another document") {
            sink.error(
                "a second document starts here", at: place(mark),
                hint: "a \(noun) file holds one document; remove this `---` or split the file")
        } else if problem.contains("undefined alias") {
            sink.error(
                "no anchor of this name was set before", at: place(mark),
                hint: "set it with `&name` before `*name`; put a text that starts with `*` in quotes")
        } else {
            sink.error("this is not valid YAML: \(shortened(problem))", at: place(mark))
        }
    }

    private func place(_ mark: Mark) -> Place {
        Place(source: sourceIndex, line: max(1, mark.line), column: max(1, mark.column))
    }

    private func message(problem: String, context: String?) -> String {
        var text = "this is not valid YAML: \(shortened(problem))"
        if let context, !context.isEmpty { text += " (\(shortened(context)))" }
        return text
    }

    private func hint(problem: String) -> String? {
        if problem.contains("mapping values are not allowed") {
            return "check the indentation; a text with `: ` in it needs quotes"
        }
        if problem.contains("cannot start any token") {
            return "a text that starts with this character needs quotes"
        }
        if problem.contains("unexpected end of stream") {
            return "a quote is not closed"
        }
        if problem.contains("expected ',' or") {
            return "a bracket is not closed, or a comma is missing"
        }
        if problem.contains("could not find expected ':'") {
            return "a key needs a colon and a space behind it"
        }
        if problem.contains("did not find expected key") || problem.contains("block end")
            || problem.contains("expected <document start>") || problem.contains("'-' indicator")
        {
            return "check the indentation of this line and the one before"
        }
        return nil
    }
}
