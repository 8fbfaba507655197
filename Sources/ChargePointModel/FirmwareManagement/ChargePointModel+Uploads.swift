import OCPPTypes

extension ChargePointModel {
    /// GetDiagnostics.req; without fileName in the answer there is nothing to upload.
    mutating func getDiagnostics(
        _ id: UniqueId, _ request: GetDiagnostics.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard managesFirmware else {
            refuse(id, "the FirmwareManagement profile is not supported", &effects)
            return
        }
        guard !isFinishing, isPeriod(request.startTime, request.stopTime, at: now) else {
            effects.append(.reply(id, .getDiagnostics(GetDiagnostics.Confirmation())))
            return
        }
        let name = nextFileName("diagnostics", ".tar.gz")
        effects.append(
            .reply(id, .getDiagnostics(GetDiagnostics.Confirmation(fileName: CiString<255>(unchecked: name)))))
        begin(
            Upload(
                kind: .diagnostics, location: request.location, fileName: name, from: request.startTime,
                to: request.stopTime, retries: ChargePointLimits.retries(request.retries),
                retrySeconds: ChargePointLimits.retrySeconds(request.retryInterval),
                phase: .waitingToRetry(until: now), due: now),
            Moment(now), &effects)
    }

    /// GetLog.req: Rejected when the log has nothing of the period (N01.FR.01).
    mutating func getLog(
        _ id: UniqueId, _ request: GetLog.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard shared.transfers != .none else {
            refuse(id, "file transfers are not supported", &effects)
            return
        }
        let (from, to) = (request.log.oldestTimestamp, request.log.latestTimestamp)
        let isEmpty = request.logType == .securityLog && securityLog(from, to).isEmpty
        guard !isFinishing, isPeriod(from, to, at: now), !isEmpty else {
            effects.append(.reply(id, .getLog(GetLog.Confirmation(status: .rejected))))
            return
        }
        let kind = Upload.Kind.log(request.logType, requestId: request.requestId)
        let isRunning = profiles.value.uploads.contains { $0.kind.excludes(kind) }
        let name =
            request.logType == .securityLog
            ? nextFileName("security", ".log") : nextFileName("diagnostics", ".tar.gz")
        effects.append(
            .reply(
                id,
                .getLog(
                    GetLog.Confirmation(
                        status: isRunning ? .acceptedCanceled : .accepted, filename: CiString<255>(unchecked: name)))))
        begin(
            Upload(
                kind: kind, location: request.log.remoteLocation.value, fileName: name, from: from, to: to,
                retries: ChargePointLimits.retries(request.retries),
                retrySeconds: ChargePointLimits.retrySeconds(request.retryInterval),
                phase: .waitingToRetry(until: now), due: now),
            Moment(now), &effects)
    }

    /// True when something may have happened in a period.
    private func isPeriod(_ from: DateTime?, _ to: DateTime?, at now: Instant) -> Bool {
        guard let from else { return true }
        return from <= clock.time(at: now) && (to.map { from <= $0 } ?? true)
    }

    private func securityLog(_ from: DateTime?, _ to: DateTime?) -> [SecurityLogEntry] {
        profiles.value.security.log.filter { entry in
            (from.map { $0 <= entry.timestamp } ?? true) && (to.map { entry.timestamp <= $0 } ?? true)
        }
    }

