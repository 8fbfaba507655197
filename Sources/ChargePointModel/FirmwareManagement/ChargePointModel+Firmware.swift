import OCPPTypes

extension ChargePointModel {
    // MARK: Orders

    /// UpdateFirmware.req. Where a security profile is in use only signed firmware is taken (L01.FR.20).
    mutating func updateFirmware(
        _ id: UniqueId, _ request: UpdateFirmware.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard managesFirmware else {
            refuse(id, "the FirmwareManagement profile is not supported", &effects)
            return
        }
        guard securityProfile == 0 else {
            refuse(id, "only signed firmware is supported", &effects)
            return
        }
        effects.append(.reply(id, .updateFirmware(UpdateFirmware.Confirmation())))
        guard !isFinishing, profiles.value.firmware?.canBeCanceled ?? true else { return }
        cancelUpdate(Moment(now), &effects)
        begin(
            FirmwareUpdate.Order(
                location: request.location, retrieveDate: request.retrieveDate,
                retries: ChargePointLimits.retries(request.retries),
                retrySeconds: ChargePointLimits.retrySeconds(request.retryInterval),
                due: max(now, clock.instant(of: request.retrieveDate))),
            Moment(now), &effects)
    }

    /// SignedUpdateFirmware.req: the certificate is checked before anything is answered (L01.FR.23).
    mutating func signedUpdateFirmware(
        _ id: UniqueId, _ request: SignedUpdateFirmware.Request, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        guard managesFirmware else {
            refuse(id, "the FirmwareManagement profile is not supported", &effects)
            return
        }
        guard profiles.value.security.pending.count < ChargePointLimits.pendingWork, !isFinishing else {
            reply(id, .rejected, &effects)
            return
        }
        let roots = profiles.value.security.roots.filter { $0.use == .manufacturerRootCertificate }.map(\.certificate)
        order(
            .checkFirmwareSigningCertificate(
                certificate: request.firmware.signingCertificate.value, roots: roots, now: clock.time(at: now)),
            .firmwareCertificate(request), reply: id, &effects)
    }

    private func reply(_ id: UniqueId, _ status: UpdateFirmwareStatus, _ effects: inout [ChargePointEffect]) {
        effects.append(.reply(id, .signedUpdateFirmware(SignedUpdateFirmware.Confirmation(status: status))))
    }

    /// The signing certificate was checked; an order whose connection is gone has nobody to be answered and ends.
    mutating func firmwareCertificateChecked(
        _ result: CredentialResult, _ request: SignedUpdateFirmware.Request, _ reply: UniqueId?, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        guard let id = reply else { return }
        switch result {
        case .verified: break
        case .refused(let refusal):
            let status: UpdateFirmwareStatus =
                switch refusal {
                case .unavailable: .rejected
                case .revoked: .revokedCertificate
                default: .invalidCertificate
                }
            self.reply(id, status, &effects)
            if refusal != .unavailable {
                raise(
                    .invalidFirmwareSigningCertificate, info: refusal.rawValue, isAsked: true, moment, &effects)
            }
            return
        case .signingRequest, .certificate: preconditionFailure("a signing certificate is verified: \(result)")
        }
        guard profiles.value.firmware?.canBeCanceled ?? true else {
            self.reply(id, .rejected, &effects)  // L01.FR.27
            return
        }
        self.reply(id, profiles.value.firmware == nil ? .accepted : .acceptedCanceled, &effects)
        cancelUpdate(moment, &effects)
        begin(
            FirmwareUpdate.Order(
                location: request.firmware.location.value, retrieveDate: request.firmware.retrieveDateTime,
                installDate: request.firmware.installDateTime,
                retries: ChargePointLimits.retries(request.retries),
                retrySeconds: ChargePointLimits.retrySeconds(request.retryInterval),
                signed: FirmwareUpdate.Signed(
                    requestId: request.requestId, certificate: request.firmware.signingCertificate.value,
                    signature: request.firmware.signature.value),
                due: max(moment.now, clock.instant(of: request.firmware.retrieveDateTime))),
            moment, &effects)
    }

    // MARK: Download

    private mutating func begin(
        _ order: FirmwareUpdate.Order, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        profiles.value.firmware = FirmwareUpdate(order: order)
        if order.retrieveDate <= clock.time(at: moment.at) {
            tell(.downloading, .downloading, moment, &effects)
            download(&effects)
        } else {
            tell(nil, .downloadScheduled, moment, &effects)
        }
    }

