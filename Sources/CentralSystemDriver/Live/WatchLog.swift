import CentralSystemSettings
import Foundation
import Logging
import OCPPJSON
import OCPPTypes
import OperatorInterface
import Synchronization
import TextFormats

/// Writes the frames of charge points on a watch list to disk: one file per charge point, rotated, each bounded.
///
/// The event loop only copies a watched frame into a bounded queue; a queue of the system writes. What does not fit the
/// queue is counted and said in the file.
package final class WatchLog: Sendable {
    private struct Entry {
        var identity: String
        /// True once lines were left out because the queue was full.
        var skipped = 0
    }

    private struct State {
        var watched: [UInt64: Entry] = [:]
        var queuedBytes = 0
        var counters = WatchCounters()
    }

    private let folder: URL
    private let limits: WatchLogLimits
    private let clock: @Sendable () -> DateTime
    private let logger: Logger
    private let state = Mutex(State())
    /// True while the list is empty: the event loop looks no further.
    private let isEmpty = Atomic<Bool>(true)
    private let queue = DispatchQueue(label: "watch log")

    /// A watch log with nobody on its list.
    ///
    /// - `clock`: tells the time of lines.
    package init(folder: String, limits: WatchLogLimits, clock: @escaping @Sendable () -> DateTime, logger: Logger) {
        self.folder = URL(fileURLWithPath: folder)
        self.limits = limits
        self.clock = clock
        self.logger = logger
    }

    // MARK: The list

    /// The identities on the list, sorted.
    package var identities: [String] { state.withLock { $0.watched.values.map(\.identity).sorted() } }

    /// What it did so far.
    package var counters: WatchCounters { state.withLock { $0.counters } }

    /// Puts a charge point on the list; false when the list is full.
    package func add(_ identity: String) -> Bool {
        state.withLock { state in
            let key = MessageRing.key(of: identity)
            guard state.watched[key] != nil || state.watched.count < limits.chargePoints else { return false }
            state.watched[key] = state.watched[key] ?? Entry(identity: identity)
            isEmpty.store(false, ordering: .relaxed)
            return true
        }
    }

    /// Takes a charge point off the list; false when it was not on it. Its files stay.
    package func remove(_ identity: String) -> Bool {
        state.withLock { state in
            let wasThere = state.watched.removeValue(forKey: MessageRing.key(of: identity)) != nil
            isEmpty.store(state.watched.isEmpty, ordering: .relaxed)
            return wasThere
        }
    }

    // MARK: Writing

    /// A frame passed on the event loop.
    func passed(_ direction: MessageRing.Direction, key: UInt64, text: UnsafeRawBufferPointer) {
        guard !isEmpty.load(ordering: .relaxed) else { return }
        let job = state.withLock { state -> (identity: String, skipped: Int)? in
            guard let entry = state.watched[key] else { return nil }
            guard state.queuedBytes + text.count <= limits.queuedBytes else {
                state.watched[key]?.skipped += 1
                state.counters.skipped += 1
                return nil
            }
            state.queuedBytes += text.count
            state.watched[key]?.skipped = 0
            return (entry.identity, entry.skipped)
        }
        guard let job else { return }
        let frame = String(decoding: text, as: UTF8.self)
        let bytes = text.count
        let time = clock()
        queue.async { self.write(job.identity, job.skipped, direction, time, frame, bytes) }
    }

    /// Waits until everything that was queued is on disk.
    package func flush() {
        queue.sync {}
    }

    private func write(
        _ identity: String, _ skipped: Int, _ direction: MessageRing.Direction, _ time: DateTime, _ frame: String,
        _ bytes: Int
    ) {
        var text = ""
        if skipped > 0 { text += "{\"skipped\":\(skipped)}\n" }
        let line: JSONText = [
            "time": .string(time.description), "direction": .string(direction == .sent ? "sent" : "received"),
            "frame": .string(FrameRedaction.redacted(frame)),
        ]
        text += line.text + "\n"
        var isWritten = true
        do {
            try append(Data(text.utf8), to: file(identity))
        } catch {
            isWritten = false
        }
        let isNew = state.withLock { state -> Bool in
            state.queuedBytes -= bytes
            if isWritten {
                state.counters.written += 1
            } else {
                state.counters.failed += 1
            }
            return state.counters.failed == 1
        }
        if !isWritten, isNew {
            logger.error("the watch log cannot be written", metadata: ["folder": .string(folder.path)])
        }
    }

    private func append(_ data: Data, to file: URL) throws {
        let manager = FileManager.default
        let size = (try? manager.attributesOfItem(atPath: file.path)[.size] as? Int) ?? nil
        if let size, size + data.count > limits.fileBytes { try rotate(file) }
        if size == nil { try manager.createDirectory(at: folder, withIntermediateDirectories: true) }
        if !manager.fileExists(atPath: file.path) {
            // Frames may hold id tags; they are nobody else's business.
            guard manager.createFile(atPath: file.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: data)
    }

    /// `CP.log` becomes `CP.1.log`, that one `CP.2.log`, and the last one is removed.
    private func rotate(_ file: URL) throws {
        let base = file.deletingPathExtension().path
        let manager = FileManager.default
        for number in stride(from: limits.filesKept, through: 1, by: -1) {
            let older = "\(base).\(number).log"
            let newer = number == 1 ? file.path : "\(base).\(number - 1).log"
            if manager.fileExists(atPath: older) { try manager.removeItem(atPath: older) }
            if manager.fileExists(atPath: newer) { try manager.moveItem(atPath: newer, toPath: older) }
        }
        if manager.fileExists(atPath: file.path) { try manager.removeItem(at: file) }
    }

    /// The file of a charge point; the identity is percent-encoded, so it names no other place.
    private func file(_ identity: String) -> URL {
        var name = PercentText.encode(identity.utf8, plain: .fileName)
        // Names of files have at most 255 bytes; a long one keeps its beginning and a number that tells it apart.
        if name.utf8.count > 200 {
            name =
                name.prefix(180) + "~"
                + String(AccessToken.hash(of: identity)[0..<8].reduce(0) { $0 << 8 | UInt64($1) }, radix: 16)
        }
        return folder.appendingPathComponent(name + ".log")
    }
}

/// What the watch log did.
package struct WatchCounters: Sendable, Equatable {
    /// Frames on disk.
    package var written = 0
    /// Frames left out because the queue was full.
    package var skipped = 0
    /// Frames that the disk did not take.
    package var failed = 0
}
