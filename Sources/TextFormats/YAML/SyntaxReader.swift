/// Reads a YAML text into a tree of ``SyntaxNode``; everything that is wrong with the text as such is found here.
package struct SyntaxReader {
    /// What messages call a text, and what they advise.
    package struct Wording: Sendable {
        /// What the text is: "scenario".
        var noun: String
        /// What an empty text should hold.
        var needs: String
        /// What to do about a text that is too large.
        var tooLarge: String?

        /// Makes one of its parts.
        package init(noun: String, needs: String, tooLarge: String? = nil) {
            self.noun = noun
            self.needs = needs
            self.tooLarge = tooLarge
        }
    }

    let sourceIndex: Int
    let source: SourceText
    let wording: Wording
    private var visitedNodes = 0
    /// A limit was reached; nothing more is read.
    private var isOver = false
    private var anchors: [String: Measured] = [:]
    private var surrogates: JSONSurrogates
    /// An empty text is no error.
    private let allowsNothing: Bool

    /// Gets ready to read a text.
    /// - Parameters:
    ///   - sourceIndex: the index that the text has in the sink.
    ///   - source: the text.
    ///   - wording: what messages call it.
    ///   - allowsNothing: an empty text is right, and has no root.
    package init(sourceIndex: Int, source: SourceText, wording: Wording, allowsNothing: Bool = false) {
        self.sourceIndex = sourceIndex
        self.source = source
        self.wording = wording
        self.allowsNothing = allowsNothing
        surrogates = JSONSurrogates(SourceText(name: source.name, text: ""))
    }

    /// The document's root, or nil when there is none to go on with.
    package mutating func read(into sink: inout DiagnosticSink) -> SyntaxNode? {
        guard checkCharacters(into: &sink), checkDirectives(into: &sink) else { return nil }
        do throws(YamlEvents.Fault) {
            let node = try document(into: &sink)
            return isOver ? nil : node
        } catch {
            report(error, into: &sink)
            return nil
        }
    }

    // MARK: The parser

    /// Reads the one document of the text; nil when a diagnostic was made that leaves nothing to go on with.
    private mutating func document(into sink: inout DiagnosticSink) throws(YamlEvents.Fault) -> SyntaxNode? {
        surrogates = JSONSurrogates(source)
        let events = YamlEvents(surrogates.text)
        guard case .documentStart = try events.next().event else {
            if !allowsNothing {
                sink.error("the \(wording.noun) is empty", at: Place(source: sourceIndex), hint: wording.needs)
            }
            return nil
        }
        guard let root = try value(try events.next(), of: events, depth: 0, into: &sink) else { return nil }
        // The end of the document.
        _ = try events.next()
        let (event, mark) = try events.next()
        guard case .streamEnd = event else {
            sink.error(
                "a second document starts here", at: place(mark),
                hint: "a \(wording.noun) file holds one document; remove this `---` or split the file")
            return nil
        }
        return root.node
    }

    /// Reads the value that an event begins; nil at a limit, which ends the reading.
    private mutating func value(
        _ first: (event: YamlEvents.Event, mark: YamlEvents.Mark), of events: YamlEvents, depth: Int,
        into sink: inout DiagnosticSink
    ) throws(YamlEvents.Fault) -> Measured? {
        let place = place(first.mark, into: &sink)
        guard count(1, at: place, into: &sink), isShallow(depth, at: place, into: &sink) else { return nil }
        let made: Measured
        let anchor: String?
        switch first.event {
        case .alias(let name):
            return alias(name, at: place, depth: depth, into: &sink)
        case .scalar(let scalar, let name):
            let content = SyntaxNode.Content.scalar(
                scalar.text, isPlain: scalar.isPlain, textOffset: scalar.isQuoted ? 1 : 0)
            made = Measured(node: SyntaxNode(place: sized(place, scalar), content: content))
            anchor = name
        case .sequenceStart(let name):
            guard let read = try sequence(at: place, of: events, depth: depth, into: &sink) else { return nil }
            made = read
            anchor = name
        case .mappingStart(let name):
            guard let read = try mapping(at: place, of: events, depth: depth, into: &sink) else { return nil }
            made = read
            anchor = name
        case .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            // libyaml gives no end without its start.
            return nil
        }
        if let anchor { anchors[anchor] = made }
        return made
    }

    private mutating func sequence(
        at place: Place, of events: YamlEvents, depth: Int, into sink: inout DiagnosticSink
    ) throws(YamlEvents.Fault) -> Measured? {
        var items: [SyntaxNode] = []
        var made = Measured(node: SyntaxNode(place: place, content: .sequence([])))
        while true {
            let next = try events.next()
            if case .sequenceEnd = next.event { break }
            guard let item = try value(next, of: events, depth: depth + 1, into: &sink) else { return nil }
            made.hold(item)
            items.append(item.node)
        }
        made.node.content = .sequence(items)
        return made
    }

    private mutating func mapping(
        at place: Place, of events: YamlEvents, depth: Int, into sink: inout DiagnosticSink
    ) throws(YamlEvents.Fault) -> Measured? {
        var entries: [SyntaxEntry] = []
        var firstUse: [String: Place] = [:]
        var made = Measured(node: SyntaxNode(place: place, content: .mapping([])))
        while true {
            let next = try events.next()
            if case .mappingEnd = next.event { break }
            let key = try key(next, of: events, into: &sink)
            guard !isOver else { return nil }
            guard let value = try value(try events.next(), of: events, depth: depth + 1, into: &sink) else {
                return nil
            }
            guard let key else { continue }
            if let first = firstUse[key.name] {
                sink.error(
                    "the key `\(shortened(key.name))` is given twice", at: key.place,
                    hint: "it was given in line \(first.line) already; remove one of the two")
                continue
            }
            firstUse[key.name] = key.place
            made.hold(value)
            entries.append(SyntaxEntry(key: key.name, keyPlace: key.place, value: value.node))
        }
        made.node.content = .mapping(entries)
        return made
    }

    /// Reads a key; nil for one that is refused.
    private mutating func key(
        _ first: (event: YamlEvents.Event, mark: YamlEvents.Mark), of events: YamlEvents,
        into sink: inout DiagnosticSink
    ) throws(YamlEvents.Fault) -> (name: String, place: Place)? {
        let place = place(first.mark, into: &sink)
        guard case .scalar(let scalar, let anchor) = first.event else {
            sink.error("a key must be a simple text", at: place, hint: "lists, mappings and aliases cannot be keys")
            try skip(first.event, of: events, at: place, into: &sink)
            return nil
        }
        let keyPlace = sized(place, scalar)
        if let anchor { anchors[anchor] = Measured(node: .scalar(scalar.text, at: keyPlace)) }
        guard scalar.text != "<<" || scalar.isQuoted else {
            sink.error(
                "merge keys (`<<`) are not part of the language", at: keyPlace,
                hint: "an alias may stand for a whole value: `steps: *name`")
            return nil
        }
        return (scalar.text, keyPlace)
    }

    /// Goes to the end of what an event begins. Anchors in there are not kept: nothing of it is part of the document.
    private mutating func skip(
        _ first: YamlEvents.Event, of events: YamlEvents, at place: Place, into sink: inout DiagnosticSink
    ) throws(YamlEvents.Fault) {
        var open = 0
        var event = first
        while true {
            switch event {
            case .sequenceStart, .mappingStart: open += 1
            case .sequenceEnd, .mappingEnd: open -= 1
            case .alias, .scalar, .streamEnd, .documentStart, .documentEnd: break
            }
            guard open > 0, count(1, at: place, into: &sink), isShallow(open, at: place, into: &sink) else { return }
            event = try events.next().event
        }
    }

    private mutating func alias(
        _ name: String, at place: Place, depth: Int, into sink: inout DiagnosticSink
    ) -> Measured? {
        guard let found = anchors[name] else {
            sink.error(
                "no anchor of this name was set before", at: place,
                hint: "set it with `&name` before `*name`; put a text that starts with `*` in quotes")
            // What stands there is not known, and what else is wrong shall be told too.
            sink.leaveAlone(place)
            return Measured(node: .scalar("", at: place))
        }
        // The alias itself is counted already.
        guard count(found.nodes - 1, at: place, into: &sink),
            isShallow(depth + found.height, at: place, into: &sink)
        else { return nil }
        return found
    }

    /// A node with what stands below it.
    private struct Measured {
        var node: SyntaxNode
        /// Nodes, itself among them.
        var nodes = 1
        /// Levels below it.
        var height = 0

        mutating func hold(_ other: Measured) {
            nodes += other.nodes
            height = max(height, other.height + 1)
        }
    }

    /// Counts nodes; false when there are too many.
    private mutating func count(_ nodes: Int, at place: Place, into sink: inout DiagnosticSink) -> Bool {
        visitedNodes += nodes
        guard visitedNodes > TextLimits.nodes else { return true }
        isOver = true
        sink.error(
            "the document has more than \(TextLimits.nodes) nodes once its aliases are written out", at: place,
            hint: "an alias counts with everything that stands behind it")
        return false
    }

    /// False for a level that is too deep.
    private mutating func isShallow(_ depth: Int, at place: Place, into sink: inout DiagnosticSink) -> Bool {
        guard depth >= TextLimits.depth else { return true }
        isOver = true
        sink.error("nested more than \(TextLimits.depth) levels deep", at: place)
        return false
    }

    // MARK: Places

    func place(_ mark: YamlEvents.Mark) -> Place {
        Place(
            source: sourceIndex, line: mark.line,
            column: surrogates.sourceColumn(line: mark.line, column: mark.column))
    }

    /// Where a node's own text starts, behind an anchor; a tag is an error.
    private func place(_ mark: YamlEvents.Mark, into sink: inout DiagnosticSink) -> Place {
        var place = place(mark)
        // A slice, not a copy: a file may be one long line with many nodes.
        let line = source.line(place.line)
        var index = line.startIndex + max(0, place.column - 1)
        while index < line.endIndex, line[index] == "&" || line[index] == "!" {
            let column = index - line.startIndex + 1
            if line[index] == "!" {
                sink.error(
                    "tags (`!…`) are not part of the language",
                    at: Place(source: sourceIndex, line: place.line, column: column),
                    hint: "put a text that starts with `!` in quotes")
            }
            while index < line.endIndex, !Self.isBlank(line[index]) { index += 1 }
            while index < line.endIndex, Self.isBlank(line[index]) { index += 1 }
            if index < line.endIndex { place.column = index - line.startIndex + 1 }
        }
        return place
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

    /// The place with the length that a scalar's text has in the line.
    private func sized(_ place: Place, _ scalar: YamlEvents.Scalar) -> Place {
        var sized = place
        let left = source.line(place.line).count - (place.column - 1)
        sized.length = max(1, min(scalar.text.unicodeScalars.count + (scalar.isQuoted ? 2 : 0), left))
        return sized
    }
}
