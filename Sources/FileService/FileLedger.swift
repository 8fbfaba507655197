import CentralSystemSettings
import CentralSystemStore
import Logging
import Synchronization

/// Writes what the file endpoint did into the database: many records in one commit, one commit after the other, so that
/// a thousand uploads at once are a few commits beside those of the charge points.
package final class FileLedger: Sendable {
    private struct State {
        var waiting: [FileRecordChange] = []
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

    private let records: FileRecordStore
    private let limits: FilesLimits
    private let logger: Logger
    private let state = Mutex(State())

    init(records: FileRecordStore, limits: FilesLimits, logger: Logger) {
        self.records = records
        self.limits = limits
        self.logger = logger
    }

    /// Records that were lost because too many waited or the database took them not.
    package var lost: Int { state.withLock { $0.lost } }

    /// Takes changes; they are written soon.
    package func submit(_ changes: [FileRecordChange]) {
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
    package func drain() async {
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
            let batch = state.withLock { state -> [FileRecordChange] in
                let batch = Array(state.waiting.prefix(limits.commitRecords))
                state.waiting.removeFirst(batch.count)
                if batch.isEmpty { state.isWriting = false }
                return batch
            }
            if batch.isEmpty { return }
            var isLost = false
            do {
                try await records.write(batch, history: limits.history)
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
}
