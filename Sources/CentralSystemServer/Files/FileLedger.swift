import Foundation
import GRDB
import Logging
import OCPPTypes
import Synchronization
import TransferModel

/// Writes what the file endpoint did into the database: many records in one commit, one commit after the other, so that
/// a thousand uploads at once are a few commits beside those of the charge points.
final class FileLedger: Sendable {
    /// Something to be written.
    enum Change: Sendable {
        case user(FileUserRecord)
        case uses(user: String, Int)
        case removeUser(String)
        case file(StoredFileRecord)
        case removeFile(String)
        case renameFile(String, to: StorePath)
        case transfer(FileTransferRecord)
    }

    private struct State {
        var waiting: [Change] = []
        var isWriting = false
        var lost = 0
        /// Changes that were taken, and of those the ones that are written or lost.
        var taken = 0
        var settled = 0
        var awaited: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        /// Takes those out of the list that wait for what is settled by now.
        mutating func reached() -> [CheckedContinuation<Void, Never>] {
            let reached = awaited.filter { $0.count <= settled }.map(\.continuation)
            awaited.removeAll { $0.count <= settled }
            return reached
        }
    }

    private let pool: DatabasePool
    private let limits: FilesLimits
    private let logger: Logger
    private let state = Mutex(State())

    init(pool: DatabasePool, limits: FilesLimits, logger: Logger) {
        self.pool = pool
        self.limits = limits
        self.logger = logger
    }

    /// Records that were lost because too many waited or the database took them not.
    var lost: Int { state.withLock { $0.lost } }

    /// Takes changes; they are written soon.
    func submit(_ changes: [Change]) {
        let starts = state.withLock { state -> Bool in
            guard state.waiting.count + changes.count <= limits.waitingRecords else {
                state.lost += changes.count
                return false
            }
            state.waiting += changes
            state.taken += changes.count
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if starts { Task { await write() } }
    }

    /// Returns when everything that was submitted before is written or lost.
    func drain() async {
        await withCheckedContinuation { continuation in
            let isSettled = state.withLock { state -> Bool in
                guard state.settled < state.taken else { return true }
                state.awaited.append((state.taken, continuation))
                return false
            }
            if isSettled { continuation.resume() }
        }
    }

    private func write() async {
        while true {
            let batch = state.withLock { state -> [Change] in
                let batch = Array(state.waiting.prefix(limits.commitRecords))
                state.waiting.removeFirst(batch.count)
                if batch.isEmpty { state.isWriting = false }
                return batch
            }
            if batch.isEmpty { return }
            var isLost = false
            do {
                try await pool.write { [history = limits.history] db in
                    for change in batch { try Self.write(change, db) }
                    try db.execute(
                        sql: "DELETE FROM fileTransfers WHERE id <= (SELECT max(id) FROM fileTransfers) - ?",
                        arguments: [history])
                }
            } catch {
                isLost = true
                logger.error("file records were lost", metadata: ["count": "\(batch.count)", "error": "\(error)"])
            }
            let reached = state.withLock { [isLost] state in
                state.settled += batch.count
                if isLost { state.lost += batch.count }
                return state.reached()
            }
            for continuation in reached { continuation.resume() }
        }
    }

    private static func milliseconds(_ text: String) -> Int64 { DateTime(text)?.millisecondsSince1970 ?? 0 }

    private static func write(_ change: Change, _ db: Database) throws {
        switch change {
        case .user(let record):
            try db.execute(
                sql: "INSERT OR REPLACE INTO fileUsers VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    record.user, Data(record.salt), Data(record.hash), record.chargePoint, record.rightsText,
                    record.created.millisecondsSince1970, record.expires?.millisecondsSince1970, record.uses,
                ])
        case .uses(let user, let uses):
            try db.execute(sql: "UPDATE fileUsers SET uses = ? WHERE user = ?", arguments: [uses, user])
        case .removeUser(let user):
            try db.execute(sql: "DELETE FROM fileUsers WHERE user = ?", arguments: [user])
        case .file(let file):
            try db.execute(
                sql: "INSERT OR REPLACE INTO storedFiles VALUES (?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    file.path, file.size, file.sha256, file.kind, file.chargePoint, file.source,
                    milliseconds(file.stored),
                ])
        case .removeFile(let path):
            try db.execute(sql: "DELETE FROM storedFiles WHERE path = ?", arguments: [path])
        case .renameFile(let path, let other):
            try db.execute(
                sql: "UPDATE OR REPLACE storedFiles SET path = ?, kind = ? WHERE path = ?",
                arguments: [other.description, StoreLayout.kind(of: other).rawValue, path])
        case .transfer(let record):
            try db.execute(
                sql: """
                    INSERT INTO fileTransfers (user, chargePoint, kind, scheme, direction, path, remote, fault, failure,
                        offset, bytes, size, sha256, started, durationMilliseconds)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    record.user, record.chargePoint, record.kind, record.scheme, record.direction, record.path,
                    record.remote, record.fault, record.failure, record.offset, record.bytes, record.size,
                    record.sha256, milliseconds(record.started), record.durationMilliseconds,
                ])
        }
    }
}
