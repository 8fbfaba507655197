import Testing
import TextFormats

@Suite struct PlacedJSONTests {
    @Test func `every value and every name knows its bytes`() throws {
        let text = #" {"a\u0020b": [1.5e3, "x\n", true, null], "c": {}} "#
        let bytes = Array(text.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let root = try PlacedJSON.read(bytes, depth: 8)
        guard case .object(let members) = root.kind, case .list(let items) = members[0].value.kind else {
            Issue.record("\(root)")
            return
        }
        #expect(part(root.range) == text.dropFirst().dropLast())
        #expect(members.map(\.name) == ["a b", "c"])
        #expect(members.map { part($0.nameRange) } == [#""a\u0020b""#, #""c""#])
        #expect(items.map { part($0.range) } == ["1.5e3", #""x\n""#, "true", "null"])
        #expect(items.map(\.word) == ["a number", "a text", "true or false", "null"])
    }

    @Test(arguments: [
        ("", 0, "the file ends where a JSON value is expected"), ("[1 2]", 3, "`2` where `,` or `]` is expected"),
        (#"{"a":1,"a":2}"#, 7, "the field `a` occurs twice"), ("01", 0, "`01` is not a JSON number"),
        (#"["\q"]"#, 2, "an unknown escape sequence"), ("{} x", 3, "text after the end of the JSON value"),
        ("[[[1]]]", 3, "nested too deep"), ("[tru]", 1, "`t` where a JSON value is expected"),
    ])
    func `what is no JSON is told with its place`(text: String, offset: Int, message: String) {
        #expect(throws: PlacedJSON.Fault(offset: offset, text: message)) {
            try PlacedJSON.read(Array(text.utf8), depth: 3)
        }
    }

    @Test func `a name may occur twice where that is asked for`() throws {
        let root = try PlacedJSON.read(Array(#"{"a":1,"a":2}"#.utf8), depth: 2, repeatedNames: true)
        guard case .object(let members) = root.kind else {
            Issue.record("\(root)")
            return
        }
        #expect(members.map(\.name) == ["a", "a"])
    }
}