    /// `diagnostics-CP1-1.tar.gz`; every character of the identity that is not safe in a file name becomes `_`.
    private mutating func nextFileName(_ what: String, _ suffix: String) -> String {
        profiles.value.fileCount &+= 1
        let name = identity.utf8.prefix(100).map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: byte
            default: 0x5F
            }
        }
        return "\(what)-\(String(decoding: name, as: UTF8.self))-\(profiles.value.fileCount)\(suffix)"
    }

    // MARK: Going on

    /// A new upload takes the place of one of its kind.
    private mutating func begin(_ upload: Upload, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        if let index = profiles.value.uploads.firstIndex(where: { $0.kind.excludes(upload.kind) }) {
            if case .uploading(let token) = profiles.value.uploads[index].phase {
                effects.append(.cancelTransfer(token))
            }
            finish(index, .replaced, &effects)
        }
        profiles.value.uploads.append(upload)
        tell(upload.kind, .uploading, .uploading, moment, &effects)
        attempt(profiles.value.uploads.count - 1, &effects)
    }

    private mutating func attempt(_ index: Int, _ effects: inout [ChargePointEffect]) {
        let upload = profiles.value.uploads[index]
        let content: UploadContent =
            switch upload.kind {
            case .diagnostics: .diagnostics(from: upload.from, to: upload.to)
            case .log(.diagnosticsLog, _): .diagnosticsLog(from: upload.from, to: upload.to)
            case .log(.securityLog, _): .securityLog(securityLog(upload.from, upload.to))
            }
        let token = profiles.value.nextWork()
        profiles.value.uploads[index].phase = .uploading(token)
        effects.append(
            .startTransfer(.upload(location: upload.location, fileName: upload.fileName, content), token))
    }

    /// An upload has ended one way or the other. One that was given up meanwhile is an allowed race.
    mutating func uploadFinished(
        _ token: WorkToken, _ outcome: TransferOutcome, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        guard let index = profiles.value.uploads.firstIndex(where: { $0.phase == .uploading(token) }) else { return }
        let upload = profiles.value.uploads[index]
        switch outcome {
        case .uploaded:
            finish(index, .done, &effects)
            tell(upload.kind, .uploaded, .uploaded, moment, &effects)
        case .failed(let failure, let retryAfter):
            if failure.isWorthRetrying, upload.retries > 0 {
                profiles.value.uploads[index].retries -= 1
                profiles.value.uploads[index].phase = .waitingToRetry(
                    until: moment.now.adding(
                        seconds: ChargePointLimits.retrySeconds(ordered: upload.retrySeconds, server: retryAfter)))
                return
            }
            finish(index, .transferFailed, &effects)
            tell(upload.kind, .uploadFailed, UploadLogStatus(failure), moment, &effects)
        case .downloaded: preconditionFailure("an upload is not downloaded")
        }
    }

    /// Takes an upload off the list and notes how its order ended.
    private mutating func finish(
        _ index: Int, _ outcome: FileOrderEnd.Outcome, _ effects: inout [ChargePointEffect]
    ) {
        let upload = profiles.value.uploads.remove(at: index)
        effects.append(.notice(.fileOrderEnded(upload.end(outcome))))
    }

    /// A wait before another attempt is over.
    mutating func uploadsAreDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        for index in profiles.value.uploads.indices where profiles.value.uploads[index].deadline <= moment.at {
            attempt(index, &effects)
        }
    }

    private mutating func tell(
        _ kind: Upload.Kind, _ status: DiagnosticsStatus, _ logStatus: UploadLogStatus, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        notify(kind.notification(status, logStatus), moment, &effects)
    }

    /// What LogStatusNotification says when it is triggered (N01.FR.12).
    var logStatus: LogStatusNotification.Request {
        for upload in profiles.value.uploads {
            if case .log(_, let requestId) = upload.kind {
                return LogStatusNotification.Request(status: .uploading, requestId: requestId)
            }
        }
        return LogStatusNotification.Request(status: .idle)
    }

    /// What DiagnosticsStatusNotification says when it is triggered.
    var diagnosticsStatus: DiagnosticsStatus {
        profiles.value.uploads.contains { $0.kind == .diagnostics } ? .uploading : .idle
    }
}

extension Upload.Kind {
    /// The message that tells a status of an upload of this kind.
    func notification(_ status: DiagnosticsStatus, _ logStatus: UploadLogStatus) -> Request {
        switch self {
        case .diagnostics: .diagnosticsStatusNotification(DiagnosticsStatusNotification.Request(status: status))
        case .log(_, let requestId):
            .logStatusNotification(LogStatusNotification.Request(status: logStatus, requestId: requestId))
        }
    }
}

extension UploadLogStatus {
    /// The status that tells a failure as precisely as possible (N01.FR.10).
    init(_ failure: TransferFailure) {
        switch failure {
        case .connection, .timedOut, .notTrusted, .notFound, .busy, .serverError, .noSpace, .incomplete:
            self = .uploadFailure
        case .permissionDenied: self = .permissionDenied
        case .badLocation: self = .badMessage
        case .notSupported: self = .notSupportedOperation
        }
    }
}
