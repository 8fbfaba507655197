import ChargePointModel
import Crypto
import FileTransfer
import Measurement
import NIOCore
import OCPPTypes

extension LoopDriver {
    private typealias Key = LoopTransfers.Key

    /// Begins a transfer for a member; its end comes back as an input.
    func startTransfer(_ order: TransferOrder, _ token: WorkToken, of index: Int, at now: Instant) {
        let kind = TransferKind(order.kind)
        guard let fleet = setup.transfers else {
            handle(index, .chargePoint(.transferFinished(token, .failed(.notSupported))))
            return
        }
        let group = fleet.groups[Int(setup.groups[index])]
        let location: FileTransferLocation
        do {
            location = try FileTransferLocation(order.location)
        } catch {
            refuse(error.cause, kind, of: index, token, at: now)
            return
        }
        var request: FileTransferRequest
        var fileName = location.fileName
        switch order {
        case .downloadFirmware:
            request = download(location, group, of: index)
        case .upload(_, let name, let content):
            fileName = name
            request = upload(location, name, content, group, of: index, at: now)
        }
        request.settings = group.settings
        request.lane = group.lane
        let key = Key(member: index, token: token)
        let driver = NIOLoopBound(self, eventLoop: eventLoop)
        let loop = eventLoop
        statistics.transfers[kind, TransferScheme(location.scheme)].started += 1
        let id = fleet.client.start(request) { report in
            loop.execute { driver.value.transferEnded(key, report) }
        }
        transfers.open[key] = LoopTransfers.Open(
            id: id, kind: kind, scheme: TransferScheme(location.scheme), place: request.location.redacted,
            fileName: fileName, location: location)
    }

    private func refuse(
        _ cause: FileTransferFailure.Cause, _ kind: TransferKind, of index: Int, _ token: WorkToken, at now: Instant
    ) {
        statistics.transfers[kind, .other].started += 1
        statistics.transfers[kind, .other].ended(
            cause: cause.rawValue, queuedNanoseconds: 0, nanoseconds: 0, bytes: 0, wentOn: false)
        keep(
            TransferLine(
                offsetMilliseconds: milliseconds(at: now), chargePoint: setup.identities[index], kind: kind,
                scheme: .other, outcome: cause.rawValue))
        handle(index, .chargePoint(.transferFinished(token, .failed(TransferFailure(cause)))))
    }

    /// Gives a transfer up; the model has forgotten it already.
    func cancelTransfer(_ token: WorkToken, of index: Int) {
        guard let open = transfers.open[LoopTransfers.Key(member: index, token: token)] else { return }
        setup.transfers?.client.cancel(open.id)
    }

    // MARK: Requests

    private func download(
        _ location: FileTransferLocation, _ group: FleetTransfers.Group, of index: Int
    ) -> FileTransferRequest {
        let rest = transfers.rests.removeValue(forKey: index)
        let progress = rest?.location == location ? rest?.progress : nil
        var destination = FileDownload.Destination.discard
        if let folder = group.keepDirectory {
            destination = .file(
                "\(folder)/\(Self.safe(setup.identities[index]))-\(Self.safe(location.fileName ?? "firmware"))")
        }
        return FileTransferRequest(location, .download(FileDownload(to: destination, from: progress)))
    }

    private func upload(
        _ location: FileTransferLocation, _ name: String, _ content: UploadContent, _ group: FleetTransfers.Group,
        of index: Int, at now: Instant
    ) -> FileTransferRequest {
        let known = transfers.drafts[index]?[name]
        let draft =
            known ?? LoopTransfers.Draft(recipe: recipe(name, content, group, of: index, at: now), hasBegun: false)
        if known == nil {
            // Names are never given twice, so what is left of earlier orders is of no use.
            if transfers.drafts[index]?.count ?? 0 >= LoopTransfers.draftsPerMember { transfers.drafts[index] = [:] }
            transfers.drafts[index, default: [:]][name] = draft
        }
        let isForm = !location.scheme.isFTP && group.settings.usesForm(for: location)
        return FileTransferRequest(
            isForm ? location : location.appending(fileName: name),
            .upload(FileUpload(draft.recipe, goesOn: draft.hasBegun)))
    }

    private func recipe(
        _ name: String, _ content: UploadContent, _ group: FleetTransfers.Group, of index: Int, at now: Instant
    ) -> UploadRecipe {
        switch content {
        case .securityLog(let entries):
            return UploadRecipe(fileName: name) {
                ByteStream(Array(ChargePointDiagnostics.text(entries).utf8))
            }
        case .diagnostics(let from, let to), .diagnosticsLog(let from, let to):
            let archive = DiagnosticsArchive(
                diagnostics: members.with(index) { $0.model.diagnostics(at: now) }, from: from, to: to,
                frames: transfers.frames[index]?.all, noiseBytes: group.diagnosticsBytes)
            return UploadRecipe(fileName: name) { try archive.open() }
        }
    }

