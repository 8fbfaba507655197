import OCPPTypes

/// The local authorization list (OCPP 1.6 §3.5.2, §5.15): only the central system changes it; empty it costs nothing.
struct LocalAuthorizationList: Equatable, Sendable {
    /// The version that GetLocalListVersion tells: 0 while the list is empty, whatever was sent (OCPP 1.6 §5.10).
    private(set) var version: Int32 = 0
    /// The entries, sorted by tag without regard to case; each has an idTagInfo.
    private(set) var entries: [AuthorizationData] = []

    /// What bounds an update.
    struct Bounds: Equatable {
        /// LocalAuthListMaxLength
        var list: Int
        /// SendLocalListMaxLength
        var update: Int
    }

    /// What the list says of a tag; nil when it is not in the list.
    subscript(idTag: IdTag) -> IdTagInfo? {
        guard case .found(let index) = place(of: idTag) else { return nil }
        return entries[index].idTagInfo
    }

    /// Carries out SendLocalList; anything but Accepted leaves the list as it was.
    mutating func apply(_ request: SendLocalList.Request, _ bounds: Bounds) -> UpdateStatus {
        guard let newVersion = Int32(exactly: request.listVersion), newVersion > 0 else { return .failed }
        let update = (request.localAuthorizationList ?? []).sorted { $0.idTag.isBefore($1.idTag) }
        guard update.count <= bounds.update,
            zip(update, update.dropFirst()).allSatisfy({ $0.idTag != $1.idTag })
        else { return .failed }
        switch request.updateType {
        case .full:
            guard update.count <= bounds.list, update.allSatisfy({ $0.idTagInfo != nil }) else { return .failed }
            entries = update
        case .differential:
            guard newVersion > version else { return .versionMismatch }
            let merged = entries.merging(update)
            guard merged.count <= bounds.list else { return .failed }
            entries = merged
        }
        version = entries.isEmpty ? 0 : newVersion
        return .accepted
    }

    private enum Place {
        case found(Int), missing
    }

    private func place(of idTag: IdTag) -> Place {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].idTag == idTag { return .found(middle) }
            if entries[middle].idTag.isBefore(idTag) { low = middle + 1 } else { high = middle }
        }
        return .missing
    }
}

extension [AuthorizationData] {
    /// Two sorted lists as one: an entry of the update replaces, without idTagInfo it deletes.
    fileprivate func merging(_ update: [AuthorizationData]) -> [AuthorizationData] {
        guard !update.isEmpty else { return self }
        var merged: [AuthorizationData] = []
        merged.reserveCapacity(count + update.count)
        var old = 0
        for change in update {
            while old < count, self[old].idTag.isBefore(change.idTag) {
                merged.append(self[old])
                old += 1
            }
            if old < count, self[old].idTag == change.idTag { old += 1 }
            if change.idTagInfo != nil { merged.append(change) }
        }
        merged.append(contentsOf: self[old...])
        return merged.isEmpty ? [] : merged
    }
}

extension IdTag {
    /// Order without regard to the case of ASCII letters: equal for tags that are equal.
    fileprivate func isBefore(_ other: IdTag) -> Bool {
        func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
        return value.utf8.lexicographicallyPrecedes(other.value.utf8) { folded($0) < folded($1) }
    }
}
