import Yams

/// Reads a YAML text into a tree of ``SyntaxNode``; everything that is wrong with the text as such is found here.
struct SyntaxReader {
    let sourceIndex: Int
    private var source: SourceText
    private var visitedNodes = 0
    private var tooManyNodes = false
    /// Key names that stand behind the marks put in place of duplicates, by the mark's number.
    private var markedKeys: [String] = []

    /// First of the private-use scalars that stand for the first character of a duplicate key while the file is parsed.
    private static let firstMarkScalar: UInt32 = 0xF0000

    /// What the text is, for messages.
    private let noun: String
    /// What an empty text should hold.
    private let needs: String

    init(
        sourceIndex: Int, source: SourceText, noun: String = "scenario",
        needs: String = "it needs at least `scenario`, `duration` and `fleet`"
    ) {
        self.sourceIndex = sourceIndex
        self.source = source
        self.noun = noun
        self.needs = needs
    }

    /// The document's root, or nil when there is none to go on with.
    mutating func read(into sink: inout DiagnosticSink) -> SyntaxNode? {
        guard checkCharacters(into: &sink), checkAliasesInKeys(into: &sink) else { return nil }
        guard let document = parse(into: &sink) else { return nil }
        guard let root = document else {
            sink.error("the \(noun) is empty", at: Place(source: sourceIndex), hint: needs)
            return nil
        }
        let node = convert(root, depth: 0, into: &sink)
        return tooManyNodes ? nil : node
    }

    // MARK: Before the parser