    /// A text that can be a part of a file name.
    private static func safe(_ text: String) -> String {
        let bytes = text.utf8.prefix(100).map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: byte
            default: 0x5F
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Ends

    /// The client has ended a transfer.
    private func transferEnded(_ key: Key, _ report: FileTransferReport) {
        // After the end of the run nobody waits for it.
        guard let open = transfers.open.removeValue(forKey: key) else { return }
        let now = Self.now()
        record(open, report, of: key.member, at: now)
        let outcome: TransferOutcome
        switch report.outcome {
        case .success(let facts): outcome = succeeded(open, facts, key)
        case .failure(let failure):
            if failure.cause == .cancelled { return }  // The model wanted that, and awaits no answer.
            remember(open, report, of: key.member)
            errorCount += 1
            event(of: key.member, at: now, .transferFailed, nil, "\(open.kind.rawValue) \(open.place): \(failure)")
            outcome = .failed(TransferFailure(failure.cause), retryAfterSeconds: failure.retryAfterSeconds)
        }
        handle(key.member, .chargePoint(.transferFinished(key.token, outcome)))
    }

    private func succeeded(_ open: LoopTransfers.Open, _ facts: FileFacts, _ key: Key) -> TransferOutcome {
        guard open.kind == .firmware else {
            if let name = open.fileName { transfers.drafts[key.member]?[name] = nil }
            if transfers.drafts[key.member]?.isEmpty == true { transfers.drafts[key.member] = nil }
            return .uploaded
        }
        transfers.downloaded[key.member] = (key.token, facts)
        let onlyImages = setup.transfers?.groups[Int(setup.groups[key.member])].takesOnlyImages ?? false
        let version = facts.installedVersion(fileName: open.fileName, onlyImages: onlyImages)
        return .downloaded(FirmwareImage(version: version.flatMap { CiString<50>($0) }))
    }

    /// Keeps what the next attempt needs to go on.
    private func remember(_ open: LoopTransfers.Open, _ report: FileTransferReport, of member: Int) {
        if open.kind == .firmware {
            transfers.rests[member] = report.progress.map {
                LoopTransfers.Rest(location: open.location, progress: $0)
            }
        } else if let name = open.fileName, report.bytesMoved > 0 {
            transfers.drafts[member]?[name]?.hasBegun = true
        }
    }

    private func record(_ open: LoopTransfers.Open, _ report: FileTransferReport, of member: Int, at now: Instant) {
        var cause: FileTransferFailure?
        var facts: FileFacts?
        switch report.outcome {
        case .success(let found): facts = found
        case .failure(let failure): cause = failure
        }
        let queued = report.startedNanoseconds - report.requestedNanoseconds
        let took = report.endedNanoseconds - report.startedNanoseconds
        statistics.transfers[open.kind, open.scheme].ended(
            cause: cause?.cause.rawValue, queuedNanoseconds: queued, nanoseconds: took, bytes: report.bytesMoved,
            wentOn: report.wentOn)
        var line = TransferLine(
            offsetMilliseconds: milliseconds(at: now), chargePoint: setup.identities[member], kind: open.kind,
            scheme: open.scheme, outcome: cause?.cause.rawValue ?? TransferLine.done)
        line.place = open.place
        line.response = cause?.response ?? 0
        line.bytesMoved = report.bytesMoved
        line.queuedMilliseconds = Double(queued) / 1e6
        line.durationMilliseconds = Double(took) / 1e6
        if let facts {
            line.size = facts.bytes
            line.sha256 = HexadecimalText.text(facts.sha256)
        }
        keep(line)
    }

    /// Every transfer that is still under way fails with the run; called before the measurements are taken.
    func giveUpTransfers() {
        for open in transfers.open.values {
            statistics.transfers[open.kind, open.scheme].ended(
                cause: Self.runEnded, queuedNanoseconds: 0, nanoseconds: 0, bytes: 0, wentOn: false)
        }
        transfers.open = [:]
    }

    /// The cause of transfers that were under way when the run ended.
    static let runEnded = "the run ended"

    // MARK: Lines

    private func milliseconds(at now: Instant) -> Double {
        Double(now.nanoseconds(since: setup.start) / 1000) / 1000
    }

    private func keep(_ line: TransferLine) {
        transferLines.append(line)
    }

    /// Notes a frame of a member that keeps them.
    func note(_ frame: UnsafeRawBufferPointer, isSent: Bool, of index: Int) {
        guard let limit = setup.transfers?.groups[Int(setup.groups[index])].frames, limit > 0 else { return }
        transfers.frames[index, default: FrameRing(limit: limit)].append(frame, isSent: isSent, at: Self.now())
    }

    /// The SHA-256 of the file that a transfer of a member has downloaded; nil when it is not the last one.
    func digest(of index: Int, _ token: WorkToken) -> SHA256Digest? {
        guard let last = transfers.downloaded[index], last.token == token else { return nil }
        return last.facts.sha256
    }
}

extension TransferOrder {
    /// The location as it came.
    var location: String {
        switch self {
        case .downloadFirmware(let location), .upload(let location, _, _): location
        }
    }
}
