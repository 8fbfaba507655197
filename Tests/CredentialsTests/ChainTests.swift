import OCPPTypes
import TestSupport
import Testing

@testable import Credentials

/// Every refusal of every kind of check.
@Suite(.ownThread) struct ChainTests {
    private static func isGood(_ result: CredentialResult) -> Bool {
        switch result {
        case .certificate, .verified: true
        case .signingRequest, .refused: false
        }
    }

    // MARK: Charge point certificates

    @Test func `a certificate of the root is taken with its facts`() throws {
        let leaf = World.leaf()
        #expect(
            World.check(leaf)
                == .certificate(
                    CertificateFacts(
                        notBefore: World.validity.notBefore, notAfter: World.validity.notAfter,
                        hashData: try CertificateHashes.of(leaf, issuer: World.root.certificatePEM, .sha256))))
    }

    @Test func `a chain leads over intermediates in any order`() throws {
        let middle = try World.root.makeAuthority(commonName: "Middle", organization: "Op", validity: World.validity)
        let last = try middle.makeAuthority(commonName: "Last", organization: "Op", validity: World.validity)
        let leaf = World.leaf(by: last)
        #expect(Self.isGood(World.check(leaf + last.certificatePEM + middle.certificatePEM)))
        #expect(Self.isGood(World.check(leaf + middle.certificatePEM + last.certificatePEM)))
        #expect(
            Self.isGood(World.check(leaf + last.certificatePEM + middle.certificatePEM + World.root.certificatePEM)))
        #expect(World.check(leaf + last.certificatePEM) == .refused(.unknownIssuer))
        #expect(Self.isGood(World.check(leaf, roots: [last.certificatePEM])))
    }

    @Test func `line ends and text around the blocks do not matter`() {
        #expect(Self.isGood(World.check(World.leaf().split(separator: "\n").joined(separator: "\r\n") + "\r\n")))
        #expect(Self.isGood(World.check("subject=CP1\n" + World.leaf() + "\nend")))
    }

    @Test func `without roots the chain is not asked for`() {
        #expect(Self.isGood(World.check(World.leaf(by: World.foreign), roots: [])))
        #expect(World.check(World.leaf(by: World.foreign, during: World.past), roots: []) == .refused(.expired))
    }

    @Test func `a certificate that begins later is taken, one that has ended is not`() {
        #expect(Self.isGood(World.check(World.leaf(during: World.future))))
        #expect(World.check(World.leaf(during: World.past)) == .refused(.expired))
    }

    @Test func `the last second of a certificate counts`() {
        let leaf = World.leaf()
        #expect(Self.isGood(World.check(leaf, at: World.validity.notAfter)))
        let after = World.validity.notAfter.adding(milliseconds: 1)
        let roots = [World.authority("Root", Validity(from: World.now, days: 9999)).certificatePEM]
        #expect(World.check(leaf, roots: roots, at: after) == .refused(.expired))
    }

    @Test func `another authority is an unknown issuer, also under the same name`() {
        #expect(World.check(World.leaf(by: World.foreign)) == .refused(.unknownIssuer))
        #expect(World.check(World.leaf(by: World.authority("Root"))) == .refused(.unknownIssuer))
    }

    @Test func `the subject must be the charge point's`() {
        #expect(World.check(World.leaf(commonName: "CP2")) == .refused(.wrongSubject))
        #expect(World.check(World.leaf(organization: "Other")) == .refused(.wrongSubject))
        #expect(World.check(World.leaf(organization: "")) == .refused(.wrongSubject))
    }

    @Test func `the key must be the one that was named`() {
        #expect(World.check(World.leaf(for: World.otherKey)) == .refused(.wrongKey))
        #expect(World.check(World.leaf(), key: nil) == .refused(.wrongKey))
    }

    @Test func `a certificate for another use is refused`() {
        #expect(World.check(World.leaf(.server(names: ["CP1"]))) == .refused(.wrongUsage))
        #expect(World.check(World.leaf(.firmwareSigning)) == .refused(.wrongUsage))
    }

    @Test func `who is no authority signs nothing`() throws {
        // A leaf that signs as if it were an authority.
        let pretended = World.leaf(commonName: "Pretender")
        let pretender = CertificateAuthority.unchecked(
            certificate: try CertificateReader.single(pretended), key: World.key)
        #expect(World.check(World.leaf(by: pretender) + pretended) == .refused(.wrongUsage))
    }

    @Test func `an expired authority is told`() throws {
        let old = try World.root.makeAuthority(commonName: "Old", organization: "Op", validity: World.past)
        #expect(World.check(World.leaf(by: old) + old.certificatePEM) == .refused(.expired))
        let next = try World.root.makeAuthority(commonName: "Next", organization: "Op", validity: World.future)
        #expect(World.check(World.leaf(by: next) + next.certificatePEM) == .refused(.notYetValid))
    }

    @Test func `a revoked certificate is told`() throws {
        let leaf = World.leaf()
        var revoked = Revocations()
        try revoked.revoke(leaf)
        #expect(World.check(leaf, revoked: revoked) == .refused(.revoked))
        #expect(Self.isGood(World.check(World.leaf(), revoked: revoked)))
    }

    @Test(arguments: ["", "x", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", World.key.pem])
    func `what is no certificate is malformed`(_ text: String) {
        #expect(World.check(text) == .refused(.malformed))
        #expect(World.checkRoot(text) == .refused(.malformed))
        #expect(World.checkSigner(text) == .refused(.malformed))
    }

    @Test func `a changed byte of the certificate breaks it`() throws {
        let block = try #require(PEMText.blocks(World.leaf())?.first)
        var refusals: Set<CredentialRefusal> = []
        for index in stride(from: 0, to: block.derBytes.count, by: 7) {
            var changed = block
            changed.derBytes[index] ^= 0x01
            switch World.check(changed.pemString) {
            case .refused(let refusal): refusals.insert(refusal)
            case .certificate, .verified, .signingRequest: Issue.record("byte \(index) makes no difference")
            }
        }
        #expect(refusals.isSubset(of: [.malformed, .wrongKey, .wrongSubject, .unknownIssuer, .wrongUsage, .expired]))
    }

    @Test func `a chain that is too long is malformed, a circle ends`() throws {
        let many = String(repeating: World.leaf(), count: CredentialsLimits.chainCertificates + 2)
        #expect(World.check(many) == .refused(.malformed))
        #expect(World.check(String(repeating: " ", count: CredentialsLimits.pemBytes + 1)) == .refused(.malformed))
        var authority = World.foreign
        var chain = ""
        for index in 0..<CredentialsLimits.chainCertificates {
            authority = try authority.makeAuthority(
                commonName: "\(index)", organization: "Op", validity: World.validity)
            chain = authority.certificatePEM + chain
        }
        #expect(World.check(World.leaf(by: authority) + chain) == .refused(.unknownIssuer))
    }

    @Test(.enabled(if: OpenSSL.isThere, OpenSSL.hint))
    func `short keys are weak`() throws {
        try OpenSSL.with { openssl in
            try openssl("req -x509 -newkey rsa:1024 -nodes -keyout key -out weak.pem -days 9000 -subj /O=Op/CN=CP1")
            let weak = try openssl.read("weak.pem")
            #expect(World.check(weak) == .refused(.weakKey))
            #expect(World.checkRoot(weak) == .refused(.weakKey))
            try openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-192 -nodes -keyout key -out curve.pem -days 9000 "
                    + "-subj /O=Op/CN=CP1")
            #expect(World.checkRoot(try openssl.read("curve.pem")) == .refused(.weakKey))
        }
    }

    @Test(.enabled(if: OpenSSL.isThere, OpenSSL.hint))
    func `an extension that must be respected and is not known is refused`() throws {
        try OpenSSL.with { openssl in
            try openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out odd.pem -days 9000 "
                    + "-subj /O=Op/CN=Root -addext 1.2.3.4=critical,DER:0500")
            #expect(World.checkRoot(try openssl.read("odd.pem")) == .refused(.wrongUsage))
        }
    }

    @Test(.enabled(if: OpenSSL.isThere, OpenSSL.hint))
    func `a path length is respected`() throws {
        try OpenSSL.with { openssl in
            try openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out ca.pem -days 9000 "
                    + "-subj /O=Op/CN=Short -addext basicConstraints=critical,CA:TRUE,pathlen:0")
            let short = try CertificateAuthority(certificatePEM: openssl.read("ca.pem"), keyPEM: openssl.read("key"))
            let middle = try short.makeAuthority(commonName: "Middle", organization: "Op", validity: World.validity)
            let roots = [short.certificatePEM]
            #expect(Self.isGood(World.check(World.leaf(by: short), roots: roots)))
            #expect(
                World.check(World.leaf(by: middle) + middle.certificatePEM, roots: roots) == .refused(.wrongUsage))
        }
    }

    // MARK: Roots

    @Test func `a root signed by itself is taken`() {
        #expect(World.checkRoot(World.root.certificatePEM) == .certificate(World.root.facts))
    }

    @Test func `every refusal of a root`() throws {
        #expect(World.checkRoot(World.authority("Old", World.past).certificatePEM) == .refused(.expired))
        #expect(World.checkRoot(World.authority("New", World.future).certificatePEM) == .refused(.notYetValid))
        #expect(World.checkRoot(World.leaf()) == .refused(.wrongUsage))
        let middle = try World.root.makeAuthority(commonName: "Middle", organization: "Op", validity: World.validity)
        #expect(World.checkRoot(middle.certificatePEM) == .refused(.unknownIssuer))
        #expect(World.checkRoot(World.root.certificatePEM + middle.certificatePEM) == .refused(.malformed))
    }

    @Test func `with an old root only its own successor is taken`() throws {
        let old = World.root.certificatePEM
        let next = try World.root.makeAuthority(commonName: "Next", organization: "Op", validity: World.validity)
        #expect(Self.isGood(World.checkRoot(next.certificatePEM, signedBy: old)))
        #expect(World.checkRoot(World.foreign.certificatePEM, signedBy: old) == .refused(.unknownIssuer))
        var revoked = Revocations()
        try revoked.revoke(next.certificatePEM)
        #expect(World.checkRoot(next.certificatePEM, signedBy: old, revoked: revoked) == .refused(.revoked))
    }

    // MARK: Firmware signing certificates

    @Test func `a firmware signing certificate of the manufacturer is taken`() {
        #expect(World.checkSigner(World.leaf(.firmwareSigning)) == .verified)
    }

    @Test func `every refusal of a firmware signing certificate`() throws {
        let signer = World.leaf(.firmwareSigning)
        #expect(World.checkSigner(World.leaf(.firmwareSigning, during: World.past)) == .refused(.expired))
        #expect(World.checkSigner(World.leaf(.firmwareSigning, during: World.future)) == .refused(.notYetValid))
        #expect(World.checkSigner(World.leaf(by: World.foreign, .firmwareSigning)) == .refused(.unknownIssuer))
        #expect(World.checkSigner(signer, roots: []) == .refused(.unknownIssuer))
        #expect(World.checkSigner(World.leaf(.chargePoint)) == .refused(.wrongUsage))
        var revoked = Revocations()
        try revoked.revoke(signer)
        #expect(World.checkSigner(signer, revoked: revoked) == .refused(.revoked))
    }
}
