import OCPPTypes

/// Local authorization lists (OCPP 1.6 §3.5.2, §5.10, §5.15).
extension CentralSystemModel {
    func prepared(_ request: SendLocalList.Request, for index: Int) -> Preparation {
        var request = request
        if request.listVersion == CommandPayload.chosenByCentralSystem {
            request.listVersion = nextListVersion(of: index)
        }
        // Errata v4.0 §3.52.
        guard request.listVersion > 0 else {
            return .refused(
                "listVersion \(request.listVersion): 0 and -1 have other meanings, and others are not valid")
        }
        let entries = request.localAuthorizationList ?? []
        if request.updateType == .full, let bare = entries.first(where: { $0.idTagInfo == nil }) {
            return .refused("an entry of a Full list needs idTagInfo; \(bare.idTag) has none")
        }
        if let most = configurationNumber("SendLocalListMaxLength", of: index), entries.count > most {
            return .refused("\(entries.count) entries; the charge point takes SendLocalListMaxLength = \(most) at once")
        }
        return .ready(.typed(.sendLocalList(request)))
    }

    private func nextListVersion(of index: Int) -> Int {
        let known = chargePoints[index].hasBooks ? chargePoints[index].books.localList.listVersion ?? 0 : 0
        return known >= Int(Int32.max) ? 1 : max(0, known) + 1
    }

    /// After a clear a charge point reports version 0, whatever was sent (guide "Where OCPP is silent").
    mutating func localListAnswered(
        _ request: SendLocalList.Request, _ status: UpdateStatus, of index: Int, into effects: inout [Effect]
    ) -> [Record] {
        switch status {
        case .accepted: break
        case .notSupported:
            return setLocalList(version: -1, entries: nil, of: index)
        case .failed, .versionMismatch:
            effects.append(.notice(.localListRefused, identity: chargePoints[index].identity))
            return []
        }
        let sent = request.localAuthorizationList ?? []
        switch request.updateType {
        case .full:
            let entries = LocalListEntries.sorted(sent)
            return setLocalList(
                version: entries.isEmpty ? 0 : request.listVersion, entries: entries, of: index)
        case .differential:
            let known = localLists.entries(chargePoints[index].books.localList.contentId)
            let entries = known.map { LocalListEntries.applying(sent, to: $0) }
            return setLocalList(version: request.listVersion, entries: entries, of: index)
        }
    }

    mutating func localListVersionRead(
        _ version: Int, of index: Int, into effects: inout [Effect]
    ) -> [Record] {
        let known = chargePoints[index].hasBooks ? chargePoints[index].books.localList.listVersion : nil
        guard version != known else { return [] }
        if known != nil {
            effects.append(.notice(.localListVersionDiffers, identity: chargePoints[index].identity))
        }
        return setLocalList(version: version, entries: version == 0 ? [] : nil, of: index)
    }

    /// - Parameter entries: nil when the contents are not known.
    private mutating func setLocalList(
        version: Int, entries: [AuthorizationData]?, of index: Int
    ) -> [Record] {
        var records: [Record] = []
        var contentId: Int64 = 0
        if let entries {
            let (id, isNew) = localLists.enter(entries)
            contentId = id
            if isNew { records.append(.localListContent(LocalListContentRecord(contentId: id, entries: entries))) }
        }
        let previous = chargePoints[index].books.localList.contentId
        chargePoints[index].books.localList.listVersion = version
        chargePoints[index].books.localList.contentId = contentId
        records.append(
            .localList(
                LocalListRecord(
                    identity: chargePoints[index].identity, listVersion: version,
                    contentId: contentId == 0 ? nil : contentId)))
        // In this order: the same contents do not go away in between.
        localLists.retain(contentId)
        if localLists.release(previous) { records.append(.localListContentDeleted(previous)) }
        return records
    }

    mutating func restored(_ record: LocalListRecord, of index: Int) {
        chargePoints[index].books.localList.listVersion = record.listVersion
        guard let contentId = record.contentId, localLists.entries(contentId) != nil else { return }
        chargePoints[index].books.localList.contentId = contentId
        localLists.retain(contentId)
    }

