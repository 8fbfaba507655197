import OCPPTypes

/// What may be sent, and what follows from how it ended.
extension CentralSystemModel {
    /// A command at the moment of sending.
    enum Preparation: Equatable {
        /// May be sent; the payload with what the central system fills in.
        case ready(CommandPayload)
        /// May not be sent; the reason.
        case refused(String)
    }

    /// Checks and completes a command. A raw one goes out as it is.
    mutating func prepared(_ payload: CommandPayload, for index: Int, at now: Instant) -> Preparation {
        guard case .typed(let request) = payload else { return .ready(payload) }
        guard request.action.isFromCentralSystem else {
            return .refused("\(request.action.name) is sent by a charge point")
        }
        if let reason = refusal(of: request, registration: chargePoints[index].registration) {
            return .refused(reason)
        }
        switch request {
        case .changeConfiguration(let request):
            return refusal(ofKeyChange: request, of: index).map { Preparation.refused($0) } ?? .ready(payload)
        case .remoteStartTransaction(let request):
            return prepared(request, for: index, at: now)
        case .reserveNow(let request):
            return prepared(request, for: index, at: now)
        case .sendLocalList(let request):
            return prepared(request, for: index)
        case .setChargingProfile(let request):
            return prepared(request, for: index, at: now)
        case .getLog, .signedUpdateFirmware:
            return .ready(.typed(withRequestId(request)))
        default:
            return .ready(payload)
        }
    }

    /// Why a command may not be sent in a state of registration (OCPP 1.6 §4.2, errata v4.0 §3.40). Some
    /// charge points drop the connection when any CALL comes before they have booted (guide "Field notes").
    private func refusal(of request: Request, registration: RegistrationStatus?) -> String? {
        switch registration {
        case nil:
            return isBootTrigger(request)
                ? nil
                : "the charge point has not sent BootNotification yet; only a trigger of BootNotification may be sent"
        case .rejected:
            return "the charge point is Rejected and answers nothing before its next BootNotification"
        case .pending:
            switch request {
            case .remoteStartTransaction, .remoteStopTransaction:
                return "\(request.action.name) may not be sent while the registration is Pending"
            default:
                return nil
            }
        case .accepted:
            return isBootTrigger(request)
                ? "a BootNotification may not be triggered after the charge point was accepted" : nil
        }
    }

    private func isBootTrigger(_ request: Request) -> Bool {
        switch request {
        case .triggerMessage(let trigger): trigger.requestedMessage == .bootNotification
        case .extendedTriggerMessage(let trigger): trigger.requestedMessage == .bootNotification
        default: false
        }
    }

    /// A command leaves: what has to be known before its answer, because the charge point may act first.
    mutating func sent(_ payload: CommandPayload, to index: Int, at now: Instant, into effects: inout [Effect]) {
        guard case .typed(let request) = payload else { return }
        var records: [Record] = []
        switch request {
        case .reserveNow(let request):
            records = reservationOrdered(request, of: index)
        case .remoteStartTransaction(let request):
            chargePoints[index].books.expectedStarts.append(ExpectedStart(request: request, until: nil))
        case .updateFirmware, .signedUpdateFirmware, .getDiagnostics, .getLog:
            records = orderSent(request, of: index, at: now)
        case .triggerMessage, .extendedTriggerMessage:
            triggerSent(request, of: index)
        default:
            break
        }
        if !records.isEmpty { effects.append(.store(records, .unawaited)) }
    }

    /// A command ended, whether it was sent or not. What it led to becomes state at once, because it is already so in
    /// the charge point; the operator is told when it is stored.
    mutating func ended(
        _ command: QueuedCommand, _ outcome: OperatorAnswer, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) {
        var answer = outcome
        var records: [Record] = []
        if case .typed(let request) = command.payload, command.number != 0 {
            if case .confirmation(let confirmation) = outcome {
                records = confirmed(command, request, confirmation, of: index, at: now, answer: &answer, into: &effects)
            } else {
                records = unconfirmed(command, request, outcome, of: index, at: now)
            }
            if !records.isEmpty { booksStored(of: index) }
            plan(index)
        }
        switch command.origin {
        case .operatorOrder(let token):
            guard !records.isEmpty else { return effects.append(.operatorAnswer(token, answer)) }
            let store = store(records, into: &effects)
            pendingWork[store] = .command(records, chargePoint: index, answer, token)
        case .localListUpdate(let update):
            if !records.isEmpty { effects.append(.store(records, .unawaited)) }
            localListUpdateEnded(update, answer, of: index, at: now, into: &effects)
        case .certificate(let record):
            certificateEnded(record, answer, into: &effects)
        case .centralSystem:
            if !records.isEmpty { effects.append(.store(records, .unawaited)) }
        }
    }

