import OCPPTypes
import TestSupport
import Testing

@testable import Credentials

@Suite(.ownThread) struct SigningRequestTests {
    private static func sign(_ request: String, _ organization: String? = "Op") -> Result<String, CredentialRefusal> {
        Result { () throws(CredentialRefusal) in
            try World.root.sign(
                request: request, commonName: "CP1", organization: organization, validity: World.validity)
        }
    }

    private static func refusal(_ request: String, _ organization: String? = "Op") -> CredentialRefusal? {
        if case .failure(let refusal) = sign(request, organization) { refusal } else { nil }
    }

    @Test(.enabled(if: OpenSSL.isThere, OpenSSL.hint), arguments: KeyKind.allCases)
    func `openssl verifies our requests and reads CN and O`(_ kind: KeyKind) throws {
        try OpenSSL.with { openssl in
            let request = try SigningRequest.make(.make(kind), commonName: "CP1", organization: "Op & Söhne")
            try openssl.write("csr", request)
            let text = try openssl("req -in csr -verify -noout -subject -nameopt utf8,sep_comma_plus")
            #expect(text.contains("verify OK"))
            #expect(text.contains("O=Op & Söhne,CN=CP1"), "\(text)")
        }
    }

    @Test(
        .enabled(if: OpenSSL.isThere, OpenSSL.hint), arguments: ["rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256"])
    func `requests of openssl are signed and the certificate is good`(_ key: String) throws {
        try OpenSSL.with { openssl in
            try openssl("req -newkey \(key) -nodes -keyout key -out csr -subj /O=Op/CN=CP1")
            let certificate = try Self.sign(try openssl.read("csr")).get()
            try openssl.write("ca.pem", World.root.certificatePEM)
            try openssl.write("leaf.pem", certificate)
            // The test's time is not the machine's.
            #expect(try openssl("verify -no_check_time -x509_strict -CAfile ca.pem leaf.pem").contains("OK"))
            #expect(try openssl("x509 -in leaf.pem -noout -pubkey") == openssl("pkey -in key -pubout"))
            #expect(
                World.check(certificate, key: try KeyPair(pem: openssl.read("key"))) != .refused(.wrongKey))
        }
    }

    @Test func `the whole way of a renewal`() throws {
        let reference = KeyReference(rawValue: 7)
        let made = CredentialJob(.makeSigningRequest(key: reference, commonName: "CP1", organization: "Op")).carryOut()
        guard case .signingRequest(let request) = made.result else {
            Issue.record("no request: \(made.result)")
            return
        }
        let key = try #require(made.made)
        #expect(key.name == reference)
        let certificate = try Self.sign(request).get()
        if case .refused(let refusal) = World.check(certificate, key: key.key) { Issue.record("\(refusal)") }
        let summary = try CertificateSummary(pem: certificate)
        #expect(summary.commonName == "CP1" && summary.organization == "Op" && !summary.isAuthority)
        #expect(summary.notBefore == World.validity.notBefore && summary.notAfter == World.validity.notAfter)
    }

    @Test func `every refusal of a request`() throws {
        let request = try SigningRequest.make(World.key, commonName: "CP1", organization: "Op")
        #expect(Self.refusal(request) == nil)
        #expect(Self.refusal(request, "Other") == .wrongSubject)
        #expect(Self.refusal(request, nil) == nil)
        #expect(
            Self.refusal(try SigningRequest.make(World.key, commonName: "CP2", organization: "Op")) == .wrongSubject)
        #expect(Self.refusal("") == .malformed)
        #expect(Self.refusal(World.leaf()) == .malformed)
        var block = try #require(PEMText.blocks(request)?.first)
        block.derBytes[block.derBytes.count - 1] ^= 1
        #expect(Self.refusal(block.pemString) == .wrongSignature)
    }

    @Test(.enabled(if: OpenSSL.isThere, OpenSSL.hint))
    func `a request for a short key is weak`() throws {
        try OpenSSL.with { openssl in
            try openssl("req -newkey rsa:1024 -nodes -keyout key -out csr -subj /O=Op/CN=CP1")
            #expect(Self.refusal(try openssl.read("csr")) == .weakKey)
        }
    }

    @Test(arguments: ["", String(repeating: "x", count: 65)])
    func `a commonName has 1 to 64 characters`(_ name: String) {
        #expect(
            CredentialJob(
                .makeSigningRequest(key: KeyReference(rawValue: 1), commonName: name, organization: "Op")
            ).carryOut().result == .refused(.wrongSubject))
    }
}