    private mutating func download(_ effects: inout [ChargePointEffect]) {
        guard let location = profiles.value.firmware?.order.location else { return }
        let token = profiles.value.nextWork()
        profiles.value.firmware?.phase = .downloading(token, isPaused: false)
        effects.append(.startTransfer(.downloadFirmware(location: location), token))
    }

    /// The download rests or goes on; only the signed variant has words for it.
    mutating func downloadProgressed(
        _ token: WorkToken, _ progress: TransferProgress, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        guard case .downloading(token, let isPaused)? = profiles.value.firmware?.phase else { return }
        switch (progress, isPaused) {
        case (.paused, false):
            profiles.value.firmware?.phase = .downloading(token, isPaused: true)
            tell(nil, .downloadPaused, moment, &effects)
        case (.resumed, true):
            profiles.value.firmware?.phase = .downloading(token, isPaused: false)
            tell(nil, .downloading, moment, &effects)
        case (.paused, true), (.resumed, false): break  // Nothing new.
        }
    }

    /// The download has ended one way or the other. False when it is not that of the update.
    mutating func downloadFinished(
        _ token: WorkToken, _ outcome: TransferOutcome, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> Bool {
        guard let update = profiles.value.firmware, case .downloading(token, _) = update.phase else { return false }
        switch outcome {
        case .downloaded(let image):
            tell(.downloaded, .downloaded, moment, &effects)
            guard let signed = update.order.signed else {
                downloaded(image, moment, &effects)
                return true
            }
            profiles.value.firmware?.phase = .verifying(image)
            order(
                .verifyFirmware(file: token, signature: signed.signature, certificate: signed.certificate),
                .firmwareSignature, reply: nil, &effects)
        case .failed(let failure, let retryAfter):
            if failure.isWorthRetrying, update.order.retries > 0 {
                profiles.value.firmware?.order.retries -= 1
                profiles.value.firmware?.phase = .waitingToRetry(
                    until: moment.now.adding(
                        seconds: ChargePointLimits.retrySeconds(
                            ordered: update.order.retrySeconds, server: retryAfter)))
            } else {
                end(.transferFailed, .downloadFailed, .downloadFailed, moment, &effects)
            }
        case .uploaded: preconditionFailure("a download is not uploaded")
        }
        return true
    }

    /// The signature was checked.
    mutating func firmwareVerified(
        _ result: CredentialResult, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        guard case .verifying(let image)? = profiles.value.firmware?.phase else { return }
        switch result {
        case .verified:
            tell(nil, .signatureVerified, moment, &effects)
            if image.version == nil {
                end(.installationFailed, nil, .installVerificationFailed, moment, &effects)
            } else {
                downloaded(image, moment, &effects)
            }
        case .refused(let refusal):
            end(.installationFailed, nil, .invalidSignature, moment, &effects)
            raise(.invalidFirmwareSignature, info: refusal.rawValue, isAsked: true, moment, &effects)
        case .signingRequest, .certificate: preconditionFailure("a signature is verified: \(result)")
        }
    }

    // MARK: Installation

    /// The image is here and good as far as can be told.
    private mutating func downloaded(
        _ image: FirmwareImage, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        if let installDate = profiles.value.firmware?.order.installDate, installDate > clock.time(at: moment.at) {
            profiles.value.firmware?.phase = .installScheduled(image)
            tell(nil, .installScheduled, moment, &effects)
        } else {
            profiles.value.firmware?.phase = .waitingForTransactions(image)
            goOnWithFirmware(moment, &effects)
        }
    }

    /// Holds free connectors, and installs once nobody charges or is about to.
    mutating func goOnWithFirmware(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        guard let update = profiles.value.firmware, update.holdsConnectors else { return }
        connectors[0].dropAuthorization()  // A remote start that waits for a car would get no connector.
        for index in 1..<connectors.count {
            switch connectors[index].status {
            case .available, .finishing, .reserved: move(index, .becomesInoperative, moment, &effects)
            case .preparing, .charging, .suspendedEV, .suspendedEVSE, .unavailable, .faulted: break
            }
        }
        if case .restarting(let version) = update.phase, pendingReset == nil {
            awaitRestart(version, moment)  // The last one failed.
        }
        guard case .waitingForTransactions(let image) = update.phase, boot.isAccepted, transactions.isEmpty,
            connectors.allSatisfy({ $0.authorizedTag == nil })
        else { return }
        tell(.installing, .installing, moment, &effects)
        profiles.value.firmware?.phase = .installing(
            image, until: moment.at.adding(milliseconds: Int64(limits.installationMilliseconds)))
    }

    /// The installation is over: the new firmware needs a restart, which waits until everything is told.
    private mutating func installed(
        _ image: FirmwareImage, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        guard let version = image.version else {
            end(.installationFailed, .installationFailed, .installationFailed, moment, &effects)
            return
        }
        awaitRestart(version, moment)
    }

    private mutating func awaitRestart(_ version: CiString<50>, _ moment: Moment) {
        profiles.value.firmware?.phase = .restarting(version: version)
        guard pendingReset == nil else { return }
        pendingReset = PendingReset(until: restartLimit(at: moment.now), reason: .reboot)
    }

    /// A deadline of the update has come.
    mutating func firmwareIsDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        switch profiles.value.firmware?.phase {
        case .scheduled:
            tell(.downloading, .downloading, moment, &effects)
            download(&effects)
        case .waitingToRetry: download(&effects)
        case .installScheduled(let image):
            profiles.value.firmware?.phase = .waitingForTransactions(image)
            goOnWithFirmware(moment, &effects)
        case .installing(let image, _): installed(image, moment, &effects)
        case .downloading, .verifying, .waitingForTransactions, .restarting, .booting, nil: break
        }
    }

