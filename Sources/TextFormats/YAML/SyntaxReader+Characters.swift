import OCPPTypes

/// What is wrong with a text before the YAML parser sees it.
extension SyntaxReader {
    func checkCharacters(into sink: inout DiagnosticSink) -> Bool {
        var bytes = 0
        var faults = 0
        var line = 1
        var column = 0
        // JSON may be indented with tabs, and so may everything else inside of brackets.
        let isFlow = source.scalars.first { !" \t\r\n".unicodeScalars.contains($0) }.map { $0 == "{" || $0 == "[" }
        var inIndentation = isFlow != true
        // Looked up once in a line, however many tabs it begins with.
        var hasContent: Bool?
        for (index, scalar) in source.scalars.enumerated() {
            if line < source.lineCount, index == source.lineStarts[line] {
                line += 1
                column = 0
                inIndentation = isFlow != true
                hasContent = nil
            }
            column += 1
            bytes += UTF8.width(scalar)
            let place = Place(source: sourceIndex, line: line, column: column)
            if bytes > TextLimits.fileBytes {
                sink.error(
                    "the file goes beyond \(TextLimits.fileBytes) bytes here, the largest a \(wording.noun) may be",
                    at: place, hint: wording.tooLarge)
                return false
            }
            if faults < TextLimits.diagnostics, Self.isForbidden(scalar) {
                faults += 1
                let digits = HexadecimalText.padded(scalar.value, to: 4, isUppercase: true)
                sink.error("control character U+\(digits) is not allowed", at: place)
            }
            if inIndentation, scalar == "\t", faults < TextLimits.diagnostics {
                let isFault = hasContent ?? lineHasContent(line)
                hasContent = isFault
                if isFault {
                    faults += 1
                    sink.error("a tab in the indentation", at: place, hint: "YAML is indented with spaces")
                    inIndentation = false
                }
            }
            if scalar != " " && scalar != "\t" { inIndentation = false }
        }
        return faults == 0
    }

    private func lineHasContent(_ line: Int) -> Bool {
        guard let first = source.line(line).first(where: { $0 != " " && $0 != "\t" }) else { return false }
        return first != "#"
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x85: false
        case 0..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF, 0xF0000...0x10FFFF: true
        default: false
        }
    }

    /// A document has no directives (`%YAML`, `%TAG`); libyaml compares each with all before it.
    func checkDirectives(into sink: inout DiagnosticSink) -> Bool {
        var directives = 0
        for line in 1...source.lineCount where source.line(line).first == "%" {
            directives += 1
            guard directives > TextLimits.directiveLines else { continue }
            sink.error(
                "more than \(TextLimits.directiveLines) lines start with `%`",
                at: Place(source: sourceIndex, line: line), hint: "directives (`%…`) are not part of the language")
            return false
        }
        return true
    }
}
