import OCPPTypes
import TextFormats

extension Checker {
    /// Takes the pools of the `pools` section.
    mutating func declarePools(_ node: SyntaxNode) {
        guard let entries = mapping(node, "pools by name") else { return }
        poolsAreDeclared = true
        for entry in entries {
            guard checkName(entry, "a pool") else { continue }
            guard pools.count < ScenarioLimits.pools else {
                sink.error("a scenario has at most \(ScenarioLimits.pools) pools", at: entry.keyPlace)
                return
            }
            pools.append(TagPool(name: entry.key, tags: poolTags(entry)))
        }
    }

    private mutating func poolTags(_ entry: SyntaxEntry) -> TagPool.Tags {
        switch entry.value.content {
        case .sequence(let items):
            if items.isEmpty { sink.error("the pool `\(entry.key)` has no tag", at: entry.value.place) }
            return .listed(items.compactMap { idTag($0) })
        case .mapping(let keys):
            return generatedTags(entry, keys)
        case .scalar("per connector", _, _):
            return .perConnector
        case .scalar:
            sink.error(
                "expected the tags of the pool, found \(entry.value.kindName)", at: entry.value.place,
                hint: "write a list of tags, `{tags: 500, prefix: TAG}` or `per connector`")
            return .perConnector
        }
    }

    private mutating func generatedTags(_ entry: SyntaxEntry, _ keys: [SyntaxEntry]) -> TagPool.Tags {
        checkKeys(keys, Language.pool, of: "a pool")
        guard let tags = keys.value("tags") else {
            sink.error(
                "the pool `\(entry.key)` has no `tags`", at: entry.keyPlace, hint: "say how many, such as `tags: 500`")
            return .perConnector
        }
        let count = integer(tags, "`tags`", 1...ScenarioLimits.poolTags)
        var prefix = entry.key.uppercased() + "-"
        var place = entry.keyPlace
        if let node = keys.value("prefix") {
            place = node.place
            prefix = scalar(node, "the beginning of the tags") ?? ""
        }
        let longest = prefix.unicodeScalars.count + String(count).utf8.count
        if longest > 20 {
            sink.error(
                "the tags of the pool would have \(longest) characters, at most 20 are allowed", at: place,
                hint: "give a shorter `prefix`")
        }
        return .generated(prefix: prefix, count: count)
    }

    /// A literal tag.
    mutating func idTag(_ node: SyntaxNode) -> IdTag? {
        guard let text = scalar(node, "an idTag") else { return nil }
        guard !text.isEmpty, let tag = IdTag(text) else {
            sink.error(
                text.isEmpty
                    ? "an idTag cannot be empty"
                    : "an idTag has at most 20 characters, this one has"
                        + " \(text.unicodeScalars.count)",
                at: node.place)
            return nil
        }
        return tag
    }

    /// The index of a pool that a behaviour names; an undeclared one comes into being when there is no `pools` section.
    mutating func poolIndex(_ node: SyntaxNode, isBuiltIn: Bool) -> Int {
        guard let name = scalar(node, "the name of a pool") else { return 0 }
        usedPools.insert(name)
        if let index = pools.firstIndex(where: { $0.name == name }) { return index }
        if poolsAreDeclared && !isBuiltIn {
            sink.error(
                "there is no pool `\(shortened(name))`", at: node.place,
                hint: DidYouMean.suggestion(for: name, among: pools.map(\.name)).map { "did you mean `\($0)`?" }
                    ?? "declare it under `pools`, such as `\(shortened(name)): per connector`")
            return 0
        }
        let entry = SyntaxEntry(key: name, keyPlace: node.place, value: node)
        guard checkName(entry, "a pool") else { return 0 }
        guard pools.count < ScenarioLimits.pools else {
            sink.error("a scenario has at most \(ScenarioLimits.pools) pools", at: node.place)
            return 0
        }
        pools.append(TagPool(name: name, tags: .perConnector))
        return pools.count - 1
    }
}
