import OCPPTypes

/// What is known of a charge point's local list.
struct LocalListState: Sendable {
    /// The version that the charge point has; nil when nobody asked and nothing was sent.
    var listVersion: Int?
    /// Its contents; 0 when they are not known.
    var contentId: Int64 = 0
    /// Contents under way in an update of several messages are not the charge point's before the last one.
    var isUpdating = false
}

/// An update of a local list: one message, or several where the charge point takes fewer entries at once.
struct LocalListUpdate: Equatable, Sendable {
    /// What was asked for; a Differential that fails becomes a Full one.
    var updateType: UpdateType
    /// Entries that are still to be sent.
    var rest: [AuthorizationData]
    /// What the list is to hold in the end.
    var target: [AuthorizationData]
    /// True once a Full list was sent because a Differential had failed.
    var isRetry = false
    var token: OperatorToken
}

/// The contents of local lists, shared by the charge points that have the same. Contents that nobody has are dropped.
struct LocalListLibrary: Sendable {
    private struct Content: Sendable {
        var entries: [AuthorizationData]
        var users = 0
    }

    private var contents: [Int64: Content] = [:]
    /// The contents that were entered last: an update of many charge points finds them again.
    private var latest: Int64 = 0
    private(set) var nextId: Int64 = 1

    /// Number of different contents.
    var count: Int { contents.count }

    func entries(_ contentId: Int64) -> [AuthorizationData]? { contents[contentId]?.entries }

    /// The id of these entries, and whether they are new to the store.
    mutating func enter(_ entries: [AuthorizationData]) -> (contentId: Int64, isNew: Bool) {
        if let known = contents[latest], known.entries == entries { return (latest, false) }
        latest = nextId
        nextId += 1
        contents[latest] = Content(entries: entries)
        return (latest, true)
    }

    /// Counts a user more; 0 stands for nothing.
    mutating func retain(_ contentId: Int64) {
        if contentId != 0 { contents[contentId]?.users += 1 }
    }

    /// Counts a user less.
    /// - Returns: true when the contents are gone with the last one.
    mutating func release(_ contentId: Int64) -> Bool {
        guard contentId != 0, var content = contents[contentId] else { return false }
        content.users -= 1
        guard content.users > 0 else {
            contents[contentId] = nil
            return true
        }
        contents[contentId] = content
        return false
    }

    /// Takes contents over from a store.
    mutating func restore(_ record: LocalListContentRecord) {
        contents[record.contentId] = Content(entries: record.entries)
        latest = record.contentId
        nextId = max(nextId, record.contentId + 1)
    }

    /// The id of the next contents, from a store.
    mutating func restore(nextId: Int64) { self.nextId = max(self.nextId, nextId) }
}

/// The entries of local lists as values.
enum LocalListEntries {
    /// Sorted by idTag without regard to case; of one tag the last entry counts.
    static func sorted(_ entries: [AuthorizationData]) -> [AuthorizationData] {
        var keyed = entries.enumerated().map { (key: $0.element.idTag.value.utf8.map(folded), $0.offset, $0.element) }
        keyed.sort { $0.key == $1.key ? $0.1 < $1.1 : $0.key.lexicographicallyPrecedes($1.key) }
        var result: [AuthorizationData] = []
        result.reserveCapacity(keyed.count)
        for (_, _, entry) in keyed {
            if result.last?.idTag == entry.idTag { result.removeLast() }
            result.append(entry)
        }
        return result
    }

    /// A list after a Differential update (OCPP 1.6 §6.41): entries without idTagInfo are removed.
    static func applying(_ changes: [AuthorizationData], to entries: [AuthorizationData]) -> [AuthorizationData] {
        let changed = Dictionary(changes.map { ($0.idTag, $0) }, uniquingKeysWith: { $1 })
        let kept = entries.filter { changed[$0.idTag] == nil }
        return sorted(kept + changes.filter { $0.idTagInfo != nil && changed[$0.idTag] == $0 })
    }

    /// The Differential update that leads from one list to another.
    static func difference(from old: [AuthorizationData], to new: [AuthorizationData]) -> [AuthorizationData] {
        let before = Dictionary(old.map { ($0.idTag, $0) }, uniquingKeysWith: { $1 })
        let after = Set(new.map(\.idTag))
        let changed = new.filter { before[$0.idTag] != $0 }
        let removed = old.filter { !after.contains($0.idTag) }.map { AuthorizationData(idTag: $0.idTag) }
        return sorted(changed + removed)
    }
}