    private func checkCharacters(into sink: inout DiagnosticSink) -> Bool {
        var bytes = 0
        var faults = 0
        var line = 1
        var column = 0
        var inIndentation = true
        for (index, scalar) in source.scalars.enumerated() {
            if line < source.lineCount, index == source.lineStarts[line] {
                line += 1
                column = 0
                inIndentation = true
            }
            column += 1
            bytes += UTF8.width(scalar)
            let place = Place(source: sourceIndex, line: line, column: column)
            if bytes > ScenarioLimits.fileBytes {
                sink.error(
                    "the file goes beyond \(ScenarioLimits.fileBytes) bytes here, the largest a \(noun) may be",
                    at: place, hint: "let one behaviour or group stand for many charge points with `count`")
                return false
            }
            if faults < ScenarioLimits.diagnostics, Self.isForbidden(scalar) {
                faults += 1
                sink.error("control character U+\(Self.hexadecimal(scalar)) is not allowed", at: place)
            }
            if inIndentation, scalar == "\t", faults < ScenarioLimits.diagnostics, lineHasContent(line) {
                faults += 1
                sink.error("a tab in the indentation", at: place, hint: "YAML is indented with spaces")
                inIndentation = false
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

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// Yams hashes whole keys, so an alias bomb inside a key would keep it busy for ever. Few aliases cannot grow far;
    /// in a text with many, whatever looks like a key made of a list, a mapping or an alias is refused before Yams sees
    /// it.
    private func checkAliasesInKeys(into sink: inout DiagnosticSink) -> Bool {
        guard source.scalars.contains("&") else { return true }
        var aliases = 0
        var firstKey: Place?
        for line in 1...source.lineCount {
            let scalars = source.line(line)
            guard scalars.first(where: { $0 != " " }) != "#" else { continue }
            for index in scalars.indices {
                let isKey: Bool
                switch scalars[index] {
                case "*" where Self.startsToken(scalars, index):
                    aliases += 1
                    isKey = Self.isAliasKey(scalars, index)
                case "?" where Self.startsToken(scalars, index):
                    isKey = index + 1 == scalars.endIndex || scalars[index + 1] == " "
                case "]", "}":
                    isKey = Self.isKeyEnd(scalars, index + 1)
                default:
                    continue
                }
                if isKey, firstKey == nil {
                    firstKey = Place(source: sourceIndex, line: line, column: index - scalars.startIndex + 1)
                }
            }
        }
        guard let firstKey, aliases > ScenarioLimits.aliasesBesideComplexKeys else { return true }
        sink.error(
            "a key must be a simple text", at: firstKey, hint: "lists, mappings and aliases cannot be keys")
        return false
    }

    private static func startsToken(_ scalars: ArraySlice<Unicode.Scalar>, _ index: Int) -> Bool {
        index == scalars.startIndex || " -?:,[{".unicodeScalars.contains(scalars[index - 1])
    }

    private static func isAliasKey(_ scalars: ArraySlice<Unicode.Scalar>, _ index: Int) -> Bool {
        var end = index + 1
        while end < scalars.endIndex, !" ,[]{}".unicodeScalars.contains(scalars[end]) { end += 1 }
        return isKeyEnd(scalars, end) || (end > index + 1 && scalars[end - 1] == ":")
    }

    private static func isKeyEnd(_ scalars: ArraySlice<Unicode.Scalar>, _ start: Int) -> Bool {
        var index = start
        while index < scalars.endIndex, scalars[index] == " " { index += 1 }
        return index < scalars.endIndex && scalars[index] == ":"
    }

    // MARK: The parser

    /// Parses until no duplicate key is left. Outer nil: a diagnostic was made; inner nil: the document is empty.
    ///
    /// Yams stops at a mapping with a duplicate key and gives the place of the key's *first* use only. So that use
    /// gets a private-use character for its first one and the text is parsed anew; in the end all uses stand in the
    /// tree, each with its own place.
    private mutating func parse(into sink: inout DiagnosticSink) -> Node?? {
        let rounds = min(
            ScenarioLimits.duplicateKeys, 1 + ScenarioLimits.duplicateSearchBytes / max(1, source.scalars.count))
        while true {
            do {
                let parser = try Parser(yaml: source.text, resolver: .basic, encoding: .utf8)
                return .some(try parser.singleRoot())
            } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
                let name = duplicates.first ?? ""
                let index = source.index(line: context.mark.line, column: context.mark.column)
                guard let index, markedKeys.count < rounds, let target = markTarget(at: index, key: name),
                    let mark = Unicode.Scalar(Self.firstMarkScalar + UInt32(markedKeys.count))
                else {
                    reportRemainingMarks(into: &sink)
                    let place = Place(
                        source: sourceIndex, line: context.mark.line, column: context.mark.column,
                        length: name.unicodeScalars.count)
                    sink.error(
                        "the key `\(shortened(name))` is given more than once", at: place,
                        hint: "this is its first use in the mapping")
                    return nil
                }
                markedKeys.append(name)
                source.replace(at: target, with: mark)
            } catch {
                reportRemainingMarks(into: &sink)
                YamlFailure(error: error, source: source, sourceIndex: sourceIndex, noun: noun).report(into: &sink)
                return nil
            }
        }
    }

    /// The scalar to replace in the key at an index: its first one, behind the quote if there is one.
    private func markTarget(at index: Int, key: String) -> Int? {
        guard let first = key.unicodeScalars.first else { return nil }
        let scalars = source.scalars
        if scalars[index] == first { return index }
        guard scalars[index] == "\"" || scalars[index] == "'", index + 1 < scalars.count else { return nil }
        return scalars[index + 1] == first ? index + 1 : nil
    }

    /// Tells of duplicates found before the text turned out to be unreadable for another reason.
    private func reportRemainingMarks(into sink: inout DiagnosticSink) {
        for (number, name) in markedKeys.enumerated() {
            guard let index = source.scalars.firstIndex(where: { $0.value == Self.firstMarkScalar + UInt32(number) }),
                let line = source.lineStarts.lastIndex(where: { $0 <= index })
            else { continue }
            sink.error(
                "the key `\(shortened(name))` is given more than once",
                at: Place(source: sourceIndex, line: line + 1, column: index - source.lineStarts[line] + 1),
                hint: "this is its first use in the mapping")
        }
    }

    // MARK: After the parser

    private mutating func convert(_ node: Node, depth: Int, into sink: inout DiagnosticSink) -> SyntaxNode {
        let place = place(of: node, into: &sink)
        let nothing = SyntaxNode.scalar("", at: place)
        guard !tooManyNodes else { return nothing }
        visitedNodes += 1
        guard visitedNodes <= ScenarioLimits.nodes else {
            tooManyNodes = true
            sink.error(
                "the document has more than \(ScenarioLimits.nodes) nodes once its aliases are written out", at: place,
                hint: "an alias counts with everything that stands behind it")
            return nothing
        }
        guard depth < ScenarioLimits.depth else {
            sink.error("nested more than \(ScenarioLimits.depth) levels deep", at: place)
            tooManyNodes = true
            return nothing
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
            return SyntaxNode(
                place: sized(place, text: scalar.string, quoted: quoted),
                content: .scalar(scalar.string, isPlain: isPlain, textOffset: quoted ? 1 : 0))
        case .sequence(let sequence):
            var items: [SyntaxNode] = []
            for item in sequence where !tooManyNodes { items.append(convert(item, depth: depth + 1, into: &sink)) }
            return SyntaxNode(place: place, content: .sequence(items))
        case .mapping(let mapping):
            return SyntaxNode(place: place, content: .mapping(entries(of: mapping, depth: depth, into: &sink)))
        case .alias:
            // The parser resolves aliases to the nodes they stand for.
            return nothing
        }
    }

    private mutating func entries(
        of mapping: Node.Mapping, depth: Int, into sink: inout DiagnosticSink
    ) -> [SyntaxEntry] {
        var entries: [SyntaxEntry] = []
        var firstUse: [String: Place] = [:]
        for (keyNode, valueNode) in mapping {
            guard !tooManyNodes else { break }
            var keyPlace = place(of: keyNode, into: &sink)
            guard case .scalar(let scalar) = keyNode else {
                sink.error(
                    "a key must be a simple text", at: keyPlace, hint: "lists, mappings and aliases cannot be keys")
                continue
            }
            let name = unmarked(scalar.string)
            let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
            keyPlace = sized(keyPlace, text: name, quoted: quoted)
            if name == "<<" && !quoted {
                sink.error(
                    "merge keys (`<<`) are not part of the language", at: keyPlace,
                    hint: "an alias may stand for a whole value: `steps: *name`")
                continue
            }
            if let first = firstUse[name] {
                sink.error(
                    "the key `\(shortened(name))` is given twice", at: keyPlace,
                    hint: "it was given in line \(first.line) already; remove one of the two")
                continue
            }
            firstUse[name] = keyPlace
            let value = convert(valueNode, depth: depth + 1, into: &sink)
            entries.append(SyntaxEntry(key: name, keyPlace: keyPlace, value: value))
        }
        return entries
    }

    /// A key's own name when its first character was replaced by a mark.
    private func unmarked(_ key: String) -> String {
        guard let first = key.unicodeScalars.first, first.value >= Self.firstMarkScalar else { return key }
        let number = Int(first.value - Self.firstMarkScalar)
        return number < markedKeys.count ? markedKeys[number] : key
    }

    /// Where a node's own text starts, behind an anchor; a tag is an error.
    private func place(of node: Node, into sink: inout DiagnosticSink) -> Place {
        guard let mark = node.mark else { return Place(source: sourceIndex) }
        var place = Place(source: sourceIndex, line: mark.line, column: mark.column)
        // A slice, not a copy: a file may be one long line with many nodes.
        let line = source.line(mark.line)
        var index = line.startIndex + max(0, mark.column - 1)
        while index < line.endIndex, line[index] == "&" || line[index] == "!" {
            let column = index - line.startIndex + 1
            if line[index] == "!" {
                sink.error(
                    "tags (`!…`) are not part of the language",
                    at: Place(source: sourceIndex, line: mark.line, column: column),
                    hint: "put a text that starts with `!` in quotes")
            }
            while index < line.endIndex, line[index] != " " { index += 1 }
            while index < line.endIndex, line[index] == " " { index += 1 }
            if index < line.endIndex { place.column = index - line.startIndex + 1 }
        }
        return place
    }

    /// The place with the length that a scalar's text has in the line.
    private func sized(_ place: Place, text: String, quoted: Bool) -> Place {
        var sized = place
        let left = source.line(place.line).count - (place.column - 1)
        sized.length = max(1, min(text.unicodeScalars.count + (quoted ? 2 : 0), left))
        return sized
    }
}

/// A text cut to a length that fits a message, with controls made visible.
func shortened(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for (index, scalar) in text.unicodeScalars.enumerated() {
        if index == 60 {
            result.append("…")
            break
        }
        result.append(scalar)
    }
    return printable(String(result))
}

/// A message with controls made visible.
func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    result.append(
        contentsOf: text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 })
    return String(result)
}