    /// The boot with the new firmware was accepted.
    mutating func firmwareBooted(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        guard !profiles.isEmpty, profiles.value.firmware?.phase == .booting else { return }
        raise(.firmwareUpdated, isAsked: profiles.value.firmware?.order.signed != nil, moment, &effects)
        end(.done, .installed, .installed, moment, &effects)
    }

    // MARK: Ends

    /// True while a connector may not be used because new firmware is about to be installed.
    var isHeldForFirmware: Bool { !profiles.isEmpty && profiles.value.firmware?.holdsConnectors ?? false }

    /// Another order takes its place; nothing more is told of the old one.
    private mutating func cancelUpdate(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        guard let update = profiles.value.firmware else { return }
        if case .downloading(let token, _) = update.phase { effects.append(.cancelTransfer(token)) }
        profiles.value.security.pending.removeAll { $0.purpose == .firmwareSignature }
        let held = update.holdsConnectors
        profiles.value.firmware = nil
        effects.append(.notice(.fileOrderEnded(update.end(.replaced))))
        if held { releaseConnectors(moment, &effects) }
    }

    /// Tells the last status and forgets the update.
    private mutating func end(
        _ outcome: FileOrderEnd.Outcome, _ status: FirmwareStatus?, _ signed: SignedFirmwareStatus, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        tell(status, signed, moment, &effects)
        let held = isHeldForFirmware
        if let update = profiles.value.firmware { effects.append(.notice(.fileOrderEnded(update.end(outcome)))) }
        profiles.value.firmware = nil
        if held { releaseConnectors(moment, &effects) }
    }

    /// Connectors that were held are free again, unless the operator wants them Unavailable.
    mutating func releaseConnectors(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        for index in 1..<connectors.count
        where connectors[index].status == .unavailable && !connectors[index].isInoperative {
            if connectors[index].isOccupied {
                move(index, .usageBegins, moment, &effects)
                connectors[index].preparingUntil = preparingEnd(after: moment.at)
            } else {
                move(index, .becomesFree, moment, &effects)
            }
        }
    }

    /// Sends the status in the words of the order; nil where the plain variant has none.
    private mutating func tell(
        _ plain: FirmwareStatus?, _ signed: SignedFirmwareStatus, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) {
        if let requestId = profiles.value.firmware?.order.signed?.requestId {
            profiles.value.lastFirmwareStatus =
                signed == .installed ? nil : LastFirmwareStatus(status: signed, requestId: requestId)
            notify(
                .signedFirmwareStatusNotification(
                    SignedFirmwareStatusNotification.Request(status: signed, requestId: requestId)), moment, &effects)
        } else if let plain {
            notify(
                .firmwareStatusNotification(FirmwareStatusNotification.Request(status: plain)), moment, &effects)
        }
    }
}
