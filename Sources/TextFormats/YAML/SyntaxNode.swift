/// A node of the document as written: places, keys in order, scalars as text; nothing is typed yet.
package struct SyntaxNode {
    /// Where it stands.
    package var place: Place
    /// What it is.
    package var content: Content

    /// Makes one of its parts.
    package init(place: Place, content: Content) {
        self.place = place
        self.content = content
    }

    /// What a node is.
    package indirect enum Content {
        /// A text; `isPlain` without quotes; `textOffset` is how far behind the place its first character stands.
        case scalar(String, isPlain: Bool, textOffset: Int)
        /// A list.
        case sequence([SyntaxNode])
        /// Keys and values in order.
        case mapping([SyntaxEntry])
    }

    /// What the node is, for messages.
    package var kindName: String {
        switch content {
        case .scalar("", isPlain: true, _): "nothing"
        case .scalar(_, isPlain: true, _): "a single value"
        case .scalar: "a text in quotes"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// True for a value that was left out.
    package var isEmpty: Bool {
        if case .scalar("", isPlain: true, _) = content { return true }
        return false
    }

    /// The text of a scalar.
    package var text: String? {
        if case .scalar(let text, _, _) = content { return text }
        return nil
    }

    /// The entries of a mapping.
    package var entries: [SyntaxEntry]? {
        if case .mapping(let entries) = content { return entries }
        return nil
    }

    /// The items of a list.
    package var items: [SyntaxNode]? {
        if case .sequence(let items) = content { return items }
        return nil
    }

    /// The place of the first key of a mapping, else of the node.
    package var wordPlace: Place { entries?.first?.keyPlace ?? place }

    /// The place of a part of a scalar's text.
    package func place(offset: Int, length: Int) -> Place {
        guard case .scalar(_, _, let textOffset) = content else { return place }
        return place.part(offset: textOffset + offset, length: length)
    }

    /// A one-line plain scalar.
    package static func scalar(_ text: String, at place: Place) -> SyntaxNode {
        SyntaxNode(place: place, content: .scalar(text, isPlain: true, textOffset: 0))
    }
}

/// A key and its value.
package struct SyntaxEntry {
    /// The key's text.
    package var key: String
    /// Where the key stands.
    package var keyPlace: Place
    /// The value.
    package var value: SyntaxNode

    /// Makes one of its parts.
    package init(key: String, keyPlace: Place, value: SyntaxNode) {
        self.key = key
        self.keyPlace = keyPlace
        self.value = value
    }
}
