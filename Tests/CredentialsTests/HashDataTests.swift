import OCPPTypes
import TestSupport
import Testing

@testable import Credentials

/// Hash data against openssl, which computes the same for OCSP.
@Suite(.ownThread, .enabled(if: OpenSSL.isThere, OpenSSL.hint)) struct HashDataTests {
    /// The three values that openssl puts into an OCSP request.
    private static func oracle(_ certificate: String, _ issuer: String, _ algorithm: HashAlgorithm) throws -> [String] {
        try OpenSSL.with { openssl in
            try openssl.write("leaf.pem", certificate)
            try openssl.write("issuer.pem", issuer)
            let flag = algorithm.rawValue.lowercased()
            let text = try openssl("ocsp -\(flag) -issuer issuer.pem -cert leaf.pem -req_text -no_nonce")
                // openssl breaks long values over lines.
                .replacing("\\\n", with: "")
            return ["Issuer Name Hash: ", "Issuer Key Hash: ", "Serial Number: "].map { label in
                text.components(separatedBy: label).dropFirst().first.map {
                    String($0.prefix { !$0.isNewline }).lowercased()
                } ?? "?"
            }
        }
    }

    private static func values(_ data: CertificateHashData) -> [String] {
        [data.issuerNameHash.value, data.issuerKeyHash.value, data.serialNumber.value]
    }

    @Test(arguments: HashAlgorithm.allCases, [World.root, World.authority("Räder AG", World.validity, .rsa)])
    func `the hash data of a root and of its certificate are openssl's`(
        _ algorithm: HashAlgorithm, _ authority: CertificateAuthority
    ) throws {
        let root = authority.certificatePEM
        let ofRoot = try CertificateHashes.ofRoot(root, algorithm)
        #expect(Self.values(ofRoot) == (try Self.oracle(root, root, algorithm)))
        #expect(ofRoot.hashAlgorithm == algorithm)
        let leaf = World.leaf(by: authority)
        #expect(
            Self.values(try CertificateHashes.of(leaf, issuer: root, algorithm))
                == (try Self.oracle(leaf, root, algorithm)))
    }

    @Test func `a serial number has no leading zeros, and names keep the form of their strings`() throws {
        try OpenSSL.with { openssl in
            try openssl.write(
                "conf",
                """
                [req]
                distinguished_name = name
                string_mask = default
                prompt = no
                [name]
                C = NL
                O = Op
                CN = Printable
                """)
            for serial in ["0x0A", "0x00FF", "0x8000"] {
                try openssl(
                    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out root.pem -days 9000 "
                        + "-config conf -set_serial \(serial)")
                let root = try openssl.read("root.pem")
                var expected = try Self.oracle(root, root, .sha256)
                while expected[2].hasPrefix("0") { expected[2].removeFirst() }
                #expect(Self.values(try CertificateHashes.ofRoot(root, .sha256)) == expected)
            }
        }
    }

    @Test func `the hash data of a certificate needs its issuer`() {
        #expect(throws: (any Error).self) {
            try CertificateHashes.of(World.leaf(), issuer: World.foreign.certificatePEM, .sha256)
        }
    }
}
