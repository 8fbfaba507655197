import OCPPTypes
import Testing

@testable import OperatorInterface

@Suite struct AccessTokenTests {
    @Test func `a token is 256 bits in the letters of URLs`() {
        #expect(AccessToken.base64URL([]) == "")
        #expect(AccessToken.base64URL([0xFB]) == "-w")
        #expect(AccessToken.base64URL([0xFB, 0xFF]) == "-_8")
        #expect(AccessToken.base64URL(Array("Man".utf8)) == "TWFu")
        let text = AccessToken.text(from: Array(repeating: 0xFF, count: 32))
        #expect(text == "ww_" + String(repeating: "_", count: 42) + "8")
    }

    @Test func `hashes are SHA-256 and come back from their digits`() throws {
        let token = AccessToken(name: "a", role: .read, hash: AccessToken.hash(of: "abc"))
        #expect(token.hexadecimalHash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(AccessToken.hash(hexadecimal: token.hexadecimalHash.uppercased()) == token.hash)
        for wrong in ["", "00", String(repeating: "g", count: 64), String(repeating: "0", count: 65)] {
            #expect(AccessToken.hash(hexadecimal: wrong) == nil, "\(wrong)")
        }
    }

    @Test func `every single bit of a hash matters`() {
        let hash = AccessToken.hash(of: "abc")
        let token = AccessToken(name: "a", role: .read, hash: hash)
        #expect(token.matches(hash: hash))
        for bit in 0..<256 {
            var other = hash
            other[bit / 8] ^= 1 << (bit % 8)
            #expect(!token.matches(hash: other), "bit \(bit)")
        }
        #expect(!token.matches(hash: Array(hash.dropLast())))
    }

    @Test func `a list finds the token of a text and no other`() {
        let tokens = AccessTokens([
            AccessToken(name: "ann", role: .read, hash: AccessToken.hash(of: "ww_a")),
            AccessToken(name: "bob", role: .admin, hash: AccessToken.hash(of: "ww_b")),
        ])
        #expect(tokens.token("ww_b")?.name == "bob")
        #expect(tokens.token("ww_c") == nil)
        #expect(AccessTokens().isEmpty && !tokens.isEmpty)
    }

    @Test func `each role may do what the ones before it may`() {
        #expect(Role.read < .operate && .operate < .admin && !(Role.admin < .admin))
    }
}

@Suite struct SessionTests {
    private func session(_ name: String, end: Int64) -> Session {
        Session(name: name, role: .read, end: Instant(nanoseconds: end))
    }

    @Test func `a session ends at its time, when it is closed, and when its token is gone`() {
        var sessions = Sessions(largestCount: 8)
        let now = Instant(nanoseconds: 0)
        sessions.open(session("ann", end: 10), cookie: "a", at: now)
        sessions.open(session("bob", end: 20), cookie: "b", at: now)
        #expect(sessions.session(cookie: "a", at: Instant(nanoseconds: 9))?.name == "ann")
        #expect(sessions.session(cookie: "a", at: Instant(nanoseconds: 10)) == nil)
        sessions.closeAll(of: "bob")
        #expect(sessions.session(cookie: "b", at: now) == nil)
        sessions.close(cookie: "a")
        #expect(sessions.count == 0)
    }

    @Test func `beyond the limit the session that ends first is closed`() {
        var sessions = Sessions(largestCount: 2)
        let now = Instant(nanoseconds: 0)
        sessions.open(session("late", end: 30), cookie: "1", at: now)
        sessions.open(session("soon", end: 10), cookie: "2", at: now)
        sessions.open(session("new", end: 20), cookie: "3", at: now)
        #expect(sessions.count == 2)
        #expect(sessions.session(cookie: "2", at: now) == nil)
        #expect(sessions.session(cookie: "1", at: now) != nil)
    }
}
