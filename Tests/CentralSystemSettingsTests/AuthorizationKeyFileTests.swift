import CentralSystemSettings
import Testing

@Suite struct AuthorizationKeyTextTests {
    @Test(arguments: [
        ("000102030405060708090A0B0C0D0E0F", true), ("000102030405060708090a0b0c0d0e0f10111213", true),
        ("", false), ("00", false), ("000102030405060708090A0B0C0D0E", false),
        ("000102030405060708090A0B0C0D0E0F0", false), ("000102030405060708090a0b0c0d0e0f1011121314", false),
        ("00010203040506070809ZA0B0C0D0E0F", false),
    ])
    func `an AuthorizationKey has 32 to 40 hexadecimal digits`(_ text: String, _ isGood: Bool) {
        #expect((AuthorizationKeyText.password(hex: text) != nil) == isGood)
    }

    @Test func `digits become bytes`() {
        #expect(
            AuthorizationKeyText.password(hex: "4F43415F4F4354545F61646D696E5F74657374")
                == Array("OCA_OCTT_admin_test".utf8))
    }
}

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
