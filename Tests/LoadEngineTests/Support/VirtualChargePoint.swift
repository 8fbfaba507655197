import ChargePointModel
import Credentials
import Crypto
import FileTransfer
import Foundation
import OCPPTypes

@testable import LoadEngine

/// A charge point whose clock jumps from deadline to deadline and stands still while a file is moved: retries, intervals
/// and statuses are in virtual time, the transfers are real. A central system answers every CALL at once.
struct VirtualChargePoint {
    /// The wall clock at the origin of virtual time.
    static let epoch = DateTime(millisecondsSince1970: 1_798_761_600_000)

    private var model: ChargePointModel
    private var now = Instant.zero
    private let client: FileTransferClient
    private let settings: FileTransferSettings
    private var orders: [(order: TransferOrder, token: WorkToken)] = []
    private var rest: DownloadProgress?
    private var downloaded: (token: WorkToken, digest: SHA256Digest)?
    private var uploadHasBegun = false
    /// What the charge point told of files, boots and security, in order.
    private(set) var told: [String] = []
    /// Seconds of virtual time at which an attempt began.
    private(set) var attempts: [Int64] = []
    /// Why attempts failed.
    private(set) var causes: [String] = []

    init(_ world: TransferWorld) {
        client = world.client
        settings = world.settings
        let kind = ChargePointKind.builtIn(named: "ac-22kw-two-connectors")!
        var limits = ChargePointLimits()
        limits.reconnect.jitterPercent = 0
        limits.bootRetry.jitterPercent = 0
        let root = TransferWorld.signing.root
        model = ChargePointModel(
            ChargePointSetup(
                kind: kind, identity: "CP1", connectors: 2,
                configuration: SharedConfiguration(
                    kind: kind, connectors: 2, settings: [("MeterValueSampleInterval", "0")], transfers: .complete),
                seed: 1, clock: DeviceClock(epoch: Self.epoch, reference: .zero),
                security: SecuritySetup(roots: [
                    InstalledCertificate(
                        use: .manufacturerRootCertificate, certificate: root.certificatePEM, facts: root.facts)
                ]), limits: limits))
        give(.powerOn)
        give(.connected)
        told = []
    }

    /// Takes an order and lives on for so many seconds of virtual time.
    mutating func carryOut(_ order: Request, for seconds: Int64) async {
        give(.call("m1", order))
        let end = now.adding(seconds: seconds)
        while true {
            if !orders.isEmpty {
                let (order, token) = orders.removeFirst()
                attempts.append(now.nanoseconds / 1_000_000_000)
                let outcome = await move(order, token)
                give(.transferFinished(token, outcome))
            } else {
                guard model.nextDeadline <= end else { return }
                now = max(now, model.nextDeadline)
                give(.deadline)
            }
        }
    }

    // MARK: The model

    private mutating func give(_ input: ChargePointInput) {
        var inputs = [input]
        while !inputs.isEmpty {
            var effects: [ChargePointEffect] = []
            model.handle(inputs.removeFirst(), at: now, into: &effects)
            for effect in effects {
                switch effect {
                case .connect: inputs.append(.connected)
                case .call(let id, .typed(let request)):
                    note(request)
                    inputs.append(.confirmation(id, confirmation(request)))
                case .credentials(let work, let token): inputs.append(.credentialsDone(token, result(of: work)))
                case .startTransfer(let order, let token): orders.append((order, token))
                default: break
                }
            }
        }
    }

    private mutating func note(_ request: Request) {
        switch request {
        case .bootNotification(let boot): told.append("boot \(boot.firmwareVersion?.value ?? "")")
        case .firmwareStatusNotification(let request): told.append(request.status.rawValue)
        case .signedFirmwareStatusNotification(let request): told.append(request.status.rawValue)
        case .diagnosticsStatusNotification(let request): told.append(request.status.rawValue)
        case .logStatusNotification(let request): told.append(request.status.rawValue)
        case .securityEventNotification(let request): told.append("event \(request.type.value)")
        default: break
        }
    }

    private func confirmation(_ request: Request) -> OCPPTypes.Confirmation {
        switch request {
        case .bootNotification:
            .bootNotification(
                .init(
                    status: .accepted, currentTime: Self.epoch.adding(milliseconds: now.nanoseconds / 1_000_000),
                    interval: 300))
        case .heartbeat:
            .heartbeat(.init(currentTime: Self.epoch.adding(milliseconds: now.nanoseconds / 1_000_000)))
        case .statusNotification: .statusNotification(.init())
        case .firmwareStatusNotification: .firmwareStatusNotification(.init())
        case .signedFirmwareStatusNotification: .signedFirmwareStatusNotification(.init())
        case .diagnosticsStatusNotification: .diagnosticsStatusNotification(.init())
        case .logStatusNotification: .logStatusNotification(.init())
        case .securityEventNotification: .securityEventNotification(.init())
        default: preconditionFailure("nobody asked for \(request.action)")
        }
    }

    private func result(of work: CredentialWork) -> CredentialResult {
        var job = CredentialJob(work)
        if case .verifyFirmware(let file, _, _) = work, let downloaded, downloaded.token == file {
            job.image = FirmwareDigest(digest: downloaded.digest)
        }
        return job.carryOut().result
    }

    // MARK: Files

    /// One attempt, as the load engine makes it: a download goes on behind what the last one got, an upload behind what
    /// the server has.
    private mutating func move(_ order: TransferOrder, _ token: WorkToken) async -> TransferOutcome {
        guard let location = try? FileTransferLocation(order.location) else { return .failed(.badLocation) }
        var request: FileTransferRequest
        switch order {
        case .downloadFirmware:
            request = FileTransferRequest(location, .download(FileDownload(from: rest)))
        case .upload(_, let name, _):
            request = FileTransferRequest(
                location.appending(fileName: name),
                .upload(
                    FileUpload(
                        UploadRecipe(fileName: name) { ByteStream(TransferWorld.report) }, goesOn: uploadHasBegun)))
        }
        request.settings = settings
        let client = client
        let report = await withCheckedContinuation { continuation in
            client.start(request) { continuation.resume(returning: $0) }
        }
        switch report.outcome {
        case .success(let facts):
            guard case .downloadFirmware = order else { return .uploaded }
            downloaded = (token, facts.sha256)
            let version = facts.installedVersion(fileName: location.fileName, onlyImages: true)
            return .downloaded(FirmwareImage(version: version.flatMap { CiString<50>($0) }))
        case .failure(let failure):
            causes.append("\(failure)")
            rest = report.progress
            if report.bytesMoved > 0 { uploadHasBegun = true }
            return .failed(TransferFailure(failure.cause), retryAfterSeconds: failure.retryAfterSeconds)
        }
    }
}
