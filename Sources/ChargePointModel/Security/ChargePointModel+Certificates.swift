import OCPPTypes

extension ChargePointModel {
    // MARK: Charge point certificate

    /// Begins to ask for a new certificate (white paper A02, A03). False when it cannot be done.
    mutating func requestCertificate(_ moment: Moment, _ effects: inout [ChargePointEffect]) -> Bool {
        guard case .text(let organization) = value(.cpoName), !organization.isEmpty else { return false }
        let isMakingRequest = profiles.value.security.pending.contains {
            if case .signingRequest = $0.purpose { return true }
            return false
        }
        if isMakingRequest { return true }  // It is about to be sent and counts for this trigger too.
        guard profiles.value.security.pending.count < ChargePointLimits.pendingWork else { return false }
        profiles.value.security.lastKey &+= 1
        let key = KeyReference(rawValue: profiles.value.security.lastKey)
        profiles.value.security.renewalNotBefore = clock.time(at: moment.now).adding(
            milliseconds: Int64(ChargePointLimits.renewalRetrySeconds) * 1000)
        order(
            .makeSigningRequest(key: key, commonName: identity, organization: organization), .signingRequest(key),
            reply: nil, &effects)
        return true
    }

    /// The request is made: it goes to the central system, once.
    private mutating func signingRequestMade(
        _ result: CredentialResult, _ key: KeyReference, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        switch result {
        case .signingRequest(let pem):
            guard let csr = CiString<5500>(pem) else { return }
            profiles.value.security.requestedKey = key
            planTriggered(
                .payload(.typed(.signCertificate(SignCertificate.Request(csr: csr)))), .signCertificate, Moment(now),
                &effects)
        case .refused: break  // Nothing to send; the next trigger tries again.
        case .certificate, .verified: preconditionFailure("no signing request: \(result)")
        }
    }

    /// SignCertificate was answered. Without any answer the key is kept: the certificate may still come.
    mutating func signCertificateAnswered(_ status: GenericStatus) {
        if status == .rejected { profiles.value.security.requestedKey = nil }
    }

    /// CertificateSigned.req.
    mutating func certificateSigned(
        _ id: UniqueId, _ request: CertificateSigned.Request, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        let security = profiles.value.security
        let chain = request.certificateChain.value
        guard chain.utf8.count <= integer(.certificateSignedMaxChainSize),
            case .text(let organization) = value(.cpoName),
            security.pending.count < ChargePointLimits.pendingWork,
            let key = security.requestedKey ?? security.certificate?.key
        else {
            effects.append(.reply(id, .certificateSigned(CertificateSigned.Confirmation(status: .rejected))))
            if security.requestedKey == nil, security.certificate == nil {
                raise(
                    .invalidChargePointCertificate, info: "nothing was asked for", isAsked: true, Moment(now), &effects)
            }
            return
        }
        let roots = security.roots.filter { $0.use == .centralSystemRootCertificate }.map(\.certificate)
        order(
            .checkChargePointCertificate(
                chain: chain, key: key, commonName: identity, organization: organization, roots: roots,
                now: clock.time(at: now)),
            .chargePointCertificate(chain: chain, key), reply: id, &effects)
    }

    private mutating func chargePointCertificateChecked(
        _ result: CredentialResult, chain: String, _ key: KeyReference, _ reply: UniqueId?, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        let moment = Moment(now)
        switch result {
        case .certificate(let facts):
            if let reply {
                effects.append(.reply(reply, .certificateSigned(CertificateSigned.Confirmation(status: .accepted))))
            }
            if profiles.value.security.requestedKey == key { profiles.value.security.requestedKey = nil }
            install(
                ChargePointCertificate(
                    chain: chain, key: key, notBefore: facts.notBefore, notAfter: facts.notAfter), at: now)
            raise(.reconfigurationOfSecurityParameters, info: "ChargePointCertificate", isAsked: true, moment, &effects)
        case .refused(let refusal):
            if let reply {
                effects.append(.reply(reply, .certificateSigned(CertificateSigned.Confirmation(status: .rejected))))
            }
            guard refusal != .unavailable else { return }
            raise(.invalidChargePointCertificate, info: refusal.rawValue, isAsked: true, moment, &effects)
        case .signingRequest, .verified: preconditionFailure("no certificate: \(result)")
        }
    }