    /// The books after a confirmation.
    /// - Returns: what is to be stored.
    private mutating func confirmed(
        _ command: QueuedCommand, _ request: Request, _ confirmation: Confirmation, of index: Int, at now: Instant,
        answer: inout OperatorAnswer, into effects: inout [Effect]
    ) -> [Record] {
        switch (request, confirmation) {
        case (.changeAvailability(let request), .changeAvailability(let confirmation)):
            return availabilityAnswered(request, confirmation.status, of: index, at: now)
        case (.getConfiguration(let request), .getConfiguration(let confirmation)):
            return configurationRead(request, confirmation, of: index, into: &effects)
        case (.changeConfiguration(let request), .changeConfiguration(let confirmation)):
            return securityChangeAnswered(command, request, confirmation.status, of: index, at: now)
                + configurationChanged(request, confirmation.status, of: index, into: &effects)
        case (.getInstalledCertificateIds, _), (.deleteCertificate, _):
            return installedCertificates(request, confirmation, of: index)
        case (.remoteStartTransaction(let request), .remoteStartTransaction(let confirmation)):
            return remoteStartAnswered(request, confirmation.status, of: index, at: now)
        case (.remoteStopTransaction(let request), .remoteStopTransaction(let confirmation)):
            remoteStopAnswered(request, confirmation.status, of: index, at: now)
            return []
        case (.reserveNow(let request), .reserveNow(let confirmation)):
            return reservationAnswered(request, confirmation.status, of: index, into: &effects)
        case (.cancelReservation(let request), .cancelReservation(let confirmation)):
            return cancellationAnswered(request, confirmation.status, of: index, into: &effects)
        case (.sendLocalList(let request), .sendLocalList(let confirmation)):
            return localListAnswered(request, confirmation.status, of: index, into: &effects)
        case (.getLocalListVersion, .getLocalListVersion(let confirmation)):
            return localListVersionRead(confirmation.listVersion, of: index, into: &effects)
        case (.setChargingProfile(let request), .setChargingProfile(let confirmation)):
            return profileAnswered(request, confirmation.status, of: index, at: now, into: &effects)
        case (.clearChargingProfile(let request), .clearChargingProfile(let confirmation)):
            return profilesCleared(request, confirmation.status, of: index, into: &effects)
        case (.getCompositeSchedule(let request), .getCompositeSchedule(let confirmation)):
            let expectation = expectation(of: request, confirmation, from: index, at: now, into: &effects)
            answer = .compositeSchedule(confirmation, expectation)
            return []
        case (.updateFirmware, _), (.signedUpdateFirmware, _), (.getDiagnostics, _), (.getLog, _):
            return orderAnswered(request, confirmation, of: index)
        case (.triggerMessage(let request), .triggerMessage(let confirmation)):
            triggerAnswered(.triggerMessage(request), isAccepted: confirmation.status == .accepted, of: index, at: now)
            return []
        case (.extendedTriggerMessage(let request), .extendedTriggerMessage(let confirmation)):
            triggerAnswered(
                .extendedTriggerMessage(request), isAccepted: confirmation.status == .accepted, of: index, at: now)
            return []
        default:
            return []
        }
    }

    /// The books after a command that was sent and not confirmed. Where the answer never came, the charge point may have
    /// acted; an order and a reservation then stay as ordered, and what the charge point reports of them is matched.
    private mutating func unconfirmed(
        _ command: QueuedCommand, _ request: Request, _ outcome: OperatorAnswer, of index: Int, at now: Instant
    ) -> [Record] {
        let isRefused = if case .callError = outcome { true } else { false }
        switch request {
        case .changeConfiguration(let request):
            return securityChangeAnswered(command, request, isRefused ? .rejected : nil, of: index, at: now)
        case .remoteStartTransaction(let request):
            return remoteStartAnswered(request, isRefused ? .rejected : nil, of: index, at: now)
        case .reserveNow(let request):
            return isRefused
                ? reservationRefused(request, nil, of: index) : reservationUnanswered(request, of: index)
        case .updateFirmware, .signedUpdateFirmware, .getDiagnostics, .getLog:
            return isRefused ? orderRefused(request, "CALLERROR", of: index) : []
        case .triggerMessage, .extendedTriggerMessage:
            triggerAnswered(request, isAccepted: false, of: index, at: now)
            return []
        default:
            return []
        }
    }
}
