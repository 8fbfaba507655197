import OCPPTypes

/// The authorization cache (OCPP 1.6 §3.5.1): the tags that the central system told about last, valid or not.
struct AuthorizationCache: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        var idTag: IdTag
        var info: IdTagInfo
    }

    /// The entries, least recently told first; at most ``ChargePointLimits/authorizationCacheLength``.
    private(set) var entries: [Entry] = []

    /// What the central system told last of a tag; nil when it is not known.
    subscript(idTag: IdTag) -> IdTagInfo? {
        for entry in entries.reversed() where entry.idTag == idTag { return entry.info }
        return nil
    }

    /// Enters what the central system told of a tag. When full, an entry that is not valid goes, else the oldest.
    mutating func update(_ idTag: IdTag, _ info: IdTagInfo, at time: DateTime, limit: Int) {
        if let index = entries.firstIndex(where: { $0.idTag == idTag }) { entries.remove(at: index) }
        guard limit > 0 else { return }
        while entries.count >= limit {
            entries.remove(at: entries.firstIndex { $0.info.status(at: time) != .accepted } ?? 0)
        }
        entries.append(Entry(idTag: idTag, info: info))
    }

    /// Forgets a tag: the local list knows it now.
    mutating func remove(_ idTag: IdTag) {
        if let index = entries.firstIndex(where: { $0.idTag == idTag }) { entries.remove(at: index) }
        if entries.isEmpty { entries = [] }
    }

    /// Forgets everything.
    mutating func clear() {
        entries = []
    }
}

extension IdTagInfo {
    /// The status at a time: expiry turns Accepted into Expired; ConcurrentTx counts as valid (OCPP 1.6 §3.5.2), since
    /// it says something of another transaction and nothing of the tag.
    func status(at time: DateTime) -> AuthorizationStatus {
        switch status {
        case .accepted, .concurrentTx:
            if let expiryDate, expiryDate <= time { return .expired }
            return .accepted
        case .blocked, .expired, .invalid: return status
        }
    }
}
