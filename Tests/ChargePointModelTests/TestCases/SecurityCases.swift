import OCPPTypes
import Testing

@testable import ChargePointModel

/// Certification cases of a charge point: firmware, diagnostics and security. A test bears the number of its case;
/// handshakes and TLS (TC_085_CS to TC_087_CS) are tested on sockets.
@Suite struct SecurityCases {
    static let boot = ["connect", "BootNotification", "Available(0)", "Available(1)", "Available(2)"]

    @Test func `TC_044_1_CS firmware update`() {
        var lab = FirmwareTests.laboratory()
        #expect(lab.send(FirmwareTests.update()) == .updateFirmware(.init()))
        lab.transferDone(.downloaded(FirmwareTests.image))
        lab.wait(10)
        #expect(
            lab.told() == [
                "Firmware Downloading", "Firmware Downloaded", "Unavailable(1)", "Unavailable(2)",
                "Firmware Installing",
            ] + Self.boot + ["Firmware Installed"])
    }

    @Test func `TC_044_2_CS download failed`() {
        var lab = FirmwareTests.laboratory()
        _ = lab.send(FirmwareTests.update(retries: 0))
        lab.transferDone(.failed(.connection))
        lab.wait(200)
        #expect(lab.told() == ["Firmware Downloading", "Firmware DownloadFailed"])
        #expect(lab.transfers.count == 1)
    }

    @Test func `TC_044_3_CS installation failed`() {
        var lab = FirmwareTests.laboratory()
        _ = lab.send(FirmwareTests.update())
        lab.transferDone(.downloaded(FirmwareTests.unusable))
        lab.wait(10)
        #expect(
            lab.told() == [
                "Firmware Downloading", "Firmware Downloaded", "Unavailable(1)", "Unavailable(2)",
                "Firmware Installing", "Firmware InstallationFailed", "Available(1)", "Available(2)",
            ])
    }

    @Test(arguments: [true, false])
    func `TC_045_1_CS, TC_045_2_CS diagnostics, upload failed`(_ isGood: Bool) {
        var lab = FirmwareTests.laboratory()
        #expect(
            lab.send(UploadTests.diagnostics(retries: 0))
                == .getDiagnostics(.init(fileName: "diagnostics-CP1-1.tar.gz")))
        lab.transferDone(isGood ? .uploaded : .failed(.connection))
        #expect(lab.told() == ["Diagnostics Uploading", isGood ? "Diagnostics Uploaded" : "Diagnostics UploadFailed"])
    }

    @Test(arguments: [1, 2])
    func `TC_073_CS new basic-auth key`(_ profile: Int) {
        var lab = CertificateTests.laboratory(profile)
        #expect(
            lab.send(
                SecurityConfigurationTests.change("AuthorizationKey", "4F43415F4F4354545F61646D696E5F74657374"))
                == SecurityConfigurationTests.status(.accepted))
        lab.wait(2)
        #expect(lab.told() == ["connect"])
        #expect(lab.point.model.connectionSecurity.authorizationKey?.bytes == Array("OCA_OCTT_admin_test".utf8))
    }

    @Test func `TC_074_CS renew charge point certificate`() {
        var lab = CertificateTests.laboratory()
        #expect(lab.send(CertificateTests.trigger) == .extendedTriggerMessage(.init(status: .accepted)))
        lab.workDone(.signingRequest("csr"))
        #expect(lab.told() == ["SignCertificate"])
        _ = lab.send(CertificateTests.signed())
        lab.workDone(.certificate(TestCredentials.facts(3)))
        #expect(lab.replies.last == .certificateSigned(.init(status: .accepted)))
        lab.wait(2)
        #expect(lab.told() == ["connect"])
        #expect(lab.point.model.connectionSecurity.certificate?.chain == "leaf1")
    }

    @Test(arguments: CertificateUse.allCases)
    func `TC_075_1_CS, TC_075_2_CS install root`(_ use: CertificateUse) {
        var lab = CertificateTests.laboratory()
        _ = lab.send(CertificateTests.install(5, use))
        lab.workDone(.certificate(TestCredentials.facts(5)))
        #expect(lab.replies.last == .installCertificate(.init(status: .accepted)))
        guard
            case .getInstalledCertificateIds(let ids)? = lab.send(
                .getInstalledCertificateIds(.init(certificateType: use)))
        else {
            Issue.record("no ids")
            return
        }
        #expect(ids.status == .accepted && ids.certificateHashData?.contains(TestCredentials.hash(5)) == true)
    }

    @Test func `TC_076_CS delete certificate`() {
        var lab = CertificateTests.laboratory()
        _ = lab.send(CertificateTests.install(5))
        lab.workDone(.certificate(TestCredentials.facts(5)))
        #expect(
            lab.send(.deleteCertificate(.init(certificateHashData: TestCredentials.hash(5))))
                == .deleteCertificate(.init(status: .accepted)))
        #expect(
            lab.send(.getInstalledCertificateIds(.init(certificateType: .centralSystemRootCertificate)))
                == .getInstalledCertificateIds(
                    .init(certificateHashData: [TestCredentials.hash(1)], status: .accepted)))
    }

    @Test func `TC_077_CS invalid charge point certificate`() {
        var lab = CertificateTests.asked()
        _ = lab.told()
        _ = lab.send(CertificateTests.signed("bad"))
        lab.workDone(.refused(.unknownIssuer))
        #expect(lab.replies.last == .certificateSigned(.init(status: .rejected)))
        #expect(lab.told() == ["event InvalidChargePointCertificate"])
    }

    @Test func `TC_078_CS invalid central system certificate`() {
        var lab = CertificateTests.laboratory(2)
        _ = lab.send(CertificateTests.install(5))
        lab.workDone(.refused(.expired))
        #expect(lab.replies.last == .installCertificate(.init(status: .rejected)))
        #expect(lab.told() == ["event InvalidCentralSystemCertificate"])
    }

    @Test(arguments: 1...3)
    func `TC_079_CS security log`(_ profile: Int) {
        var lab = CertificateTests.laboratory(profile)
        #expect(
            lab.send(UploadTests.log(.securityLog)) == .getLog(.init(status: .accepted, filename: "security-CP1-1.log"))
        )
        lab.transferDone(.uploaded)
        #expect(lab.told() == ["Log Uploading", "Log Uploaded"])
    }

    @Test func `TC_080_CS secure firmware update`() {
        var lab = CertificateTests.laboratory()
        _ = lab.send(FirmwareTests.signed())
        lab.workDone(.verified)
        #expect(lab.replies.last == .signedUpdateFirmware(.init(status: .accepted)))
        lab.transferDone(.downloaded(FirmwareTests.image))
        #expect(
            lab.work.last?.work
                == .verifyFirmware(file: lab.transfers[0].token, signature: "c2ln", certificate: "signer"))
        lab.workDone(.verified)
        lab.wait(10)
        #expect(
            lab.told() == [
                "Firmware Downloading", "Firmware Downloaded", "Firmware SignatureVerified", "Unavailable(1)",
                "Unavailable(2)", "Firmware Installing",
            ] + Self.boot + [
                "event ResetOrReboot", "event StartupOfTheDevice", "event FirmwareUpdated", "Firmware Installed",
            ])
    }

    @Test func `TC_081_CS invalid signature`() {
        var lab = CertificateTests.laboratory()
        _ = lab.send(FirmwareTests.signed())
        lab.workDone(.verified)
        lab.transferDone(.downloaded(FirmwareTests.image))
        lab.workDone(.refused(.wrongSignature))
        lab.wait(10)
        #expect(
            lab.told() == [
                "Firmware Downloading", "Firmware Downloaded", "Firmware InvalidSignature",
                "event InvalidFirmwareSignature",
            ])
    }

    @Test(arguments: [1, 2])
    func `TC_083_CS upgrade of the security profile`(_ profile: Int) {
        var lab = CertificateTests.laboratory(profile)
        #expect(
            lab.send(SecurityConfigurationTests.change("SecurityProfile", "\(profile + 1)"))
                == SecurityConfigurationTests.status(.accepted))
        lab.wait(2)
        #expect(lab.told() == ["connect"])
        #expect(lab.point.model.connectionSecurity.profile == profile + 1)
    }

    @Test(arguments: [2, 3])
    func `TC_084_CS downgrade of the security profile`(_ profile: Int) {
        var lab = CertificateTests.laboratory(profile)
        #expect(
            lab.send(SecurityConfigurationTests.change("SecurityProfile", "\(profile - 1)"))
                == SecurityConfigurationTests.status(.rejected))
        lab.wait(10)
        #expect(lab.told() == [])
    }
}
