import CentralSystemSettings
import Testing

@Suite struct AuthorizationKeyFileTests {
    private static let key = "000102030405060708090A0B0C0D0E0F"

    @Test func `lines and an array are read alike`() throws {
        let lines =
            "{\"identity\":\"A\",\"authorizationKey\":\"\(Self.key)\"}\n\n"
            + "{\"identity\":\"B ä\",\"authorizationKey\":\"\(Self.key)\"}\n"
        let array = "[" + lines.split(separator: "\n").joined(separator: ",") + "]"
        let entries = try AuthorizationKeyFile.parse(lines)
        #expect(entries.map(\.identity) == ["A", "B ä"])
        #expect(entries[0].password == Array(0...15))
        #expect(try AuthorizationKeyFile.parse(array) == entries)
        #expect(try AuthorizationKeyFile.parse("") == [])
    }

    @Test(arguments: [
        ("x", "line 1: not a JSON object"), ("[", "not a JSON array"), ("[5]", "entry 1: not a JSON object"),
        ("{}", "line 1: identity is missing, or no text"),
        (
            #"{"identity":"A"}"#,
            "line 1: authorizationKey must be a text of 32 to 40 hexadecimal digits, an even number"
        ),
        (
            #"{"identity":"A","authorizationKey":"SECRET"}"#,
            "line 1: authorizationKey must be a text of 32 to 40 hexadecimal digits, an even number"
        ),
        (
            #"{"identity":"A","authorizationKey":"\#(key)","x":1}"#,
            "line 1: unknown member \"x\"; known are authorizationKey, identity"
        ),
        (
            "{\"identity\":\"A\",\"authorizationKey\":\"\(key)\"}\n{\"identity\":\"A\",\"authorizationKey\":\"\(key)\"}",
            "line 2: identity \"A\" was given before, in line 1"
        ),
        (#"{"identity":"A\u0000","authorizationKey":"\#(key)"}"#, "line 1: identity holds a control character"),
    ])
    func `what is wrong is told with its place, without the password`(_ text: String, _ expected: String) {
        do {
            _ = try AuthorizationKeyFile.parse(text)
            Issue.record("it was read")
        } catch {
            #expect(error.description == expected)
        }
    }
}
