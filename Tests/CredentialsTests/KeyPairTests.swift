import OCPPTypes
import TestSupport
import Testing

@testable import Credentials

@Suite(.ownThread) struct KeyPairTests {
    @Test(arguments: KeyKind.allCases)
    func `a key is the same after it was written and read`(_ kind: KeyKind) throws {
        let key = KeyPair.make(kind)
        #expect(try KeyPair(pem: key.pem) == key)
        #expect(key.kind == kind)
        #expect(KeyPair.make(kind) != key)
    }

    @Test(.enabled(if: OpenSSL.isThere, OpenSSL.hint), arguments: KeyKind.allCases)
    func `openssl finds nothing wrong with our keys`(_ kind: KeyKind) throws {
        try OpenSSL.with { openssl in
            try openssl.write("key", KeyPair.make(kind).pem)
            #expect(try openssl("pkey -in key -check -noout").contains("Key is valid"))
        }
    }

    @Test(
        .enabled(if: OpenSSL.isThere, OpenSSL.hint),
        arguments: [
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key",
            "ecparam -name prime256v1 -genkey -out key",
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key", "genrsa -traditional -out key 2048",
            "ecparam -name secp384r1 -genkey -out key",
        ])
    func `keys of openssl are read in every form`(_ command: String) throws {
        try OpenSSL.with { openssl in
            try openssl(command)
            let key = try KeyPair(pem: openssl.read("key"))
            try openssl.write("again", key.pem)
            #expect(try openssl("pkey -in again -pubout") == openssl("pkey -in key -pubout"))
        }
    }

    @Test(arguments: ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func `what is no key is refused`(_ text: String) {
        #expect(throws: CredentialRefusal.malformed) { try KeyPair(pem: text) }
    }

    @Test func `a ring keeps the factory key and the youngest`() {
        var ring = KeyRing(factoryKey: World.key)
        let keys = (1...6).map { _ in KeyPair.make(.ecdsa) }
        for (index, key) in keys.enumerated() {
            ring.keep(key, as: KeyReference(rawValue: UInt32(index + 1)), inUse: [])
        }
        let kept = (0...7).filter { ring[KeyReference(rawValue: UInt32($0))] != nil }
        #expect(kept == [0, 4, 5, 6])
        #expect(ring[KeyReference(rawValue: 6)] == keys[5])
        ring.keep(World.otherKey, as: KeyReference(rawValue: 6), inUse: [])
        #expect(ring[KeyReference(rawValue: 6)] == World.otherKey)
    }

    @Test func `a ring never lets go of a key in use`() {
        var ring = KeyRing(factoryKey: World.key)
        func keep(_ names: ClosedRange<UInt32>, inUse: [UInt32]) {
            for name in names {
                ring.keep(
                    World.otherKey, as: KeyReference(rawValue: name), inUse: inUse.map(KeyReference.init(rawValue:)))
            }
        }
        func kept() -> [UInt32] { (0...20).filter { ring[KeyReference(rawValue: $0)] != nil } }
        keep(1...6, inUse: [1])
        #expect(kept() == [0, 1, 5, 6])
        // More keys in use than the limit all stay, and the one that was just made too.
        keep(7...8, inUse: [1, 5, 6])
        #expect(kept() == [0, 1, 5, 6, 8])
        keep(9...9, inUse: [])
        #expect(kept() == [0, 6, 8, 9])
    }
}
