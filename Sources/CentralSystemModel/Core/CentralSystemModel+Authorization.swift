import OCPPTypes

/// Id tags (OCPP 1.6 §3.5, §4.1, §7.27).
extension CentralSystemModel {
    /// What the central system knows of a tag. ConcurrentTx is an answer to StartTransaction only (§7.2).
    /// - Parameter freed: transactions of the tag that end with the start in question.
    func authorization(of idTag: IdTag, at time: DateTime, forStart: Bool = false, freed: Int = 0) -> IdTagInfo {
        guard let state = idTags[idTag], let record = state.record else {
            return IdTagInfo(status: configuration.acceptsAnyIdTag ? .accepted : .invalid)
        }
        var info = IdTagInfo(
            expiryDate: record.expiryDate, parentIdTag: record.parentIdTag, status: record.status)
        guard record.status == .accepted else { return info }
        if let expiryDate = record.expiryDate, expiryDate <= time {
            info.status = .expired
        } else if forStart, let limit = record.maxActiveTransactions, state.active - freed >= limit {
            info.status = .concurrentTx
        }
        return info
    }

    /// Counts a running transaction on its tag, or its end.
    mutating func countTransaction(on idTag: IdTag, _ status: AuthorizationStatus, by change: Int) {
        guard status == .accepted else { return }
        idTags[idTag, default: IdTagState()].active += change
        if let state = idTags[idTag], state.active == 0, state.record == nil { idTags[idTag] = nil }
    }

    mutating func putIdTags(_ records: [IdTagRecord], _ token: OperatorToken, into effects: inout [Effect]) {
        guard records.count <= configuration.limits.idTags - idTagCount || !needsRoom(for: records) else {
            return effects.append(.operatorAnswer(token, .limitReached))
        }
        guard !records.isEmpty else { return effects.append(.operatorAnswer(token, .done)) }
        pendingWork[store(records.map(Record.idTag), into: &effects)] = .idTags(records, token)
    }

    /// True when the records hold more new tags than there is room for.
    private func needsRoom(for records: [IdTagRecord]) -> Bool {
        var new = Set<IdTag>()
        for record in records where idTags[record.idTag]?.record == nil { new.insert(record.idTag) }
        return new.count > configuration.limits.idTags - idTagCount
    }

    mutating func deleteIdTag(_ idTag: IdTag, _ token: OperatorToken, into effects: inout [Effect]) {
        guard idTags[idTag]?.record != nil else { return effects.append(.operatorAnswer(token, .notFound)) }
        pendingWork[store([.idTagDeleted(idTag)], into: &effects)] = .idTagDeletion(idTag, token)
    }

    /// Makes an entry the one in force, or removes it.
    mutating func set(_ record: IdTagRecord?, for idTag: IdTag) {
        var state = idTags[idTag] ?? IdTagState()
        idTagCount += (record == nil ? 0 : 1) - (state.record == nil ? 0 : 1)
        state.record = record
        idTags[idTag] = record == nil && state.active == 0 ? nil : state
    }
}
