import Foundation
import OCPPTypes
import TestSupport
import Testing

@testable import Credentials

@Suite(.ownThread) struct FirmwareSignatureTests {
    private static let image = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

    private static func digest(_ bytes: [UInt8], piece: Int = 1000) -> FirmwareDigest {
        var hasher = FirmwareHasher()
        for start in stride(from: 0, to: bytes.count, by: piece) {
            bytes[start..<min(start + piece, bytes.count)].withUnsafeBytes { hasher.update($0) }
        }
        return hasher.finish()
    }

    private static func refusal(_ digest: FirmwareDigest, _ signature: String, _ signer: String) -> CredentialRefusal? {
        do throws(CredentialRefusal) {
            try FirmwareSignature.verify(digest, signature: signature, certificate: signer)
            return nil
        } catch {
            return error
        }
    }

    @Test func `the digest does not depend on the pieces`() {
        let whole = Self.digest(Self.image, piece: .max / 2)
        for piece in [1, 63, 64, 65, 4096] { #expect(Self.digest(Self.image, piece: piece) == whole) }
        #expect(Self.digest([]).hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func `the digest of a file is that of its bytes`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "wattswarm-image-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(Self.image).write(to: file)
        #expect(FirmwareDigest(file: file.path) == Self.digest(Self.image))
        #expect(FirmwareDigest(file: file.path + "-none") == nil)
    }

    @Test(arguments: FirmwareSignature.Scheme.allCases)
    func `what was signed is verified, anything else is not`(_ scheme: FirmwareSignature.Scheme) throws {
        let key = scheme == .ecdsa ? World.key : World.rsaKey
        let signer = World.leaf(.firmwareSigning, for: key)
        let digest = Self.digest(Self.image)
        let signature = try FirmwareSignature.sign(digest, key: key.pem, scheme)
        #expect(Self.refusal(digest, signature, signer) == nil)
        #expect(signature.utf8.count <= 800)
        var changed = Self.image
        changed[500] ^= 1
        #expect(Self.refusal(Self.digest(changed), signature, signer) == .wrongSignature)
        #expect(Self.refusal(digest, signature, World.leaf(.firmwareSigning, for: .make(.rsa))) == .wrongSignature)
        #expect(Self.refusal(digest, signature, World.leaf(.firmwareSigning, for: World.otherKey)) == .wrongSignature)
        for broken in ["", "!!", "AAAA", String(signature.dropFirst(4))] {
            #expect(Self.refusal(digest, broken, signer) == .wrongSignature)
        }
        #expect(Self.refusal(digest, signature, "no certificate") == .malformed)
    }

    @Test func `a key signs only in its own way`() {
        let digest = Self.digest(Self.image)
        #expect(throws: CredentialRefusal.wrongKey) {
            try FirmwareSignature.sign(digest, key: World.key.pem, .rsaPSS)
        }
        #expect(throws: CredentialRefusal.wrongKey) {
            try FirmwareSignature.sign(digest, key: World.rsaKey.pem, .ecdsa)
        }
    }

    @Test(
        .enabled(if: OpenSSL.isThere, OpenSSL.hint),
        arguments: [
            (FirmwareSignature.Scheme.ecdsa, ""), (.rsaPKCS1, ""),
            (.rsaPSS, " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest"),
        ])
    func `openssl and we take each other's signatures`(_ scheme: FirmwareSignature.Scheme, _ options: String) throws {
        try OpenSSL.with { openssl in
            let key = scheme == .ecdsa ? World.key : World.rsaKey
            let signer = World.leaf(.firmwareSigning, for: key)
            let digest = Self.digest(Self.image)
            try openssl.write("image", bytes: Self.image)
            try openssl.write("key", key.pem)
            try openssl.write("signer.pem", signer)
            try openssl("dgst -sha256 -sign key\(options) -out signature image")
            #expect(Self.refusal(digest, try openssl.data("signature").base64EncodedString(), signer) == nil)

            let ours = try #require(Data(base64Encoded: FirmwareSignature.sign(digest, key: key.pem, scheme)))
            try openssl.write("ours", bytes: Array(ours))
            let publicKey = try openssl("x509 -in signer.pem -noout -pubkey")
            try openssl.write("public", publicKey)
            #expect(try openssl("dgst -sha256 -verify public\(options) -signature ours image").contains("Verified OK"))
        }
    }

    @Test func `a job verifies the image that the transfer brought, and is unavailable without it`() throws {
        let signer = World.leaf(.firmwareSigning)
        let digest = Self.digest(Self.image)
        let signature = try FirmwareSignature.sign(digest, key: World.key.pem, .ecdsa)
        let work = CredentialWork.verifyFirmware(
            file: WorkToken(rawValue: 3), signature: signature, certificate: signer)
        #expect(CredentialJob(work, image: digest).carryOut().result == .verified)
        #expect(CredentialJob(work, image: Self.digest([1])).carryOut().result == .refused(.wrongSignature))
        #expect(CredentialJob(work).carryOut().result == .refused(.unavailable))
    }
}
