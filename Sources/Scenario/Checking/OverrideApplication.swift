import OCPPTypes
import TextFormats

/// Writes the changes of the command line into the document, before it is checked.
struct OverrideApplication {
    let overrides: ScenarioOverrides

    func apply(to root: inout SyntaxNode, _ sink: inout DiagnosticSink) {
        for text in overrides.set { applySet(text, to: &root, &sink) }
        if let seed = overrides.seed { put("seed", String(seed), "--seed", into: &root, &sink) }
        if let duration = overrides.duration { put("duration", duration, "--for", into: &root, &sink) }
        if let target = overrides.target { put("target", target, "--target", into: &root, &sink) }
    }

    private func put(
        _ key: String, _ text: String, _ option: String, into root: inout SyntaxNode, _ sink: inout DiagnosticSink
    ) {
        let place = Place(source: sink.addSource(name: option, text: text), length: max(1, text.unicodeScalars.count))
        var path = [key][...]
        _ = replace(&path, with: .scalar(text, at: place), in: &root, keyPlace: place)
    }

    // MARK: --set

    private func applySet(_ text: String, to root: inout SyntaxNode, _ sink: inout DiagnosticSink) {
        let source = sink.addSource(name: "--set", text: text)
        let length = max(1, text.unicodeScalars.count)
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            sink.error(
                "expected name=value", at: Place(source: source, length: length),
                hint: "write such as `--set fleet.depot.count=500`")
            return
        }
        let name = String(text[..<equals])
        let nameLength = name.unicodeScalars.count
        let keyPlace = Place(source: source, length: nameLength)
        guard let value = value(String(text[text.index(after: equals)...]), source, nameLength + 1, &sink) else {
            return
        }
        var steps = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if steps.count == 1 {
            guard let path = path(of: name, in: root, keyPlace, &sink) else { return }
            steps = path
        }
        var path = steps[...]
        if let fault = replace(&path, with: value, in: &root, keyPlace: keyPlace) {
            sink.error(fault.message, at: keyPlace, hint: fault.hint)
        }
    }

    /// The value of an option as YAML: a scalar or a flow collection.
    private func value(
        _ text: String, _ source: Int, _ offset: Int, _ sink: inout DiagnosticSink
    ) -> SyntaxNode? {
        let place = Place(source: source, column: offset + 1, length: max(1, text.unicodeScalars.count))
        // A plain value needs no parser, and keeps its place.
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !"[]{}\"'&*!|>#`".unicodeScalars.contains(scalar)
        }
        if isPlain { return .scalar(text, at: place) }
        var probe = DiagnosticSink(source: SourceText(name: "--set", text: text))
        var reader = SyntaxReader(sourceIndex: 0, source: probe.sources[0], wording: .scenario)
        guard let node = reader.read(into: &probe), !probe.hasErrors else {
            sink.error(
                "the value is not valid YAML", at: place, hint: "put a text with special characters in double quotes")
            return nil
        }
        return moved(node, source, offset)
    }

    private func moved(_ node: SyntaxNode, _ source: Int, _ offset: Int) -> SyntaxNode {
        func move(_ place: Place) -> Place {
            var place = place
            place.source = source
            if place.line == 1 { place.column += offset }
            return place
        }
        var node = node
        node.place = move(node.place)
        switch node.content {
        case .scalar: break
        case .sequence(let items): node.content = .sequence(items.map { moved($0, source, offset) })
        case .mapping(let entries):
            node.content = .mapping(
                entries.map {
                    SyntaxEntry(key: $0.key, keyPlace: move($0.keyPlace), value: moved($0.value, source, offset))
                })
        }
        return node
    }

    /// The path of a single key: at the top if the language has it there, else where the document has it.
    private func path(
        of name: String, in root: SyntaxNode, _ place: Place, _ sink: inout DiagnosticSink
    ) -> [String]? {
        if Language.topLevel.contains(name) { return [name] }
        var found: [[String]] = []
        collect(name, in: root, path: [], &found)
        if found.count == 1 { return found[0] }
        if found.isEmpty, Language.group.contains(name), let groups = root.entries?.value("fleet")?.entries,
            groups.count == 1
        {
            return ["fleet", groups[0].key, name]
        }
        guard found.isEmpty else {
            let paths = found.prefix(4).map { "`\($0.joined(separator: "."))`" }.joined(separator: ", ")
            sink.error(
                "`\(shortened(name))` stands in \(found.count) places of the scenario", at: place,
                hint: "write one of \(paths)\(found.count > 4 ? ", …" : "")")
            return nil
        }
        var keys: [String] = []
        collectKeys(of: root, &keys)
        sink.error(
            "the scenario has no key `\(shortened(name))`", at: place,
            hint: DidYouMean.suggestion(for: name, among: keys + Language.topLevel).map { "did you mean `\($0)`?" }
                ?? "write its whole path, such as `fleet.depot.\(shortened(name))`")
        return nil
    }

    private func collect(_ name: String, in node: SyntaxNode, path: [String], _ found: inout [[String]]) {
        switch node.content {
        case .scalar: break
        case .sequence(let items):
            for (index, item) in items.enumerated() { collect(name, in: item, path: path + [String(index)], &found) }
        case .mapping(let entries):
            for entry in entries {
                if entry.key == name { found.append(path + [name]) }
                collect(name, in: entry.value, path: path + [entry.key], &found)
            }
        }
    }

    private func collectKeys(of node: SyntaxNode, _ keys: inout [String]) {
        switch node.content {
        case .scalar: break
        case .sequence(let items): for item in items { collectKeys(of: item, &keys) }
        case .mapping(let entries):
            for entry in entries where keys.count < 1000 {
                keys.append(entry.key)
                collectKeys(of: entry.value, &keys)
            }
        }
    }

    /// Puts a value at a path; a last key that is missing is added. Gives what is wrong with the path.
    private func replace(
        _ path: inout ArraySlice<String>, with value: SyntaxNode, in node: inout SyntaxNode, keyPlace: Place
    ) -> (message: String, hint: String?)? {
        guard let step = path.popFirst() else {
            node = value
            return nil
        }
        switch node.content {
        case .scalar:
            return ("there is nothing below `\(shortened(node.text ?? ""))` that `\(shortened(step))` could name", nil)
        case .sequence(var items):
            guard let index = Int(step), items.indices.contains(index) else {
                return ("`\(shortened(step))` is no item of the list", "its items are 0 to \(max(0, items.count - 1))")
            }
            let fault = replace(&path, with: value, in: &items[index], keyPlace: keyPlace)
            node.content = .sequence(items)
            return fault
        case .mapping(var entries):
            guard let index = entries.firstIndex(where: { $0.key == step }) else {
                guard path.isEmpty else {
                    let hint = DidYouMean.suggestion(for: step, among: entries.map(\.key)).map {
                        "did you mean `\($0)`?"
                    }
                    return ("the scenario has no `\(shortened(step))` there", hint)
                }
                entries.append(SyntaxEntry(key: step, keyPlace: keyPlace, value: value))
                node.content = .mapping(entries)
                return nil
            }
            let fault = replace(&path, with: value, in: &entries[index].value, keyPlace: keyPlace)
            node.content = .mapping(entries)
            return fault
        }
    }
}
