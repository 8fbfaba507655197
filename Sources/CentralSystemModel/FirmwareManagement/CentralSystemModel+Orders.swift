import OCPPTypes

/// Firmware updates and uploads of diagnostics and logs (OCPP 1.6 §5.9, §5.19; security white paper L01, N01).
///
///     ordered ──taken──> running ──last step──> succeeded | failed
///        │       │          └── a later order of the kind ──> replaced
///        │       └── GetDiagnostics.conf without fileName ──> nothing to upload
///        └── other status or CALLERROR ──> refused
///
/// Status notifications carry no id in OCPP 1.6 and belong to the youngest open order of their kind; those of the
/// security extension belong to their requestId.
extension CentralSystemModel {
    func withRequestId(_ request: Request) -> Request {
        switch request {
        case .getLog(var request) where request.requestId == CommandPayload.chosenByCentralSystem:
            request.requestId = nextRequestId
            return .getLog(request)
        case .signedUpdateFirmware(var request) where request.requestId == CommandPayload.chosenByCentralSystem:
            request.requestId = nextRequestId
            return .signedUpdateFirmware(request)
        default:
            return request
        }
    }

    /// The order's own id, kept within 31 bits.
    private var nextRequestId: Int { Int(nextOrderId & 0x7FFF_FFFF) }

    mutating func orderSent(_ request: Request, of index: Int, at now: Instant) -> [Record] {
        let order = OrderRecord(
            orderId: nextOrderId, identity: chargePoints[index].identity, request: request,
            time: configuration.clock.time(at: now), state: .ordered)
        nextOrderId += 1
        chargePoints[index].books.orders.append(order)
        if chargePoints[index].books.orders.count > configuration.limits.orders {
            // The oldest that is over, else the oldest.
            let over = chargePoints[index].books.orders.firstIndex { !$0.isOpen } ?? 0
            chargePoints[index].books.orders.remove(at: over)
        }
        return [.order(order)]
    }

    mutating func orderAnswered(_ request: Request, _ confirmation: Confirmation, of index: Int) -> [Record] {
        switch confirmation {
        case .updateFirmware:
            return orderTaken(request, answer: nil, .running, of: index)
        case .getDiagnostics(let confirmation):
            let fileName = confirmation.fileName?.value
            return orderTaken(
                request, answer: fileName, fileName == nil ? .nothingToUpload : .running, of: index)
        case .signedUpdateFirmware(let confirmation):
            switch confirmation.status {
            case .accepted, .acceptedCanceled:
                return orderTaken(request, answer: confirmation.status.rawValue, .running, of: index)
            case .rejected, .invalidCertificate, .revokedCertificate:
                return orderRefused(request, confirmation.status.rawValue, of: index)
            }
        case .getLog(let confirmation):
            switch confirmation.status {
            case .accepted, .acceptedCanceled:
                let answer = confirmation.filename?.value ?? confirmation.status.rawValue
                return orderTaken(request, answer: answer, .running, of: index)
            case .rejected:
                return orderRefused(request, confirmation.status.rawValue, of: index)
            }
        default:
            return []
        }
    }

    /// The place of the order that was sent last with that request.
    private func place(of request: Request, of index: Int) -> Int? {
        guard chargePoints[index].hasBooks else { return nil }
        return chargePoints[index].books.orders.lastIndex { $0.isOpen && $0.request == request }
    }

    /// A taken order replaces the open ones of its kind (guide "Where OCPP is silent"): the charge point works off one
    /// at a time.
    private mutating func orderTaken(
        _ request: Request, answer: String?, _ state: OrderRecord.State, of index: Int
    ) -> [Record] {
        guard let place = place(of: request, of: index) else { return [] }
        var records: [Record] = []
        let kind = chargePoints[index].books.orders[place].kind
        for earlier in 0..<place {
            let order = chargePoints[index].books.orders[earlier]
            guard order.isOpen, order.kind == kind else { continue }
            chargePoints[index].books.orders[earlier].state = .replaced
            records.append(.order(chargePoints[index].books.orders[earlier]))
        }
        chargePoints[index].books.orders[place].answer = answer
        // A step that came before the answer may have ended it.
        if chargePoints[index].books.orders[place].isOpen {
            chargePoints[index].books.orders[place].state = state
        }
        records.append(.order(chargePoints[index].books.orders[place]))
        return records
    }

    mutating func orderRefused(_ request: Request, _ answer: String, of index: Int) -> [Record] {
        guard let place = place(of: request, of: index) else { return [] }
        chargePoints[index].books.orders[place].state = .refused
        chargePoints[index].books.orders[place].answer = answer
        return [.order(chargePoints[index].books.orders[place])]
    }

    // MARK: Status notifications

    mutating func firmwareStatus(
        _ status: FirmwareStatus, of index: Int, at now: Instant, into effects: inout [Effect]
    ) {
        guard status != .idle else { return }
        let path: OrderPath
        switch status {
        case .idle: return
        case .downloading: path = .step(1)
        case .downloaded: path = .step(2)
        case .installing: path = .step(3)
        case .installed: path = .end(4, .succeeded)
        case .downloadFailed: path = .failure(from: 0)
        case .installationFailed: path = .failure(from: 2)
        }
        reported(status.rawValue, path, .firmware, requestId: nil, of: index, at: now, into: &effects)
    }

    mutating func diagnosticsStatus(
        _ status: DiagnosticsStatus, of index: Int, at now: Instant, into effects: inout [Effect]
    ) {
        let path: OrderPath
        switch status {
        case .idle: return
        case .uploading: path = .step(1)
        case .uploaded: path = .end(2, .succeeded)
        case .uploadFailed: path = .failure(from: 0)
        }
        reported(status.rawValue, path, .diagnostics, requestId: nil, of: index, at: now, into: &effects)
    }

    mutating func logStatus(
        _ status: UploadLogStatus, _ requestId: Int?, of index: Int, at now: Instant, into effects: inout [Effect]
    ) {
        let path: OrderPath
        switch status {
        case .idle: return
        case .uploading: path = .step(1)
        case .uploaded: path = .end(2, .succeeded)
        case .uploadFailure, .badMessage, .permissionDenied, .notSupportedOperation: path = .failure(from: 0)
        }
        reported(status.rawValue, path, .log, requestId: requestId, of: index, at: now, into: &effects)
    }

    mutating func signedFirmwareStatus(
        _ status: SignedFirmwareStatus, _ requestId: Int?, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) {
        let path: OrderPath
        switch status {
        case .idle: return
        case .downloadScheduled, .downloadPaused: path = .aside
        case .downloading: path = .step(1)
        case .downloaded: path = .step(2)
        case .signatureVerified: path = .step(3)
        case .installScheduled, .installRebooting: path = .aside
        // Installing may be left out by a boot loader that does not speak OCPP (L01.FR.22).
        case .installing: path = .step(3)
        case .installed: path = .end(4, .succeeded)
        case .downloadFailed: path = .failure(from: 0)
        case .invalidSignature: path = .failure(from: 2)
        case .installVerificationFailed, .installationFailed: path = .failure(from: 3)
        }
        reported(status.rawValue, path, .signedFirmware, requestId: requestId, of: index, at: now, into: &effects)
    }
}

/// Where a status stands on the way of an order.
enum OrderPath: Equatable {
    /// A step of that number; the one before is due first.
    case step(Int)
    /// The last step, and how the order ends.
    case end(Int, OrderRecord.State)
    /// A failure that presupposes a step.
    case failure(from: Int)
    /// A state beside the way.
    case aside
}
