/// A YAML text as a tree that knows where everything stands, with diagnostics that show line, column and caret.
///
/// ```swift
/// var document = PlacedDocument(name: "csms.yaml", text: text, noun: "configuration", needs: "see the guide")
/// guard let root = document.root else { print(document.rendered); return }
/// document.error("there is no key `lisen`", at: entry.key, hint: "did you mean `listen`?")
/// ```
package struct PlacedDocument {
    /// A part of the text.
    package struct Node {
        /// What it is.
        package enum Content {
            /// A value as it is written, without its quotes; nothing is typed.
            case text(String)
            /// A list.
            case list([Node])
            /// Keys and values in order.
            case mapping([Entry])
        }

        /// What it is.
        package var content: Content
        fileprivate var place: Place

        fileprivate init(_ node: SyntaxNode) {
            place = node.wordPlace
            switch node.content {
            case .scalar(let text, _, _):
                content = .text(text)
                place = node.place
            case .sequence(let items): content = .list(items.map(Node.init))
            case .mapping(let entries): content = .mapping(entries.map(Entry.init))
            }
        }

        fileprivate init(text: String, place: Place) {
            content = .text(text)
            self.place = place
        }

        /// The text; nil for a list or a mapping.
        package var text: String? {
            if case .text(let text) = content { return text }
            return nil
        }

        /// The line that it starts in, from 1.
        package var line: Int { place.line }
        /// The column that it starts in, from 1, in Unicode scalars.
        package var column: Int { place.column }

        /// What it is, for messages.
        package var kindName: String {
            switch content {
            case .text(""): "nothing"
            case .text: "a single value"
            case .list: "a list"
            case .mapping: "a mapping"
            }
        }
    }

    /// A key with its value.
    package struct Entry {
        /// The key; its content is a text.
        package var key: Node
        /// The value.
        package var value: Node

        fileprivate init(_ entry: SyntaxEntry) {
            key = Node(text: entry.key, place: entry.keyPlace)
            value = Node(entry.value)
        }

        /// The key's name.
        package var name: String { key.text ?? "" }
    }

    /// The document; nil when the text could not be read.
    package private(set) var root: Node?
    private var sink: DiagnosticSink

    /// Reads a text. What is wrong with it as YAML is among the diagnostics.
    /// - Parameters:
    ///   - name: the file's name, for diagnostics.
    ///   - text: the text.
    ///   - noun: what the file is, for diagnostics: "configuration".
    ///   - needs: the hint for an empty file.
    ///   - allowsNothing: an empty text is right, and has no root.
    package init(name: String, text: String, noun: String, needs: String = "", allowsNothing: Bool = false) {
        let source = SourceText(name: name, text: text)
        sink = DiagnosticSink(source: source)
        var reader = SyntaxReader(
            sourceIndex: 0, source: source, wording: SyntaxReader.Wording(noun: noun, needs: needs),
            allowsNothing: allowsNothing)
        root = reader.read(into: &sink).map(Node.init)
    }

    /// Tells that something is wrong at a node.
    package mutating func error(_ message: String, at node: Node, hint: String? = nil) {
        sink.error(message, at: node.place, hint: hint)
    }

    /// True when something is wrong.
    package var hasErrors: Bool { sink.hasErrors }

    /// Everything that is wrong, in the order of the text.
    package var diagnostics: [Diagnostic] { sink.finished() }

    /// Everything that is wrong as text, with the lines and carets; empty when nothing is.
    package var rendered: String { sink.finished().map { $0.rendered + "\n" }.joined() }
}
