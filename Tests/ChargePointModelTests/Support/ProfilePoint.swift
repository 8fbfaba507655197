import OCPPTypes

@testable import ChargePointModel

let otherTag: IdTag = "TAG2"
let group: IdTag = "GROUP"

extension TestPoint {
    /// A charge point with credentials, and with file transfers unless told otherwise.
    static func equipped(
        connectors: Int = 2, settings: [(String, String)] = [], security: SecuritySetup = SecuritySetup(),
        transfers: TransferCapability = .complete
    ) -> TestPoint {
        var point = TestPoint("ac-22kw-two-connectors", connectors: connectors)
        let kind = ChargePointKind.builtIn(named: "ac-22kw-two-connectors")!
        point.model = ChargePointModel(
            ChargePointSetup(
                kind: kind, identity: "CP1", connectors: connectors,
                configuration: SharedConfiguration(
                    kind: kind, connectors: connectors, settings: [("MeterValueSampleInterval", "0")] + settings,
                    transfers: transfers), seed: 1,
                clock: DeviceClock(epoch: testEpoch, reference: .zero), security: security, limits: .withoutJitter))
        return point
    }

    /// The same, booted.
    static func ready(
        connectors: Int = 2, settings: [(String, String)] = [], security: SecuritySetup = SecuritySetup(),
        transfers: TransferCapability = .complete
    ) -> TestPoint {
        var point = equipped(connectors: connectors, settings: settings, security: security, transfers: transfers)
        _ = point.give(.powerOn)
        _ = point.give(.connected)
        _ = point.answerAll()
        return point
    }

    /// The reply of a CALL.
    mutating func answer(_ request: Request) -> OCPPTypes.Confirmation? {
        for case .reply(_, let confirmation) in call(request) { return confirmation }
        return nil
    }
}

/// Credentials of the tests; what is in a certificate only the owner knows.
enum TestCredentials {
    static let key = AuthorizationKey(hex: "000102030405060708090a0b0c0d0e0f")!

    static func hash(_ number: Int) -> CertificateHashData {
        CertificateHashData(
            hashAlgorithm: .sha256, issuerNameHash: "aa", issuerKeyHash: CiString(unchecked: "key\(number)"),
            serialNumber: CiString(unchecked: "\(number)"))
    }

    static func facts(_ number: Int, from: DateTime = time(-1000), to: DateTime = time(1e9)) -> CertificateFacts {
        CertificateFacts(notBefore: from, notAfter: to, hashData: hash(number))
    }

    static func root(
        _ number: Int, _ use: CertificateUse = .centralSystemRootCertificate, to: DateTime = time(1e9)
    ) -> InstalledCertificate {
        InstalledCertificate(use: use, certificate: "root\(number)", facts: facts(number, to: to))
    }

    static func certificate(to: DateTime = time(1e9)) -> ChargePointCertificate {
        ChargePointCertificate(chain: "leaf0", key: KeyReference(rawValue: 0), notBefore: time(-1000), notAfter: to)
    }

    /// Everything that profile 3 needs.
    static let complete = SecuritySetup(
        authorizationKey: key, certificate: certificate(),
        roots: [root(1), root(9, .manufacturerRootCertificate)])
}
