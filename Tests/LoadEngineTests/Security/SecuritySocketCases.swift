import ChargePointModel
import Credentials
import Foundation
import OCPPTypes
import Testing
import WebSocketTransport

@testable import LoadEngine

/// Certification cases of handshakes, TLS and credentials, over real sockets. A test bears the numbers of its cases.
@Suite(.timeLimit(.minutes(2))) struct SecuritySocketCases {
    private static func change(_ key: String, _ value: String) -> String {
        "{\"key\":\"\(key)\",\"value\":\"\(value)\"}"
    }

    private static func string(_ text: String) -> String {
        let data = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed)
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    /// The certificate that a charge point has shown, checked as TC_087_CS wants it.
    private static func checkCertificate(_ request: WebSocketServerRequest) throws -> CertificateSummary {
        let der = try #require(request.peerCertificate)
        let summary = try CertificateSummary(der: der)
        #expect(summary.commonName == "CP1")
        #expect(summary.organization == "Wattswarm")
        #expect(!summary.serialNumber.isEmpty)
        return summary
    }

    @Test(arguments: [1, 2])
    func `TC_085_CS basic authentication`(_ profile: Int) async throws {
        try await Laboratory.with(profile: profile) { laboratory in
            for isAgain in [false, true] {
                let upgrade = try #require(await laboratory.upgrade())
                #expect(upgrade.profile == profile && upgrade.request.identity == "CP1")
                let credentials = try #require(upgrade.request.authorization)
                #expect(credentials.user == Array("CP1".utf8))
                #expect(AuthorizationKey.lengths.contains(credentials.password.count))
                await laboratory.boot()
                if !isAgain {
                    #expect(await laboratory.send("Reset", "{\"type\":\"Hard\"}") == "{\"status\":\"Accepted\"}")
                }
            }
        }
    }

    @Test(arguments: [2, 3])
    func `TC_086_CS server certificate`(_ profile: Int) async throws {
        try await Laboratory.with(profile: profile) { laboratory in
            for isAgain in [false, true] {
                let upgrade = try #require(await laboratory.upgrade())
                #expect(upgrade.profile == profile)
                #expect((upgrade.request.authorization != nil) == (profile == 2))
                #expect((upgrade.request.peerCertificate != nil) == (profile == 3))
                await laboratory.boot()
                if !isAgain {
                    #expect(await laboratory.send("Reset", "{\"type\":\"Hard\"}") == "{\"status\":\"Accepted\"}")
                }
            }
        }
    }

    @Test func `TC_087_CS client certificate`() async throws {
        try await Laboratory.with(profile: 3) { laboratory in
            for isAgain in [false, true] {
                let upgrade = try #require(await laboratory.upgrade())
                #expect(upgrade.profile == 3 && upgrade.request.authorization == nil)
                _ = try Self.checkCertificate(upgrade.request)
                await laboratory.boot()
                if !isAgain {
                    #expect(await laboratory.send("Reset", "{\"type\":\"Hard\"}") == "{\"status\":\"Accepted\"}")
                }
            }
        }
    }

    @Test(arguments: [1, 2])
    func `TC_073_CS new basic-auth key`(_ profile: Int) async throws {
        try await Laboratory.with(profile: profile) { laboratory in
            let first = try #require(await laboratory.upgrade()).request.authorization
            await laboratory.boot()
            let hex = "4F43415F4F4354545F61646D696E5F74657374"
            #expect(
                await laboratory.send("ChangeConfiguration", Self.change("AuthorizationKey", hex))
                    == "{\"status\":\"Accepted\"}")
            let second = try #require(await laboratory.upgrade())
            #expect(second.profile == profile)
            #expect(second.request.authorization?.password == Array("OCA_OCTT_admin_test".utf8))
            #expect(second.request.authorization != first)
        }
    }

    @Test func `TC_074_CS renew charge point certificate`() async throws {
        try await Laboratory.with(profile: 3) { laboratory in
            let first = try Self.checkCertificate(try #require(await laboratory.upgrade()).request)
            await laboratory.boot()
            #expect(
                await laboratory.send("ExtendedTriggerMessage", "{\"requestedMessage\":\"SignChargePointCertificate\"}")
                    == "{\"status\":\"Accepted\"}")
            let payload = try #require(await laboratory.call("SignCertificate"))
            let object = try JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: String]
            let chain = try Laboratory.network.authority.sign(
                request: try #require(object?["csr"]), commonName: "CP1", organization: "Wattswarm",
                validity: Validity(
                    notBefore: Laboratory.now.adding(milliseconds: -60_000),
                    notAfter: Laboratory.now.adding(milliseconds: 86_400_000 * 365)))
            #expect(
                await laboratory.send("CertificateSigned", "{\"certificateChain\":\(Self.string(chain))}")
                    == "{\"status\":\"Accepted\"}")
            let second = try Self.checkCertificate(try #require(await laboratory.upgrade()).request)
            #expect(second.serialNumber == (try CertificateSummary(pem: chain)).serialNumber)
            #expect(second.serialNumber != first.serialNumber)
        }
    }

    @Test func `a renewed key outlasts requests that lead to no certificate`() async throws {
        let trigger = "{\"requestedMessage\":\"SignChargePointCertificate\"}"
        try await Laboratory.with(profile: 3) { laboratory in
            _ = await laboratory.upgrade()
            await laboratory.boot()
            _ = await laboratory.send("ExtendedTriggerMessage", trigger)
            let payload = try #require(await laboratory.call("SignCertificate"))
            let object = try JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: String]
            let chain = try Laboratory.network.authority.sign(
                request: try #require(object?["csr"]), commonName: "CP1", organization: "Wattswarm",
                validity: Validity(
                    notBefore: Laboratory.now.adding(milliseconds: -60_000),
                    notAfter: Laboratory.now.adding(milliseconds: 86_400_000 * 365)))
            _ = await laboratory.send("CertificateSigned", "{\"certificateChain\":\(Self.string(chain))}")
            _ = await laboratory.upgrade()
            for _ in 0..<4 {
                _ = await laboratory.send("ExtendedTriggerMessage", trigger)
                #expect(await laboratory.call("SignCertificate") != nil)
            }
            _ = await laboratory.send("Reset", "{\"type\":\"Hard\"}")
            let again = try #require(await laboratory.upgrade())
            #expect(
                try Self.checkCertificate(again.request).serialNumber
                    == (try CertificateSummary(pem: chain)).serialNumber)
        }
    }

    @Test func `TC_077_CS invalid charge point certificate`() async throws {
        try await Laboratory.with(profile: 3) { laboratory in
            _ = await laboratory.upgrade()
            await laboratory.boot()
            _ = await laboratory.send(
                "ExtendedTriggerMessage", "{\"requestedMessage\":\"SignChargePointCertificate\"}")
            _ = try #require(await laboratory.call("SignCertificate"))
            let foreign = try Laboratory.network.chargePoint("CP1").certificate
            #expect(
                await laboratory.send("CertificateSigned", "{\"certificateChain\":\(Self.string(foreign))}")
                    == "{\"status\":\"Rejected\"}")
            #expect(await laboratory.securityEvent() == "InvalidChargePointCertificate")
        }
    }

    @Test(arguments: [CertificateUse.centralSystemRootCertificate, .manufacturerRootCertificate])
    func `TC_075_1_CS, TC_075_2_CS, TC_076_CS install and delete a root`(_ use: CertificateUse) async throws {
        let root = try CertificateAuthority.makeRoot(
            commonName: "Second", organization: "Op", validity: Validity(from: Laboratory.now, days: 9))
        let hash = try CertificateHashes.ofRoot(root.certificatePEM, .sha256)
        try await Laboratory.with(profile: 2) { laboratory in
            _ = await laboratory.upgrade()
            await laboratory.boot()
            let type = "\"certificateType\":\"\(use.rawValue)\""
            #expect(
                await laboratory.send(
                    "InstallCertificate", "{\(type),\"certificate\":\(Self.string(root.certificatePEM))}")
                    == "{\"status\":\"Accepted\"}")
            let ids = try #require(await laboratory.send("GetInstalledCertificateIds", "{\(type)}"))
            for value in [hash.issuerNameHash.value, hash.issuerKeyHash.value, hash.serialNumber.value] {
                #expect(ids.contains("\"\(value)\""), "\(ids)")
            }
            let data =
                "{\"certificateHashData\":{\"hashAlgorithm\":\"SHA256\",\"issuerNameHash\":\""
                + "\(hash.issuerNameHash.value)\",\"issuerKeyHash\":\"\(hash.issuerKeyHash.value)\",\"serialNumber\":\""
                + "\(hash.serialNumber.value)\"}}"
            #expect(await laboratory.send("DeleteCertificate", data) == "{\"status\":\"Accepted\"}")
            let left = await laboratory.send("GetInstalledCertificateIds", "{\(type)}")
            #expect(left?.contains(hash.issuerKeyHash.value) == false)
        }
    }

    @Test func `TC_078_CS invalid central system certificate`() async throws {
        let past = Validity(
            notBefore: Laboratory.now.adding(milliseconds: -2_000_000),
            notAfter: Laboratory.now.adding(milliseconds: -1_000_000))
        let expired = try CertificateAuthority.makeRoot(commonName: "Old", organization: "Op", validity: past)
        try await Laboratory.with(profile: 2) { laboratory in
            _ = await laboratory.upgrade()
            await laboratory.boot()
            for pem in [expired.certificatePEM, "no certificate"] {
                #expect(
                    await laboratory.send(
                        "InstallCertificate",
                        "{\"certificateType\":\"CentralSystemRootCertificate\",\"certificate\":\(Self.string(pem))}")
                        == "{\"status\":\"Rejected\"}")
                #expect(await laboratory.securityEvent() == "InvalidCentralSystemCertificate")
            }
        }
    }

    @Test(arguments: [0, 1])
    func `TC_083_CS upgrade of the security profile`(_ profile: Int) async throws {
        try await Laboratory.with(profile: profile) { laboratory in
            #expect(try #require(await laboratory.upgrade()).profile == profile)
            await laboratory.boot()
            #expect(
                await laboratory.send("ChangeConfiguration", Self.change("SecurityProfile", "\(profile + 1)"))
                    == "{\"status\":\"Accepted\"}")
            let second = try #require(await laboratory.upgrade())
            #expect(second.profile == profile + 1)
            #expect(second.request.authorization != nil)
        }
    }

    @Test func `TC_083_CS upgrade to profile 3 with a renewed certificate`() async throws {
        try await Laboratory.with(profile: 2) { laboratory in
            _ = await laboratory.upgrade()
            await laboratory.boot()
            // Without a certificate the upgrade is refused.
            #expect(
                await laboratory.send("ChangeConfiguration", Self.change("SecurityProfile", "3"))
                    == "{\"status\":\"Rejected\"}")
            _ = await laboratory.send(
                "ExtendedTriggerMessage", "{\"requestedMessage\":\"SignChargePointCertificate\"}")
            let payload = try #require(await laboratory.call("SignCertificate"))
            let object = try JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: String]
            let chain = try Laboratory.network.authority.sign(
                request: try #require(object?["csr"]), commonName: "CP1", organization: nil,
                validity: Validity(from: Laboratory.now, days: 365))
            _ = await laboratory.send("CertificateSigned", "{\"certificateChain\":\(Self.string(chain))}")
            #expect(
                await laboratory.send("ChangeConfiguration", Self.change("SecurityProfile", "3"))
                    == "{\"status\":\"Accepted\"}")
            let upgrade = try #require(await laboratory.upgrade())
            #expect(upgrade.profile == 3)
            _ = try Self.checkCertificate(upgrade.request)
        }
    }

    @Test(arguments: [2, 3])
    func `TC_084_CS downgrade of the security profile`(_ profile: Int) async throws {
        try await Laboratory.with(profile: profile) { laboratory in
            _ = await laboratory.upgrade()
            await laboratory.boot()
            #expect(
                await laboratory.send("ChangeConfiguration", Self.change("SecurityProfile", "\(profile - 1)"))
                    == "{\"status\":\"Rejected\"}")
        }
    }

    // MARK: Refusals

    @Test func `an upgrade that the central system refuses falls back to the old profile`() async throws {
        try await Laboratory.with(profile: 1) { laboratory in
            laboratory.refused[2] = 403
            _ = await laboratory.upgrade()
            await laboratory.boot()
            _ = await laboratory.send("ChangeConfiguration", Self.change("SecurityProfile", "2"))
            var profiles: [Int] = []
            while profiles.last != 1, let upgrade = await laboratory.upgrade() { profiles.append(upgrade.profile) }
            #expect(profiles == [2, 2, 2, 1])
        }
    }

    @Test func `a server of an unknown authority is not trusted and told as an event`() async throws {
        let foreign = try TestNetwork(TestNetwork.Request(now: Laboratory.now))
        try await Laboratory.with(profile: 1, serverNetwork: foreign) { laboratory in
            _ = await laboratory.upgrade()
            await laboratory.boot()
            _ = await laboratory.send("ChangeConfiguration", Self.change("SecurityProfile", "2"))
            // Profile 2 never gets as far as an upgrade request.
            let back = try #require(await laboratory.upgrade())
            #expect(back.profile == 1)
            #expect(await laboratory.securityEvent() == "InvalidCentralSystemCertificate")
        }
    }
}
