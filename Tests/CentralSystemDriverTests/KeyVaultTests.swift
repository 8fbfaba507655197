import CentralSystemModel
import Foundation
import Testing

@testable import CentralSystemDriver

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
}
