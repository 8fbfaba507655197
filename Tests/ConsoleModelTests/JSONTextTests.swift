import Testing

@testable import ConsoleModel

/// JSON as text: what is taken, how it is laid out, what stands where.
@Suite struct JSONTextTests {
    @Test(arguments: [
        ("{}", "{}"), ("[ ]", "[]"), (" { \"a\" : [ 1 , -2.5e3 , true , null ] } ", "{\"a\":[1,-2.5e3,true,null]}"),
        (#""\uD83D\uDE00""#, #""\uD83D\uDE00""#), ("-0.5E+7", "-0.5E+7"),
        ("\"a\\\"b\"", "\"a\\\"b\""), ("0", "0"), ("\"ä\"", "\"ä\""),
    ])
    func `JSON is taken and told in one line`(text: String, compact: String) {
        #expect(JSONText(Array(text.utf8))?.compact == compact)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", "-", "tru", "nan", "\"a", "\"a\nb\"", "[] []",
        "1 2", "{\"a\":1,}", #""\u+123""#, #""\u 123""#, #""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\u0041""#,
        #""\q""#, #""\u12""#, "\"\\", "+1", "0x1p3", "1e", "1.e5", ".5", "1_0", "-0x1", "truely", "null1", "Infinity",
    ])
    func `what is no JSON is not taken`(text: String) {
        #expect(JSONText(Array(text.utf8)) == nil)
    }

    @Test func `bytes that are no UTF-8 and too deep a nesting are not taken`() {
        #expect(JSONText([0x22, 0xFF, 0x22]) == nil)
        let deep =
            String(repeating: "[", count: ConsoleLimits.depth) + String(repeating: "]", count: ConsoleLimits.depth)
        #expect(JSONText(Array(deep.utf8)) != nil)
        #expect(JSONText(Array("[[\(deep)]]".utf8)) == nil)
    }

    @Test func `what does not fit in a line is laid out`() throws {
        let text =
            #"{"connectorId":1,"meterValue":[{"timestamp":"2030-05-06T12:00:00.000Z","sampledValue":[{"value":"12"},{"value":"230.1","measurand":"Voltage"}]}]}"#
        let value = try #require(JSONText(Array(text.utf8)))
        #expect(
            value.lines(width: 60) == [
                "{", "  \"connectorId\": 1,", "  \"meterValue\": [", "    {",
                "      \"timestamp\": \"2030-05-06T12:00:00.000Z\",", "      \"sampledValue\": [",
                "        {\"value\":\"12\"},", "        {\"value\":\"230.1\",\"measurand\":\"Voltage\"}", "      ]",
                "    }",
                "  ]", "}",
            ])
        #expect(value.lines(width: 200) == [text])
    }

    @Test func `values are found by their paths`() throws {
        let value = try #require(JSONText(Array(#"{"a":{"b":[{"c":"x\u00e4\n"}]},"d":5}"#.utf8)))
        #expect(value["a.b.0.c"]?.plain == "xä\n")
        #expect(value["d"]?.plain == "5")
        #expect(value["a.b.1"] == nil)
        #expect(value["d.e"] == nil)
        #expect(value["a.b"]?.plain == #"[{"c":"x\u00e4\n"}]"#)
    }

    @Test func `a pair of escapes is one character`() throws {
        let value = try #require(JSONText(Array(#"{"a":"\uD83D\uDE00 \/"}"#.utf8)))
        #expect(value["a"]?.plain == "😀 /")
    }

    @Test(arguments: [
        ("500ms", 500 as Int64?), ("2s", 2000), ("1.5s", 1500), ("10m", 600_000), ("1h", 3_600_000), ("5", nil),
        ("s", nil), ("-1s", nil), ("1..5s", nil), ("1e3s", nil),
    ])
    func `spans are read`(text: String, milliseconds: Int64?) {
        #expect(SpanText.milliseconds(text) == milliseconds)
    }

    @Test(arguments: [
        (0, "0 µs"), (850_400, "850 µs"), (999_500, "1.00 ms"), (3_214_000, "3.21 ms"), (32_140_000, "32.1 ms"),
        (321_400_000, "321 ms"), (1_500_000_000, "1.50 s"),
    ])
    func `latencies are told with three figures`(nanoseconds: Int64, text: String) {
        #expect(SpanText.text(nanoseconds: nanoseconds) == text)
    }
}
