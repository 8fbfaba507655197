import Testing

@testable import OperatorInterface

@Suite struct DescriptionTests {
    @Test func `JSON is written in order, escaped, and harmless inside of HTML`() {
        let value: JSONText = [
            "b": 1, "a": [true, .null, .number(1.5), .number(.infinity)], "t": "\"\\\n\u{1}</script>é",
        ]
        #expect(
            value.text
                == #"{"b":1,"a":[true,null,1.5,null],"t":"\"\\\n\u0001\u003c/script\u003eé"}"#)
    }

    @Test func `templates match paths segment by segment`() {
        let operation = Operation(.get, "/a/{b}/c", tag: "t", role: .read, "S", answers: [])
        #expect(operation.matches(path: "/a/x%2Fy/c"))
        #expect(
            !operation.matches(path: "/a/x") && !operation.matches(path: "/a/x/y/c") && !operation.matches(path: "/"))
        #expect(operation.pathParameters == ["b"])
        #expect(operation.identifier == "getAByBC")
    }

    @Test func `a document tells parameters, bodies, roles and the answers that every operation has`() {
        let operation = Operation(
            .put, "/a/{b}", tag: "t", role: .operate, "Sets it", query: [.limit],
            body: .json(.object([.required("x", .integer(minimum: 1))])), answers: [.empty(204, "Done")])
        let text = OpenAPIDocument(
            operations: [operation], schemas: [("Failure", .object([.required("error", .text())]))], version: "1"
        ).json.text
        for part in [
            #""openapi":"3.1.0""#, #""/a/{b}":{"put":{"operationId":"putAByB""#, #""in":"path","required":true"#,
            #""name":"limit","in":"query""#, #""x":{"type":"integer","minimum":1}"#, #""required":["x"]"#,
            "Needs the role `operate`.", #""204":{"description":"Done"}"#, #""413""#, #""429""#, #""401""#,
            #""$ref":"#, #""security":[{"token":[]},{"session":[]}]"#,
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test func `schemas become JSON Schema`() {
        let cases: [(Schema, String)] = [
            (.text(maxLength: 5), #"{"type":"string","maxLength":5}"#),
            (.nullable(.dateTime), #"{"anyOf":[{"type":"string","format":"date-time"},{"type":"null"}]}"#),
            (
                .list(.named("A"), minimum: 1),
                ##"{"type":"array","items":{"$ref":"#/components/schemas/A"},"minItems":1}"##
            ),
            (.choice(["x"]), #"{"type":"string","enum":["x"]}"#), (.any, "{}"),
            (
                .object([.optional("a", .uri, "Where.")]),
                #"{"type":"object","properties":{"a":{"type":"string","format":"uri","description":"Where."}},"#
                    + #""additionalProperties":false}"#
            ),
        ]
        for (schema, text) in cases { #expect(schema.json.text == text) }
    }
}
