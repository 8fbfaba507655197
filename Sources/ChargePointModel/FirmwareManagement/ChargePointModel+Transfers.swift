import OCPPTypes

extension ChargePointModel {
    /// True when orders of firmware and diagnostics can be carried out.
    var managesFirmware: Bool { shared.transfers != .none && supports(.firmwareManagement) }

    /// A transfer rests or goes on; one that was given up meanwhile is an allowed race.
    mutating func transferProgress(
        _ token: WorkToken, _ progress: TransferProgress, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard !profiles.isEmpty else { return }
        downloadProgressed(token, progress, Moment(now), &effects)
    }

    /// A transfer has ended; one that was given up meanwhile is an allowed race.
    mutating func transferFinished(
        _ token: WorkToken, _ outcome: TransferOutcome, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard !profiles.isEmpty else { return }
        if !downloadFinished(token, outcome, Moment(now), &effects) {
            uploadFinished(token, outcome, Moment(now), &effects)
        }
    }

    /// The device goes down: what cannot go on afterwards has failed, and is told after the next boot.
    mutating func interruptTransfers(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        guard !profiles.isEmpty else { return }
        giveUpTransfers(moment, &effects)
        releaseUnlessHeld(moment, &effects)
    }

    /// Cancels the transfers that a restart or a power cut ends, and notes the end of their orders.
    mutating func giveUpTransfers(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        let ended = profiles.value.goDown(moment)
        for token in ended.transfers { effects.append(.cancelTransfer(token)) }
        for order in ended.orders { effects.append(.notice(.fileOrderEnded(order))) }
    }

    private mutating func releaseUnlessHeld(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        if !isHeldForFirmware { releaseConnectors(moment, &effects) }
    }
}

extension ProfilesState {
    /// The device goes down, with or without power: transfers, a signature check and an installation that are under way
    /// fail, an order that waits stays, firmware that is installed runs from now on. Gives the transfers and the orders
    /// that end.
    mutating func goDown(_ moment: Moment) -> (transfers: [WorkToken], orders: [FileOrderEnd]) {
        var ended: (transfers: [WorkToken], orders: [FileOrderEnd]) = ([], [])
        for upload in uploads {
            if case .uploading(let token) = upload.phase { ended.transfers.append(token) }
            ended.orders.append(upload.end(.interrupted))
            append(upload.kind.notification(.uploadFailed, .uploadFailure), moment)
        }
        uploads = []
        security.pending.removeAll { $0.purpose == .firmwareSignature }
        guard let update = firmware else { return ended }
        switch update.phase {
        case .scheduled, .installScheduled, .waitingForTransactions, .booting: break
        case .downloading(let token, _):
            ended.transfers.append(token)
            fail(update, .downloadFailed, .downloadFailed, moment)
        case .waitingToRetry: fail(update, .downloadFailed, .downloadFailed, moment)
        case .verifying, .installing: fail(update, .installationFailed, .installationFailed, moment)
        case .restarting(let version):
            firmwareVersion = version
            firmware?.phase = .booting
        }
        if firmware == nil { ended.orders.append(update.end(.interrupted)) }
        return ended
    }

    private mutating func fail(
        _ update: FirmwareUpdate, _ status: FirmwareStatus, _ signed: SignedFirmwareStatus, _ moment: Moment
    ) {
        firmware = nil
        if let requestId = update.order.signed?.requestId {
            lastFirmwareStatus = LastFirmwareStatus(status: signed, requestId: requestId)
            append(
                .signedFirmwareStatusNotification(
                    SignedFirmwareStatusNotification.Request(status: signed, requestId: requestId)), moment)
        } else {
            append(.firmwareStatusNotification(FirmwareStatusNotification.Request(status: status)), moment)
        }
    }

    private mutating func append(_ request: Request, _ moment: Moment) {
        notifications.append(
            QueuedNotification(
                request: request, isGuaranteed: false, intended: moment.intended, enqueued: moment.now))
    }
}
