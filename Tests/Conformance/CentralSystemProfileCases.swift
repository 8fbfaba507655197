import CentralSystemServer
import Credentials
import Foundation
import OCPPTypes
import TestSupport
import Testing
import WebSocketTransport

/// Certification cases of a central system: security profiles, passwords, certificates and TLS. A test bears the number
/// of its case.
@Suite(.ownThread, .timeLimit(.minutes(2))) struct CentralSystemProfileCases {
    private static let oldKey = "000102030405060708090A0B0C0D0E0F"
    private static let newKey = "4F43415F4F4354545F61646D696E5F74657374"

    private static func booted(_ point: ScriptedChargePoint) async throws {
        try await point.boots()
        try await point.everyStatus()
    }

    private static func set(_ key: String, _ value: String) -> Request {
        .changeConfiguration(.init(key: CiString(unchecked: key), value: CiString(unchecked: value)))
    }

    private static let accepted = Confirmation.changeConfiguration(.init(status: .accepted))

    @Test(arguments: [1, 2])
    func `TC_073_CSMS new basic-auth key`(_ profile: Int) async throws {
        try await SecureBench.run([profile]) { bench in
            let point = try await bench.connect(profile, password: Self.oldKey)
            try await Self.booted(point)
            try await bench.bench.operatorSends(
                Self.set("AuthorizationKey", Self.newKey), to: point, answer: Self.accepted)
            await point.disconnect()
            let again = try await bench.connect(profile, password: Self.newKey)
            try await again.says(.heartbeat(.init()))
            // From then on the old one is wrong.
            await again.disconnect()
            await #expect(throws: ScriptedChargePoint.Failure.self) {
                try await bench.connect(profile, password: Self.oldKey)
            }
        }
    }

    @Test func `TC_074_CSMS renew charge point certificate`() async throws {
        try await SecureBench.run([3]) { bench in
            let point = try await bench.connect(3, certificate: bench.certificate())
            try await Self.booted(point)
            let key = KeyPair.make(.ecdsa)
            let chain = try await Self.renew(at: point, bench, key, answer: .accepted)
            await point.disconnect()
            let again = try await bench.connect(3, certificate: TLSIdentity(chain: chain, key: key.pem))
            try await again.says(.heartbeat(.init()))
        }
    }

    /// From the trigger to the answer to CertificateSigned; gives the chain.
    private static func renew(
        at point: ScriptedChargePoint, _ bench: SecureBench, _ key: KeyPair, answer: CertificateSignedStatus
    ) async throws -> String {
        let heard = try await bench.bench.operatorSends(
            .extendedTriggerMessage(.init(requestedMessage: .signChargePointCertificate)), to: point,
            answer: .extendedTriggerMessage(.init(status: .accepted)))
        guard case .extendedTriggerMessage(let trigger) = heard else { return "" }
        #expect(trigger.connectorId == nil)
        let csr = try SigningRequest.make(key, commonName: "CP1", organization: "Wattswarm")
        let signing = try await point.says(.signCertificate(.init(csr: CiString(unchecked: csr))))
        #expect(signing == .signCertificate(.init(status: .accepted)))
        let (id, request) = try await point.hears(.certificateSigned)
        guard case .certificateSigned(let signed) = request else { return "" }
        let summary = try CertificateSummary(pem: signed.certificateChain.value)
        #expect(summary.commonName == "CP1")
        point.reply(.certificateSigned(.init(status: answer)), to: id)
        return signed.certificateChain.value
    }

    @Test func `TC_077_CSMS invalid charge point certificate`() async throws {
        try await SecureBench.run([3]) { bench in
            let old = try bench.certificate()
            let point = try await bench.connect(3, certificate: old)
            try await Self.booted(point)
            _ = try await Self.renew(at: point, bench, KeyPair.make(.ecdsa), answer: .rejected)
            try await point.says(
                .securityEventNotification(
                    .init(type: "InvalidChargePointCertificate", timestamp: ScriptedChargePoint.noon)))
            // The certificate before stays good.
            await point.disconnect()
            let again = try await bench.connect(3, certificate: old)
            try await again.says(.heartbeat(.init()))
        }
    }

    @Test(arguments: [1, 2])
    func `TC_083_CSMS upgrade of the security profile`(_ profile: Int) async throws {
        try await SecureBench.run([profile, profile + 1]) { bench in
            func connect(_ profile: Int) async throws -> ScriptedChargePoint {
                profile == 3
                    ? try await bench.connect(3, certificate: bench.certificate())
                    : try await bench.connect(profile, password: Self.oldKey)
            }
            let point = try await connect(profile)
            try await Self.booted(point)
            try await bench.bench.operatorSends(
                Self.set("SecurityProfile", "\(profile + 1)"), to: point, answer: Self.accepted)
            try await bench.bench.operatorSends(
                .reset(.init(type: .hard)), to: point, answer: .reset(.init(status: .accepted)))
            await point.disconnect()
            let higher = try await connect(profile + 1)
            try await Self.booted(higher)
            await higher.disconnect()
            await #expect(throws: ScriptedChargePoint.Failure.self) { try await connect(profile) }
            let last = try await connect(profile + 1)
            try await last.says(.heartbeat(.init()))
        }
    }

    @Test(arguments: [1, 2])
    func `TC_085_CSMS basic authentication`(_ profile: Int) async throws {
        try await SecureBench.run([profile]) { bench in
            let point = try await bench.connect(profile, password: Self.oldKey)
            try await Self.booted(point)
            await point.disconnect()
            let again = try await bench.connect(profile, password: Self.oldKey)
            try await Self.booted(again)
            await again.disconnect()
            // What is not shown, or is wrong, does not get in.
            await #expect(throws: ScriptedChargePoint.Failure.self) { try await bench.connect(profile) }
            await #expect(throws: ScriptedChargePoint.Failure.self) {
                try await bench.connect(profile, password: Self.newKey)
            }
        }
    }

    @Test(arguments: [2, 3])
    func `TC_086_CSMS server certificate`(_ profile: Int) async throws {
        try await SecureBench.run([profile]) { bench in
            for _ in 1...2 {
                let point =
                    profile == 3
                    ? try await bench.connect(3, certificate: bench.certificate())
                    : try await bench.connect(2, password: Self.oldKey)
                try await Self.booted(point)
                await point.disconnect()
            }
            try bench.checkCipherPairs(profile)
        }
    }

    @Test func `TC_087_CSMS client certificate`() async throws {
        try await SecureBench.run([3]) { bench in
            for _ in 1...2 {
                let point = try await bench.connect(3, certificate: bench.certificate())
                try await Self.booted(point)
                await point.disconnect()
            }
            try bench.checkCipherPairs(3)
            await #expect(throws: ScriptedChargePoint.Failure.self) { try await bench.connect(3) }
            // Of the same authority, but of another charge point.
            let foreign = try bench.certificate(of: "CP2")
            await #expect(throws: ScriptedChargePoint.Failure.self) {
                try await bench.connect(3, certificate: foreign)
            }
        }
    }
}
