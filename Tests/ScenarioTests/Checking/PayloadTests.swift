import OCPPTypes
import Scenario
import Testing

@Suite struct PayloadTests {
    @Test(arguments: [
        ("{}", "{}"),
        ("{a: 1, b: -2, c: +3, d: 007, e: 0x1F, f: 0o17}", #"{"a":1,"b":-2,"c":3,"d":7,"e":31,"f":15}"#),
        (
            "{a: 1.5, b: .5, c: 1., d: 1e3, e: 1E+3, f: -1.50e-7}",
            #"{"a":1.5,"b":0.5,"c":1.0,"d":1e3,"e":1e3,"f":-1.50e-7}"#
        ),
        (
            "{a: true, b: False, c: null, d: ~, e: , f: TRUE}",
            #"{"a":true,"b":false,"c":null,"d":null,"e":null,"f":true}"#
        ),
        (#"{a: "1", b: 'true', c: "", d: 'null'}"#, #"{"a":"1","b":"true","c":"","d":"null"}"#),
        (
            "{a: tRue, b: 1-2, c: 1.2.3, d: e3, e: 0x, f: 0xG, g: '-', h: 2026-11-22}",
            #"{"a":"tRue","b":"1-2","c":"1.2.3","d":"e3","e":"0x","f":"0xG","g":"-","h":"2026-11-22"}"#
        ),
        ("{a: [1, [two], {three: 3}], b: {c: {d: []}}}", #"{"a":[1,["two"],{"three":3}],"b":{"c":{"d":[]}}}"#),
        (#"{a: "q\"b\\s\nn\tt\x01u\u2028ü🔌"}"#, #"{"a":"q\"b\\s\nn\tt\u0001u\u2028ü🔌"}"#),
        ("{99: 1, true: 2}", #"{"99":1,"true":2}"#),
        ("{a: 123456789012345678901234567890}", #"{"a":123456789012345678901234567890}"#),
    ])
    func `a payload is typed by the core schema`(_ yaml: String, _ json: String) throws {
        let program = try program("- send: {DataTransfer: \(yaml)}")
        #expect(program.instructions == [.send(action: .dataTransfer, payloadJSON: Array(json.utf8))])
    }

    @Test func `any action may be sent`() throws {
        for action in Action.allCases {
            let program = try program("- send: {\(action.name): {}}")
            #expect(program.instructions == [.send(action: action, payloadJSON: Array("{}".utf8))])
        }
    }
}
