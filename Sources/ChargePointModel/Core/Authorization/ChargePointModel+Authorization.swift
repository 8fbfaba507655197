import OCPPTypes

/// What a tag is wanted for.
enum TagUse: Equatable, Sendable {
    /// A transaction begins on a connector.
    case start
    /// Another tag than the one that started a transaction wants to stop it.
    case stop
}

extension ChargePointModel {
    /// What is known of a tag without asking.
    enum Verdict: Equatable {
        case accepted(parent: IdTag?)
        case refused(AuthorizationStatus)
        /// Only the central system can tell; offline that comes to nothing.
        case ask
    }

    /// What list (first) or cache tell of a tag, with the status of now.
    func localInfo(of idTag: IdTag, at instant: Instant) -> IdTagInfo? {
        var info: IdTagInfo?
        if !localList.entries.isEmpty, usesLocalList { info = localList[idTag] }
        if info == nil, !authorizationCache.entries.isEmpty, boolean(.authorizationCacheEnabled) {
            info = authorizationCache[idTag]
        }
        guard var found = info else { return nil }
        found.status = found.status(at: clock.time(at: instant))
        return found
    }

    /// Judges a tag by the table of the guide "Authorization".
    func judge(_ idTag: IdTag, at instant: Instant) -> Verdict {
        let known = localInfo(of: idTag, at: instant)
        if connection == .open, boot.isAccepted {
            // What is not valid here may be valid by now: the central system is asked.
            guard boolean(.localPreAuthorize), let known, known.status == .accepted else { return .ask }
            return .accepted(parent: known.parentIdTag)
        }
        // Nobody charges before the central system has accepted the charge point once (OCPP 1.6 §4.2.1).
        guard hasBooted else { return .ask }
        if let known {
            guard known.status == .accepted else { return .refused(known.status) }
            return boolean(.localAuthorizeOffline) ? .accepted(parent: known.parentIdTag) : .ask
        }
        return boolean(.allowOfflineTxForUnknownId) ? .accepted(parent: nil) : .ask
    }

    // MARK: At the reader

    /// A tag is presented to begin something; nil while Authorize is on its way.
    mutating func presentTag(
        _ idTag: IdTag, _ connectorId: Int, _ token: CommandToken?, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome? {
        let verdict = judge(idTag, at: moment.at)
        let known: IdTag?
        if case .accepted(let parent) = verdict { known = parent } else { known = nil }
        if connectorId > 0, reservationVerdict(connectorId, idTag, parent: known) == .refused {
            return .failed(.reserved)
        }
        switch verdict {
        case .accepted(let parent):
            return tagAccepted(idTag, parent, .start, connectorId, moment, &effects)
        case .refused(let status): return .refused(status)
        case .ask:
            plan(
                .payload(.typed(.authorize(Authorize.Request(idTag: idTag)))),
                .authorize(connectorId: UInt8(connectorId), .start, token), moment, &effects)
            return nil
        }
    }

    /// A tag at the reader, with everything that may come of it; nil while Authorize is on its way.
    mutating func swipe(
        _ idTag: IdTag, _ connectorId: Int, _ token: CommandToken, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome? {
        guard isConnector(connectorId) else { return .failed(.connectorUnknown) }
        if let index = transactionIndex(of: connectorId) {
            return swipeToStop(idTag, index, token, moment, &effects)
        }
        if let lock = connectors[connectorId].rare.value.cableLock, lock.opens(for: idTag, parent: nil) {
            connectors[connectorId].rare.value.cableLock = nil
            return .done
        }
        switch connectors[connectorId].status {
        case .unavailable, .faulted: return .failed(.connectorUnavailable)
        case .preparing where connectors[connectorId].authorizedTag == idTag:
            giveUpUsage(connectorId, moment, &effects)
            return .done
        case .available, .preparing, .charging, .suspendedEV, .suspendedEVSE, .finishing, .reserved:
            return presentTag(idTag, connectorId, token, moment, &effects)
        }
    }

    /// A tag during a transaction (OCPP 1.6 §4.8, §4.10): never a question for its own tag, none either when no other
    /// tag could match.
    private mutating func swipeToStop(
        _ idTag: IdTag, _ index: Int, _ token: CommandToken, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome? {
        let transaction = transactions[index]
        if transaction.idTag == idTag {
            stop(index, .local, .done, by: idTag, moment, &effects)
            return .done
        }
        guard transaction.parentIdTag != nil else { return .failed(.tagIgnored) }
        let connectorId = Int(transaction.connectorId)
        switch judge(idTag, at: moment.at) {
        case .accepted(let parent): return tagAccepted(idTag, parent, .stop, connectorId, moment, &effects)
        case .refused(let status): return .refused(status)
        case .ask:
            plan(
                .payload(.typed(.authorize(Authorize.Request(idTag: idTag)))),
                .authorize(connectorId: UInt8(connectorId), .stop, token), moment, &effects)
            return nil
        }
    }

    /// A tag was accepted, here or by the central system.
    mutating func tagAccepted(
        _ idTag: IdTag, _ parent: IdTag?, _ use: TagUse, _ connectorId: Int, _ moment: Moment,
        _ effects: inout [ChargePointEffect]
    ) -> CommandOutcome {
        switch use {
        case .start:
            // Nobody begins what a restart or an empty battery would end at once.
            guard pendingReset == nil else { return .failed(.connectorUnavailable) }
            return authorise(connectorId, idTag, parent: parent, moment, &effects)
                ? .done
                : .failed(
                    reservationVerdict(connectorId, idTag, parent: parent) == .free
                        ? .connectorUnavailable : .reserved)
        case .stop:
            // The transaction may have ended while the central system thought about it.
            guard let index = transactionIndex(of: connectorId), let parent,
                transactions[index].parentIdTag == parent
            else { return .failed(.tagIgnored) }
            stop(index, .local, .done, by: idTag, moment, &effects)
            return .done
        }
    }

    // MARK: What the central system tells

    /// An IdTagInfo came: into the cache, unless the list knows the tag; a contradiction to the list is reported.
    mutating func learn(
        _ idTag: IdTag, _ info: IdTagInfo, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        let time = clock.time(at: moment.at)
        if usesLocalList, let listed = localList[idTag] {
            if (listed.status(at: time) == .accepted) != (info.status(at: time) == .accepted) {
                report(0, .localListConflict, moment, &effects)
            }
            return
        }
        guard boolean(.authorizationCacheEnabled) else { return }
        authorizationCache.update(idTag, info, at: time, limit: Int(limits.authorizationCacheLength))
    }

    /// ClearCache (OCPP 1.6 §5.4): Rejected when no cache is in use (errata v4.0 §3.23).
    mutating func clearCache() -> ClearCacheStatus {
        guard boolean(.authorizationCacheEnabled) else { return .rejected }
        authorizationCache.clear()
        return .accepted
    }
}