    // MARK: The id tags as a local list

    mutating func sendIdTags(
        _ identity: String, _ updateType: UpdateType, _ token: OperatorToken, at now: Instant,
        into effects: inout [Effect]
    ) {
        func answer(_ answer: OperatorAnswer) { effects.append(.operatorAnswer(token, answer)) }
        guard let index = indexByIdentity[identity] else { return answer(.notFound) }
        guard !chargePoints[index].hasBooks || !chargePoints[index].books.localList.isUpdating else {
            return answer(.refused("an update of the charge point's local list is under way"))
        }
        let most = min(
            configuration.limits.localListEntries,
            configurationNumber("LocalAuthListMaxLength", of: index) ?? configuration.limits.localListEntries)
        guard idTagCount <= most else {
            return answer(
                .refused("\(idTagCount) id tags are entered; a local list of the charge point holds \(most)"))
        }
        let target = idTagsAsLocalList()
        var update = LocalListUpdate(updateType: .full, rest: target, target: target, token: token)
        if updateType == .differential {
            let contentId = chargePoints[index].hasBooks ? chargePoints[index].books.localList.contentId : 0
            guard let known = localLists.entries(contentId) else {
                return answer(
                    .refused("the contents of the charge point's local list are not known; send a Full list first"))
            }
            update.updateType = .differential
            update.rest = LocalListEntries.difference(from: known, to: target)
            guard !update.rest.isEmpty else { return answer(.done) }
        }
        chargePoints[index].books.localList.isUpdating = true
        sendPart(of: update, to: index, at: now, into: &effects)
    }

    /// Every id tag that is entered, as its entry stands.
    private func idTagsAsLocalList() -> [AuthorizationData] {
        LocalListEntries.sorted(
            idTags.compactMap { idTag, state in
                state.record.map {
                    AuthorizationData(
                        idTag: idTag,
                        idTagInfo: IdTagInfo(
                            expiryDate: $0.expiryDate, parentIdTag: $0.parentIdTag, status: $0.status))
                }
            })
    }

    /// Sends the next entries, as many as the charge point takes at once; a Full list goes on by Differentials.
    private mutating func sendPart(
        of update: LocalListUpdate, to index: Int, at now: Instant, into effects: inout [Effect]
    ) {
        var update = update
        let told = configurationNumber("SendLocalListMaxLength", of: index) ?? configuration.limits.localListEntries
        let part = Array(update.rest.prefix(max(1, told)))
        update.rest.removeFirst(part.count)
        let request = SendLocalList.Request(
            listVersion: CommandPayload.chosenByCentralSystem,
            localAuthorizationList: part.isEmpty ? nil : part, updateType: update.updateType)
        enqueue(
            Command(.typed(.sendLocalList(request))), from: .localListUpdate(update), of: index, at: now,
            into: &effects)
    }

    /// A message of an update ended: the next one follows, or a Full list in place of a Differential that failed
    /// (OCPP 1.6 §5.15), or the operator is told.
    mutating func localListUpdateEnded(
        _ update: LocalListUpdate, _ answer: OperatorAnswer, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) {
        var update = update
        if case .confirmation(.sendLocalList(let confirmation)) = answer {
            switch confirmation.status {
            case .accepted where !update.rest.isEmpty:
                update.updateType = .differential
                return sendPart(of: update, to: index, at: now, into: &effects)
            case .accepted:
                chargePoints[index].books.localList.isUpdating = false
                return effects.append(.operatorAnswer(update.token, .done))
            case .failed, .versionMismatch:
                if update.updateType == .differential, !update.isRetry {
                    update.updateType = .full
                    update.isRetry = true
                    update.rest = update.target
                    return sendPart(of: update, to: index, at: now, into: &effects)
                }
            case .notSupported:
                break
            }
        }
        chargePoints[index].books.localList.isUpdating = false
        effects.append(.operatorAnswer(update.token, answer))
    }
}
