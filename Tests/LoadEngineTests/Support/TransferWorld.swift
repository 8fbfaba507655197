import ChargePointModel
import Credentials
import Crypto
import FileTransfer
import Foundation
import Logging
import OCPPTypes
import TransferEndpoint
import TransferModel

@testable import LoadEngine

/// A real endpoint with a plan of faults, and the real client that moves the files of charge points in virtual time.
final class TransferWorld {
    /// What a charge point is ordered to do.
    enum Kind: String, CaseIterable, Sendable {
        case firmware, signed, diagnostics, log

        var isDownload: Bool { self == .firmware || self == .signed }
    }

    /// Everybody who knows the word may do anything: faults are what counts here.
    private struct Everybody: TransferAuthority {
        func grant(user: String, password: String) -> AccessGrant? {
            guard password == "secret" else { return nil }
            return AccessGrant(user: user, chargePoint: "CP1", rights: [AccessRight([.read, .write], within: .root)])
        }

        func transferEnded(_ record: TransferRecord) {}
        func fileRemoved(_ path: StorePath) {}
        func fileRenamed(_ path: StorePath, to other: StorePath) {}
    }

    /// Version 2.0.0 in 100,000 bytes and a header.
    static let image = FirmwareHeader.image(
        version: "2.0.0", body: (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })!
    /// What is uploaded.
    static let report = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 17 &+ $0 >> 11) }
    /// Who made the firmware.
    static let signing: (root: CertificateAuthority, certificate: String, signature: String) = {
        let validity = Validity(from: VirtualChargePoint.epoch, days: 10)
        let root = try! CertificateAuthority.makeRoot(
            commonName: "Manufacturer", organization: "Test", kind: .ecdsa, validity: validity)
        let key = KeyPair.make(.ecdsa)
        let certificate = try! root.issue(.firmwareSigning, for: key, commonName: "Firmware", validity: validity)
        let digest = FirmwareDigest(digest: SHA256.hash(data: image))
        return (root, certificate, try! FirmwareSignature.sign(digest, key: key.pem, .ecdsa))
    }()

    let folder: URL
    let endpoint: TransferEndpoint
    let client: FileTransferClient
    let settings: FileTransferSettings
    private let ready: TransferEndpoint.Addresses

    private init(
        _ folder: URL, _ endpoint: TransferEndpoint, _ ready: TransferEndpoint.Addresses,
        _ settings: FileTransferSettings
    ) throws {
        self.folder = folder
        self.endpoint = endpoint
        self.ready = ready
        self.settings = settings
        var configuration = FileTransferConfiguration(parallel: [Kind.allCases.count])
        configuration.threads = Kind.allCases.count
        client = try FileTransferClient(configuration)
    }

    /// Runs a body with an endpoint that holds the image and shows one fault.
    static func with(_ rule: TransferFaultRule, _ body: (TransferWorld) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "wattswarm-faults-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let network = try TestNetwork(
            TestNetwork.Request(now: DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))))
        let server = try network.server(.ecdsa)
        func file(_ name: String, _ text: String) throws -> String {
            let url = folder.appendingPathComponent(name)
            try Data(text.utf8).write(to: url)
            return url.path
        }
        var configuration = TransferEndpointConfiguration()
        let free = TransferEndpointConfiguration.Address(host: "127.0.0.1", port: 0)
        (configuration.http, configuration.https, configuration.ftp, configuration.ftps) = (free, free, free, free)
        try configuration.useTLS(
            certificate: file("server.pem", server.certificate), key: file("server.key", server.key))
        let store = try FileStore(directory: folder.appendingPathComponent("store").path, limits: FileStoreLimits())
        let upload = try store.begin(
            StorePath(literal: "firmware/fw.bin"), user: "test", start: .at(0), length: nil)
        try image.withUnsafeBytes { try upload.append($0) }
        _ = try upload.finish()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let endpoint = TransferEndpoint(
            store: store, authority: Everybody(), configuration: configuration, logger: logger)
        endpoint.faults = TransferFaults(seed: 1, rules: [rule])
        var settings = FileTransferSettings()
        settings.certificateAuthorities = try file("ca.pem", network.authority.certificatePEM)
        // A machine that is busy must not look like a server that stands still.
        settings.stallSeconds = rule.kind == .stall ? 3 : 60
        let world = try TransferWorld(folder, endpoint, try await endpoint.start(), settings)
        do {
            try await body(world)
        } catch {
            world.client.stop()
            await endpoint.stop()
            throw error
        }
        world.client.stop()
        await endpoint.stop()
    }

    /// The order for a kind. Each kind has a user of its own, so that each meets the faults of its own attempts.
    func order(_ kind: Kind, _ scheme: TransferScheme) -> Request {
        let address =
            switch scheme {
            case .http: ready.http
            case .https: ready.https
            case .ftp: ready.ftp
            case .ftps: ready.ftps
            }
        let words = scheme == .ftps ? "#implicit" : ""
        func place(_ path: String) -> String {
            "\(scheme.rawValue)://\(kind.rawValue):secret@127.0.0.1:\(address?.port ?? 0)/\(path)\(words)"
        }
        let now = VirtualChargePoint.epoch
        switch kind {
        case .firmware:
            return .updateFirmware(
                .init(location: place("firmware/fw.bin"), retries: 2, retrieveDate: now, retryInterval: 10))
        case .signed:
            return .signedUpdateFirmware(
                .init(
                    retries: 2, retryInterval: 10, requestId: 5,
                    firmware: Firmware(
                        location: CiString(unchecked: place("firmware/fw.bin")), retrieveDateTime: now,
                        installDateTime: nil,
                        signingCertificate: CiString(unchecked: Self.signing.certificate),
                        signature: CiString(unchecked: Self.signing.signature))))
        case .diagnostics:
            return .getDiagnostics(
                .init(location: place("charge-points/CP1/diagnostics"), retries: 2, retryInterval: 10))
        case .log:
            return .getLog(
                .init(
                    log: LogParameters(remoteLocation: CiString(unchecked: place("charge-points/CP1/logs"))),
                    logType: .diagnosticsLog,
                    requestId: 3, retries: 2, retryInterval: 10))
        }
    }

    /// What the store has on the disk besides the image, once no upload is under way.
    func stored() async -> [String: Data] {
        while endpoint.store.unfinished.uploads > 0 { await Task.yield() }
        let base = folder.appendingPathComponent("store")
        var found: [String: Data] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: base.path) ?? .init() {
            let url = base.appendingPathComponent(name)
            if let data = try? Data(contentsOf: url), name != "firmware/fw.bin" { found[name] = data }
        }
        return found
    }
}