    /// Of several certificates that are valid, the one that begins last is used (A02.FR.09).
    private mutating func install(_ certificate: ChargePointCertificate, at now: Instant) {
        let time = clock.time(at: now)
        guard certificate.notBefore <= time else {
            profiles.value.security.nextCertificate = certificate
            return
        }
        if let current = profiles.value.security.certificate {
            guard certificate.notBefore >= current.notBefore else {
                profiles.value.security.fallbackCertificate = certificate
                return
            }
            profiles.value.security.fallbackCertificate = current
            profiles.value.security.fallbackUntil = time.adding(
                milliseconds: Int64(ChargePointLimits.oldCertificateSeconds) * 1000)
        }
        profiles.value.security.certificate = certificate
        profiles.value.security.isCertificateUnproven = true
        profiles.value.security.failures = 0
        if securityProfile == 3 { reconnectSoon() }
    }

    /// The keys that may still be needed: whoever keeps the private keys must not let go of these.
    package var keysInUse: [KeyReference] {
        guard !profiles.isEmpty else { return [] }
        let security = profiles.value.security
        var keys = [security.certificate, security.nextCertificate, security.fallbackCertificate].compactMap { $0?.key }
        if let requested = security.requestedKey { keys.append(requested) }
        for work in security.pending {
            switch work.purpose {
            case .signingRequest(let key), .chargePointCertificate(_, let key): keys.append(key)
            case .rootCertificate, .firmwareCertificate, .firmwareSignature: break
            }
        }
        return keys
    }

    /// When the certificate that waits begins, or the one in use is to be renewed.
    var certificateDeadline: Instant {
        if let notBefore = profiles.value.security.nextCertificate?.notBefore { return clock.instant(of: notBefore) }
        guard let notAfter = profiles.value.security.certificate?.notAfter, securityProfile == 3, connection == .open,
            boot.isAccepted, !isFinishing,
            // A clock at the end of the calendar stands still; no day comes after it.
            profiles.value.security.renewalNotBefore.millisecondsSince1970 < DateTime.range.upperBound
        else { return .distantFuture }
        let renewal = notAfter.adding(milliseconds: -Int64(ChargePointLimits.renewalSeconds) * 1000)
        return clock.instant(of: max(renewal, profiles.value.security.renewalNotBefore))
    }

    /// ``certificateDeadline`` has come.
    mutating func certificateIsDue(_ moment: Moment, _ effects: inout [ChargePointEffect]) {
        if let next = profiles.value.security.nextCertificate {
            profiles.value.security.nextCertificate = nil
            install(next, at: moment.at)
        } else {
            // Whatever comes of it: a request that is still being made, or cannot be made, is due again only later.
            profiles.value.security.renewalNotBefore = clock.time(at: moment.now).adding(
                milliseconds: Int64(ChargePointLimits.renewalRetrySeconds) * 1000)
            _ = requestCertificate(moment, &effects)
        }
    }

    // MARK: Root certificates

    /// InstallCertificate.req (white paper M05).
    mutating func installCertificate(
        _ id: UniqueId, _ request: InstallCertificate.Request, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        let security = profiles.value.security
        let isChecked =
            request.certificateType == .centralSystemRootCertificate
            && boolean(.additionalRootCertificateCheck)
        let old = isChecked ? security.roots.first { $0.use == .centralSystemRootCertificate } : nil
        let isKnown = security.roots.contains { $0.certificate == request.certificate.value }
        let status: InstallCertificateStatus
        if security.roots.count >= integer(.certificateStoreMaxLength), old == nil, !isKnown {
            status = .rejected
        } else if security.pending.count >= ChargePointLimits.pendingWork {
            status = .failed
        } else {
            order(
                .checkRootCertificate(
                    certificate: request.certificate.value, use: request.certificateType,
                    signedBy: old?.certificate, now: clock.time(at: now)),
                .rootCertificate(request), reply: id, &effects)
            return
        }
        effects.append(.reply(id, .installCertificate(InstallCertificate.Confirmation(status: status))))
    }

    private mutating func rootCertificateChecked(
        _ result: CredentialResult, _ request: InstallCertificate.Request, _ reply: UniqueId?, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) {
        let moment = Moment(now)
        let status: InstallCertificateStatus
        switch result {
        case .certificate(let facts):
            status = store(
                InstalledCertificate(
                    use: request.certificateType, certificate: request.certificate.value, facts: facts))
        case .refused(.unavailable): status = .failed
        case .refused: status = .rejected
        case .signingRequest, .verified: preconditionFailure("no certificate: \(result)")
        }
        if let reply {
            effects.append(.reply(reply, .installCertificate(InstallCertificate.Confirmation(status: status))))
        }
        switch result {
        case .certificate where status == .accepted:
            raise(
                .reconfigurationOfSecurityParameters, info: request.certificateType.rawValue, isAsked: true, moment,
                &effects)
        case .refused(let refusal)
        where refusal != .unavailable && request.certificateType == .centralSystemRootCertificate:
            raise(.invalidCentralSystemCertificate, info: refusal.rawValue, isAsked: true, moment, &effects)
        case .certificate, .refused, .signingRequest, .verified: break
        }
    }

