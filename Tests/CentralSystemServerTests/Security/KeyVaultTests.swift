import CentralSystemModel
import Foundation
import Testing

@testable import CentralSystemServer

@Suite struct KeyVaultTests {
    @Test func `a password matches what was made of it, under any salt`() throws {
        let password = Array("0123456789abcdef".utf8)
        let first = KeyVault.salted(password)
        let second = KeyVault.salted(password)
        #expect(first != second)
        #expect(KeyVault.match(password, among: [first]) == first)
        #expect(KeyVault.match(password, among: [KeyVault.salted([1]), second]) == second)
        #expect(KeyVault.match(password, among: []) == nil)
        for index in password.indices {
            var other = password
            other[index] ^= 1
            #expect(KeyVault.match(other, among: [first, second]) == nil)
        }
        #expect(KeyVault.match(Array(password.dropLast()), among: [first]) == nil)
        #expect(KeyVault.match([], among: [first]) == nil)
    }

    /// RFC 4231, test case 2: the vault's hash is HMAC-SHA-256 with the salt as key.
    @Test func `the hash is HMAC-SHA-256`() throws {
        let salt = Array("Jefe".utf8) + Array(repeating: UInt8(0), count: 12)
        let hash: [UInt8] = [
            0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00,
            0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43,
        ]
        // A key of HMAC is padded with zeros to the block, so the salt may be too.
        let key = try #require(SaltedKey(bytes: salt + hash))
        #expect(KeyVault.match(Array("what do ya want for nothing?".utf8), among: [key]) == key)
    }

    @Test(arguments: [
        ("000102030405060708090A0B0C0D0E0F", true), ("000102030405060708090a0b0c0d0e0f10111213", true),
        ("", false), ("00", false), ("000102030405060708090A0B0C0D0E", false),
        ("000102030405060708090A0B0C0D0E0F0", false), ("000102030405060708090a0b0c0d0e0f1011121314", false),
        ("00010203040506070809ZA0B0C0D0E0F", false),
    ])
    func `an AuthorizationKey has 32 to 40 hexadecimal digits`(_ text: String, _ isGood: Bool) {
        #expect((KeyVault.password(hex: text) != nil) == isGood)
    }

    @Test func `digits become bytes`() {
        #expect(
            KeyVault.password(hex: "4F43415F4F4354545F61646D696E5F74657374") == Array("OCA_OCTT_admin_test".utf8))
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
