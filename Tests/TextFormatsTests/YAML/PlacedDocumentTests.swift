import Testing
import TextFormats

@Suite struct PlacedDocumentTests {
    private func read(_ text: String, allowsNothing: Bool = false) -> PlacedDocument {
        PlacedDocument(
            name: "f.yaml", text: text, noun: "list", needs: "it needs `a`", allowsNothing: allowsNothing)
    }

    @Test func `every key and every value knows its line and column`() throws {
        let document = read("a: 1\nb:\n  - x\n  - {c: \"y\"}\n")
        guard case .mapping(let entries)? = document.root?.content, case .list(let items) = entries[1].value.content,
            case .mapping(let inner) = items[1].content
        else {
            Issue.record("\(document.rendered)")
            return
        }
        #expect(entries.map(\.name) == ["a", "b"])
        #expect(entries.map { [$0.key.line, $0.key.column] } == [[1, 1], [2, 1]])
        #expect([items[0].line, items[0].column] == [3, 5])
        #expect([inner[0].value.line, inner[0].value.column] == [4, 9])
        #expect(inner[0].value.text == "y" && inner[0].value.kindName == "a single value")
        #expect(!document.hasErrors && document.rendered.isEmpty)
    }

    @Test func `an error stands under the line with a caret and a hint`() {
        var document = read("a: 1\nlisen: here\n")
        guard case .mapping(let entries)? = document.root?.content else { return }
        document.error("there is no key `lisen`", at: entries[1].key, hint: "did you mean `listen`?")
        document.error("one is too little", at: entries[0].value)
        #expect(
            document.rendered == """
                f.yaml:1:4: error: one is too little
                    a: 1
                       ^
                f.yaml:2:1: error: there is no key `lisen`
                    lisen: here
                    ^~~~~
                hint: did you mean `listen`?

                """)
    }

    @Test func `an empty text is an error unless nothing is allowed`() {
        #expect(
            read("# nothing\n").rendered.hasPrefix("f.yaml:1:1: error: the list is empty"),
            "\(read("# nothing\n").rendered)")
        #expect(read("# nothing\n").rendered.hasSuffix("hint: it needs `a`\n"))
        let empty = read("", allowsNothing: true)
        #expect(empty.root == nil && !empty.hasErrors)
    }

    @Test func `behind a character of two escapes in JSON the columns are those of the text`() {
        let document = read(#"{"a": "\uD83D\uDE00", "b": 1}"#)
        guard case .mapping(let entries)? = document.root?.content else {
            Issue.record("\(document.rendered)")
            return
        }
        #expect(entries[0].value.text == "😀")
        #expect(entries[1].key.column == 23 && entries[1].value.column == 28)
    }
}