    /// Puts a root that was checked into the store.
    private mutating func store(_ root: InstalledCertificate) -> InstallCertificateStatus {
        let roots = profiles.value.security.roots
        if let index = roots.firstIndex(where: { $0.use == root.use && $0.facts.hashData == root.facts.hashData }) {
            profiles.value.security.roots[index] = root
            return .accepted
        }
        if root.use == .centralSystemRootCertificate, boolean(.additionalRootCertificateCheck),
            let index = roots.firstIndex(where: { $0.use == .centralSystemRootCertificate })
        {
            // M05.FR.08 to 11: one root, and the one it replaces for a while.
            profiles.value.security.fallbackRoot = roots[index]
            profiles.value.security.triesFallbackRoot = false
            profiles.value.security.roots[index] = root
            return .accepted
        }
        // Another installation may have been under way.
        guard roots.count < integer(.certificateStoreMaxLength) else { return .rejected }
        profiles.value.security.roots.append(root)
        return .accepted
    }

    /// GetInstalledCertificateIds.req (white paper M03).
    func installedCertificateIds(_ use: CertificateUse) -> GetInstalledCertificateIds.Confirmation {
        let hashes = profiles.value.security.roots.filter { $0.use == use }.map(\.facts.hashData)
        return hashes.isEmpty
            ? GetInstalledCertificateIds.Confirmation(status: .notFound)
            : GetInstalledCertificateIds.Confirmation(certificateHashData: hashes, status: .accepted)
    }

    /// DeleteCertificate.req (white paper M04). The only central system root of a `wss` connection is in use; the charge
    /// point certificate is not in the store, so it is never found.
    mutating func deleteCertificate(
        _ hashData: CertificateHashData, at now: Instant, _ effects: inout [ChargePointEffect]
    ) -> DeleteCertificateStatus {
        let roots = profiles.value.security.roots
        guard let index = roots.firstIndex(where: { $0.facts.hashData == hashData }) else { return .notFound }
        let use = roots[index].use
        if securityProfile >= 2, use == .centralSystemRootCertificate,
            roots.count(where: { $0.use == .centralSystemRootCertificate }) == 1
        {
            return .failed
        }
        profiles.value.security.roots.remove(at: index)
        return .accepted
    }

    // MARK: Work

    /// Asks the owner for work.
    mutating func order(
        _ work: CredentialWork, _ purpose: PendingWork.Purpose, reply: UniqueId?,
        _ effects: inout [ChargePointEffect]
    ) {
        let token = profiles.value.nextWork()
        profiles.value.security.pending.append(PendingWork(token: token, purpose: purpose, reply: reply))
        effects.append(.credentials(work, token))
    }

    /// Work is done. Work that nobody waits for any more was given up with a firmware order: an allowed race.
    mutating func credentialsDone(
        _ token: WorkToken, _ result: CredentialResult, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        guard let index = profiles.value.security.pending.firstIndex(where: { $0.token == token }) else { return }
        let work = profiles.value.security.pending.remove(at: index)
        if work.reply != nil { answerLeaves(at: now) }
        switch work.purpose {
        case .signingRequest(let key): signingRequestMade(result, key, at: now, &effects)
        case .chargePointCertificate(let chain, let key):
            chargePointCertificateChecked(result, chain: chain, key, work.reply, at: now, &effects)
        case .rootCertificate(let request): rootCertificateChecked(result, request, work.reply, at: now, &effects)
        case .firmwareCertificate(let request):
            firmwareCertificateChecked(result, request, work.reply, Moment(now), &effects)
        case .firmwareSignature: firmwareVerified(result, Moment(now), &effects)
        }
    }

    /// The connection is gone, and with it the CALLs that wait for work.
    mutating func forgetReplies() {
        guard !profiles.isEmpty else { return }
        for index in profiles.value.security.pending.indices { profiles.value.security.pending[index].reply = nil }
    }
}
