import OCPPTypes
import Testing

/// Certification cases of a central system: certificates, logs and signed firmware; those that need a security profile
/// are in `CentralSystemProfileCases`. A test bears the number of its case.
@Suite(.timeLimit(.minutes(1))) struct CentralSystemSecurityCases {
    private func event(_ type: CiString<50>, at point: ScriptedChargePoint) async throws {
        try await point.says(.securityEventNotification(.init(type: type, timestamp: ScriptedChargePoint.noon)))
    }

    // MARK: Certificates

    private static func hash(_ algorithm: HashAlgorithm) -> CertificateHashData {
        let length = [HashAlgorithm.sha256: 64, .sha384: 96, .sha512: 128][algorithm] ?? 64
        return CertificateHashData(
            hashAlgorithm: algorithm, issuerNameHash: CiString(unchecked: String(repeating: "a1", count: length / 2)),
            issuerKeyHash: CiString(unchecked: String(repeating: "b2", count: length / 2)), serialNumber: "01C3")
    }

    private static func install(_ use: CertificateUse) -> Request {
        .installCertificate(.init(certificateType: use, certificate: CiString(unchecked: TestRoot.pem)))
    }

    @Test(arguments: [CertificateUse.manufacturerRootCertificate, .centralSystemRootCertificate])
    func `TC_075_1_CSMS, TC_075_2_CSMS install root`(_ use: CertificateUse) async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                Self.install(use), to: point, answer: .installCertificate(.init(status: .accepted)))
            try await bench.operatorSends(
                .getInstalledCertificateIds(.init(certificateType: use)), to: point,
                answer: .getInstalledCertificateIds(
                    .init(certificateHashData: [Self.hash(.sha256)], status: .accepted)))
        }
    }

    @Test(arguments: HashAlgorithm.allCases)
    func `TC_076_CSMS delete certificate`(_ algorithm: HashAlgorithm) async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                Self.install(.centralSystemRootCertificate), to: point,
                answer: .installCertificate(.init(status: .accepted)))
            try await bench.operatorSends(
                .getInstalledCertificateIds(.init(certificateType: .centralSystemRootCertificate)), to: point,
                answer: .getInstalledCertificateIds(
                    .init(certificateHashData: [Self.hash(algorithm)], status: .accepted)))
            let heard = try await bench.operatorSends(
                .deleteCertificate(.init(certificateHashData: Self.hash(algorithm))), to: point,
                answer: .deleteCertificate(.init(status: .accepted)))
            guard case .deleteCertificate(let request) = heard else { return }
            #expect(request.certificateHashData == Self.hash(algorithm))
        }
    }

    @Test func `TC_078_CSMS invalid central system certificate`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                Self.install(.centralSystemRootCertificate), to: point,
                answer: .installCertificate(.init(status: .rejected)))
            try await event("InvalidCentralSystemCertificate", at: point)
        }
    }

    // MARK: Logs and firmware

    @Test func `TC_079_CSMS security log`() async throws {
        try await Bench.booted { bench, point in
            let request = GetLog.Request(
                log: .init(remoteLocation: "ftp://127.0.0.1:2121/logs"), logType: .securityLog, requestId: 7)
            try await bench.operatorSends(
                .getLog(request), to: point, answer: .getLog(.init(status: .accepted, filename: "security.log")))
            for status in [UploadLogStatus.uploading, .uploaded] {
                try await point.says(.logStatusNotification(.init(status: status, requestId: 7)))
            }
        }
    }

    private static let signed = Request.signedUpdateFirmware(
        .init(
            requestId: 9,
            firmware: Firmware(
                location: "http://127.0.0.1:8081/firmware.bin", retrieveDateTime: ScriptedChargePoint.noon,
                signingCertificate: CiString(unchecked: TestRoot.pem), signature: "c2lnbmF0dXJl")))

    private func firmware(_ statuses: SignedFirmwareStatus..., at point: ScriptedChargePoint) async throws {
        for status in statuses {
            try await point.says(.signedFirmwareStatusNotification(.init(status: status, requestId: 9)))
        }
    }

    @Test func `TC_080_CSMS secure firmware`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                Self.signed, to: point, answer: .signedUpdateFirmware(.init(status: .accepted)))
            try await firmware(.downloading, .downloaded, .signatureVerified, at: point)
            try await point.everyStatus(.unavailable, from: 1)
            try await firmware(.installing, .installRebooting, at: point)
            await point.disconnect()
            let again = try await bench.connect()
            try await again.boots()
            try await event("FirmwareUpdated", at: again)
            try await again.everyStatus()
            try await firmware(.installed, at: again)
        }
    }

    @Test func `TC_081_CSMS invalid signature`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                Self.signed, to: point, answer: .signedUpdateFirmware(.init(status: .accepted)))
            try await firmware(.downloading, .downloaded, .invalidSignature, at: point)
        }
    }
}
