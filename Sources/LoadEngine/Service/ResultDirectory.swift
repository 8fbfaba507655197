import Foundation
import OCPPTypes
import Report

/// The folder of a run's results (DESIGN §4). Files appear under their final name only when they are whole.
package final class ResultDirectory: Sendable {
    /// Path of the folder.
    package let path: String
    private let events: FileHandle
    private let wasMade: Bool

    /// Makes the folder; one that holds other files is refused so that no result is overwritten.
    package init(path: String) throws(RunFailure) {
        self.path = path
        let manager = FileManager.default
        do {
            if let file = Self.file(onTheWayTo: path) {
                throw RunFailure(
                    file == path
                        ? "\(path) is a file: give --out a folder that is new or empty"
                        : "\(path) cannot be made, because \(file) is a file: give --out another folder")
            }
            wasMade = !manager.fileExists(atPath: path)
            try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
            let present = try manager.contentsOfDirectory(atPath: path)
            guard present.isEmpty else {
                throw RunFailure("\(path) is not empty: give --out a new folder, or remove the old results")
            }
        } catch let failure as RunFailure {
            throw failure
        } catch {
            throw RunFailure("cannot make the results folder \(path): \(error.localizedDescription)")
        }
        let file = path + "/events.jsonl"
        guard manager.createFile(atPath: file, contents: nil), let handle = FileHandle(forWritingAtPath: file) else {
            throw RunFailure("cannot write \(file): check permissions and free space")
        }
        events = handle
    }

    /// What stands in the way of a folder: the path itself or one above it that is no folder.
    static func file(onTheWayTo path: String) -> String? {
        var place = path
        while !place.isEmpty, place != "/" {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) {
                return isFolder.boolValue ? nil : place
            }
            place = place.lastIndex(of: "/").map { String(place[..<$0]) } ?? ""
        }
        return nil
    }

    /// `results/<scenario>-<UTC time>/`, with characters that a file name should not have replaced.
    package static func defaultPath(scenario: String, startedAt: DateTime) -> String {
        let name = String(scenario.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(60))
        let time = startedAt.description.prefix(19).filter { $0 != ":" && $0 != "-" }
        return "results/\(name)-\(time)Z"
    }

    /// Appends events.
    package func append(_ list: [EventLine]) throws(RunFailure) {
        guard !list.isEmpty else { return }
        do {
            try events.write(contentsOf: Data(list.flatMap { $0.encode() }))
        } catch {
            throw RunFailure("cannot write \(path)/events.jsonl: \(error.localizedDescription)")
        }
    }

    /// Appends transfers; the first of them makes `transfers.jsonl`.
    package func append(_ list: [TransferLine]) throws(RunFailure) {
        guard !list.isEmpty else { return }
        let file = path + "/transfers.jsonl"
        do {
            if !FileManager.default.fileExists(atPath: file) {
                try Data().write(to: URL(fileURLWithPath: file))
            }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(list.flatMap { $0.encode() }))
        } catch {
            throw RunFailure("cannot write \(file): \(error.localizedDescription)")
        }
    }

    /// Writes a file beside its final name and moves it there.
    package func write(_ name: String, _ bytes: [UInt8]) throws(RunFailure) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name), options: .atomic)
        } catch {
            throw RunFailure("cannot write \(path)/\(name): \(error.localizedDescription)")
        }
    }

    /// Takes everything away again: nothing was run, and the same command shall find an empty folder.
    package func discard() {
        try? events.close()
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: path)) ?? [] {
            try? manager.removeItem(atPath: path + "/" + name)
        }
        if wasMade, (try? manager.contentsOfDirectory(atPath: path))?.isEmpty == true {
            try? manager.removeItem(atPath: path)
        }
    }

    /// Ends `events.jsonl`; last lines tell how many events, and how many connects and boots, did not fit.
    package func finish(leftOut: EventsLeftOut, offsetMilliseconds: Double) throws(RunFailure) {
        let counts = [
            (leftOut.events, "more events were counted but not kept"),
            (leftOut.connections, "more connects and boots were counted but not kept"),
        ]
        try append(
            counts.filter { $0.0 > 0 }.map { count, detail in
                EventLine(kind: .leftOut, offsetMilliseconds: offsetMilliseconds, detail: detail, count: count)
            })
        try? events.close()
    }
}
