import OCPPTypes
import TestSupport
import Testing

@testable import Credentials

@Suite(.ownThread) struct CertificateAuthorityTests {
    @Test(.enabled(if: OpenSSL.isThere, OpenSSL.hint), arguments: KeyKind.allCases)
    func `openssl takes every certificate of a test network`(_ kind: KeyKind) throws {
        try OpenSSL.with { openssl in
            var request = TestNetwork.Request(now: World.now)
            request.keyKind = kind
            request.hosts = ["csms.example.org", "10.0.0.7", "::1"]
            let network = try TestNetwork(request)
            var files = try network.sharedFiles() + network.files(of: "CP 1/ä")
            #expect(files.map(\.path).contains("charge-points/CP%201%2F%C3%A4.pem"))
            #expect(files.allSatisfy { $0.isSecret == $0.path.hasSuffix(".key") })
            for index in files.indices {
                files[index].path = String(files[index].path.split(separator: "/").last ?? "")
                try openssl.write(files[index].path, files[index].text)
            }
            for name in ["server-ecdsa", "server-rsa", "CP%201%2F%C3%A4"] {
                let verified = try openssl("verify -no_check_time -x509_strict -CAfile ca.pem \(name).pem")
                #expect(verified.contains("OK"), "\(verified)")
            }
            #expect(
                try openssl("verify -no_check_time -CAfile manufacturer-ca.pem firmware-signing.pem").contains("OK"))
            for host in ["csms.example.org", "localhost"] {
                #expect(
                    try openssl("x509 -in server-rsa.pem -noout -checkhost \(host)").contains("does match certificate"))
            }
            for address in ["127.0.0.1", "10.0.0.7", "::1"] {
                #expect(
                    try openssl("x509 -in server-ecdsa.pem -noout -checkip \(address)").contains(
                        "does match certificate"))
            }
            #expect(
                try openssl("x509 -in server-ecdsa.pem -noout -subject -nameopt utf8").contains("CN=csms.example.org"))
            for name in ["server-ecdsa", "server-rsa", "ca", "CP%201%2F%C3%A4", "firmware-signing"] {
                #expect(try openssl("x509 -in \(name).pem -noout -pubkey") == openssl("pkey -in \(name).key -pubout"))
            }
            #expect(try openssl("x509 -in server-rsa.pem -noout -text").contains("Public-Key: (2048 bit)"))
        }
    }

    @Test func `an authority is read back, and only with its own key`() throws {
        let root = World.root
        let again = try CertificateAuthority(certificatePEM: root.certificatePEM, keyPEM: root.keyPEM)
        #expect(again.certificatePEM == root.certificatePEM)
        #expect(throws: CredentialRefusal.wrongKey) {
            try CertificateAuthority(certificatePEM: root.certificatePEM, keyPEM: World.otherKey.pem)
        }
        #expect(throws: CredentialRefusal.wrongUsage) {
            try CertificateAuthority(certificatePEM: World.leaf(), keyPEM: World.key.pem)
        }
        #expect(throws: CredentialRefusal.malformed) {
            try CertificateAuthority(certificatePEM: root.certificatePEM, keyPEM: root.certificatePEM)
        }
    }

    @Test func `every serial number is another and has 16 bytes`() throws {
        let serials = try (0..<50).map { _ in try CertificateSummary(pem: World.leaf()).serialNumber }
        #expect(Set(serials).count == 50)
        #expect(serials.allSatisfy { $0.count == 32 && !$0.hasPrefix("0") })
    }

    @Test(arguments: ["localhost", "csms.example.org", "*.example.org", "127.0.0.1", "::1", "a_b"])
    func `names and addresses can stand in a certificate`(_ name: String) throws {
        #expect(HostName.problem(name) == nil)
        _ = World.leaf(.server(names: [name]))
    }

    @Test(arguments: ["", "a b", "-a", "a-.b", "a..b", "*", "ä.org", String(repeating: "a", count: 64)])
    func `what is no host name is refused`(_ name: String) {
        #expect(HostName.problem(name) != nil)
        #expect(throws: CredentialRefusal.wrongSubject) {
            try World.root.issue(.server(names: [name]), for: World.key, commonName: "x", validity: World.validity)
        }
    }
}
