/// Turns what libyaml says into a diagnostic with a place and, where a cause is common, a hint.
extension SyntaxReader {
    func report(_ fault: YamlEvents.Fault, into sink: inout DiagnosticSink) {
        guard fault.hasPlace else {
            sink.error("the text cannot be read: \(shortened(fault.problem))", at: Place(source: sourceIndex))
            return
        }
        // What is open at the end of the text is better shown where it began.
        let mark = fault.mark
        let isAtEnd = source.index(line: mark.line, column: mark.column) == nil && mark.line >= source.lineCount
        sink.error(
            message(fault), at: place(isAtEnd ? fault.context?.mark ?? mark : mark), hint: hint(problem: fault.problem))
    }

    private func message(_ fault: YamlEvents.Fault) -> String {
        var text = "this is not valid YAML: \(shortened(fault.problem))"
        if let context = fault.context?.text, !context.isEmpty { text += " (\(shortened(context)))" }
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
