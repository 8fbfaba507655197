import Foundation
import Glibc
import Measurement
import NIOConcurrencyHelpers
import OCPPTypes
import Report

/// The folder of a run's results (guide "Report"). Files appear under their final name only when they are whole.
///
/// The disk may fill up during a run. Room for the summary and the manifest is kept from the start; events and transfers
/// that do not fit are counted, and give way to what matters more.
package final class ResultDirectory: Sendable {
    /// Path of the folder.
    package let path: String
    private let wasMade: Bool
    private let files: NIOLockedValueBox<Files>

    private struct Files {
        var events: Appended
        var transfers: Appended?
        /// Transfers that found no file.
        var transfersWithoutFile: UInt64 = 0
        /// The last lines of the events, once they are written, and how many they are.
        var ending: (last: EventsEnding, count: UInt64)?
    }

    /// What the last lines of `events.jsonl` tell.
    private struct EventsEnding {
        var leftOut: EventsLeftOut
        var offsetMilliseconds: Double

        /// - Parameter lost: events that the disk did not take.
        func lines(lost: UInt64) -> [[UInt8]] {
            let counts = [
                (leftOut.events + lost, "more events were counted but not kept"),
                (leftOut.connections, "more connects and boots were counted but not kept"),
            ]
            return counts.filter { $0.0 > 0 }.map { count, detail in
                EventLine(kind: .leftOut, offsetMilliseconds: offsetMilliseconds, detail: detail, count: count).encode()
            }
        }

        /// The lines are never longer than these.
        var longest: [[UInt8]] { lines(lost: UInt64(Int64.max)) }
    }

    /// A file that grows during the run.
    private final class Appended: @unchecked Sendable {
        // Only touched inside of the box that holds it.
        let name: String
        var file: ResultFile
        var lost: UInt64 = 0
        var reason: String?

        init(_ name: String, in path: String) throws(ResultFile.Refusal) {
            self.name = name
            file = try ResultFile(making: path + "/" + name)
        }

        func append(_ lines: some Sequence<[UInt8]>) {
            let left = LineBatches.write(lines, upTo: ResultLimits.batchBytes) { (text) throws(ResultFile.Refusal) in
                try file.append(text)
            }
            lost += left.lost
            reason = reason ?? left.refusal?.reason
        }

        /// Lets lines give way to the last ones, which tell of them.
        func putLast(_ lines: (UInt64) -> [UInt8]) {
            var cut: UInt64 = 0
            do throws(ResultFile.Refusal) {
                try file.replaceLastLines {
                    cut = $0
                    return lines($0)
                }
                lost += cut
            } catch {
                reason = reason ?? error.reason
            }
        }
    }

    /// Makes the folder; one that holds other files is refused so that no result is overwritten.
    ///
    /// - Throws: ``RunFailure`` also where there is no room for the summary.
    ///
    /// - `isOurs`: whether the folder was made for this run, and goes when the run does not begin.
    package init(path: String, isOurs: Bool = false) throws(RunFailure) {
        self.path = path
        let manager = FileManager.default
        let wasMade = isOurs || !manager.fileExists(atPath: path)
        do {
            if let file = Self.file(onTheWayTo: path) {
                throw RunFailure(
                    file == path
                        ? "\(path) is a file: give --out a folder that is new or empty"
                        : "\(path) cannot be made, because \(file) is a file: give --out another folder")
            }
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
        self.wasMade = wasMade
        do throws(ResultFile.Refusal) {
            files = NIOLockedValueBox(Files(events: try Appended("events.jsonl", in: path)))
            for (name, bytes) in Self.reserved {
                _ = try ResultFile(making: path + "/" + Self.hidden(name), reserving: bytes)
            }
        } catch {
            Self.remove(path, wasMade: wasMade)
            throw RunFailure("cannot write into \(path): \(error.reason); check permissions and free space")
        }
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

    /// The first of ``defaultPath(scenario:startedAt:)``, the same with `-2`, `-3` and so on that was not there: runs of
    /// one scenario may begin in the same second. The folder is made, so that no other process takes it.
    ///
    /// - Parameter folder: what the path is relative to; the working directory where it is empty.
    static func makeDefault(scenario: String, startedAt: DateTime, in folder: String = "") -> String {
        let first = folder + defaultPath(scenario: scenario, startedAt: startedAt)
        let parent = first.lastIndex(of: "/").map { String(first[..<$0]) } ?? "."
        try? FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        for number in 1...ResultLimits.runsOfSecond {
            let path = number == 1 ? first : "\(first)-\(number)"
            if mkdir(path, 0o777) == 0 { return path }
            // What else is in the way is told by who opens the folder.
            if errno != EEXIST { return path }
        }
        return first
    }

    /// `results/<scenario>-<UTC time>/`, with characters that a file name should not have replaced.
    package static func defaultPath(scenario: String, startedAt: DateTime) -> String {
        let name = String(scenario.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(60))
        let time = startedAt.description.prefix(19).filter { $0 != ":" && $0 != "-" }
        return "results/\(name)-\(time)Z"
    }

    /// Appends events; what the disk does not take is counted in ``shortfalls``.
    package func append(_ list: [EventLine]) {
        guard !list.isEmpty else { return }
        files.withLockedValue { files in
            files.events.append(list.lazy.map { $0.encode() })
        }
    }

    /// Appends transfers; the first of them makes `transfers.jsonl`. What the disk does not take is counted.
    package func append(_ list: [TransferLine]) throws(RunFailure) {
        guard !list.isEmpty else { return }
        let refusal = files.withLockedValue { files -> ResultFile.Refusal? in
            do throws(ResultFile.Refusal) {
                if files.transfers == nil { files.transfers = try Appended("transfers.jsonl", in: path) }
                files.transfers?.append(list.lazy.map { $0.encode() })
                return nil
            } catch {
                files.transfersWithoutFile += UInt64(list.count)
                return error
            }
        }
        if let refusal { throw RunFailure("cannot write \(path)/transfers.jsonl: \(refusal.reason)") }
    }

    /// Writes a file beside its final name, through to the disk, and moves it there. When there is no room left, events
    /// give way.
    package func write(_ name: String, _ bytes: [UInt8]) throws(RunFailure) {
        try write(name) { _ in bytes }
    }

    /// The same with a content that tells what the disk did not take, also for the sake of this very file.
    package func write(_ name: String, _ content: (UnwrittenLines) -> [UInt8]) throws(RunFailure) {
        let beside = path + "/" + Self.hidden(name)
        do throws(ResultFile.Refusal) {
            let bytes = content(unwritten)
            do throws(ResultFile.Refusal) {
                try Self.fill(beside, bytes)
            } catch {
                guard files.withLockedValue({ $0.events.file.size > 0 }) else { throw error }
                dropEvents(bytes: bytes.count + ResultLimits.countBytes)
                try Self.fill(beside, content(unwritten))
            }
            guard rename(beside, path + "/" + name) == 0 else { throw ResultFile.Refusal(code: errno) }
        } catch {
            unlink(beside)
            throw RunFailure("cannot write \(path)/\(name): \(error.reason)")
        }
    }

    /// Takes everything away again: nothing was run, and the same command shall find an empty folder.
    package func discard() {
        Self.remove(path, wasMade: wasMade)
    }

    /// Ends `events.jsonl`; last lines tell how many events, and how many connects and boots, did not fit, into the limit
    /// or onto the disk.
    package func finish(leftOut: EventsLeftOut, offsetMilliseconds: Double) {
        files.withLockedValue { files in
            Self.end(&files, EventsEnding(leftOut: leftOut, offsetMilliseconds: offsetMilliseconds))
        }
    }

    /// Writes the last lines of the events; other lines give way to them.
    private static func end(_ files: inout Files, _ ending: EventsEnding) {
        let events = files.events
        let lost = events.lost
        do throws(ResultFile.Refusal) {
            let lines = ending.lines(lost: lost)
            if !lines.isEmpty { try events.file.append(Array(lines.joined())) }
        } catch {
            events.putLast { Array(ending.lines(lost: lost + $0).joined()) }
        }
        files.ending = (ending, UInt64(ending.lines(lost: events.lost).count))
    }

    /// Lines that the disk did not take so far.
    package var unwritten: UnwrittenLines {
        files.withLockedValue { files in
            var lines = UnwrittenLines()
            lines.events = files.events.lost
            lines.transfers = files.transfersWithoutFile + (files.transfers?.lost ?? 0)
            return lines
        }
    }

    /// What the folder lacks because the disk did not take it, a sentence each; empty when it is whole.
    package var shortfalls: [String] {
        files.withLockedValue { files in
            [files.events, files.transfers].compactMap { appended in
                guard let appended, let reason = appended.reason else { return nil }
                return Self.shortfall(of: "\(path)/\(appended.name)", lost: appended.lost, reason: reason)
            }
        }
    }

    /// - Parameter lost: lines that are counted as missing; the last lines of the events, which tell of them, are not.
    static func shortfall(of file: String, lost: UInt64, reason: String) -> String {
        let lines = lost == 0 ? "its last lines" : lost == 1 ? "1 line" : "\(lost) lines"
        return "\(file) lacks \(lines): \(reason)"
    }

    // MARK: Files

    /// Files that room is kept for.
    private static let reserved = [
        ("summary.json", ResultLimits.summaryBytes), ("manifest.json", ResultLimits.manifestBytes),
    ]

    private static func hidden(_ name: String) -> String { ".\(name).part" }

    private static func fill(_ path: String, _ bytes: [UInt8]) throws(ResultFile.Refusal) {
        var file = try ResultFile(opening: path)
        try file.fill(bytes)
    }

    /// Returns room to the disk: so many bytes at the end of the events, and all of them when they are fewer. The last
    /// lines, which tell how many are missing, are written anew.
    func dropEvents(bytes: Int) {
        files.withLockedValue { files in
            let events = files.events
            let ending = files.ending
            let room = ending.map { $0.last.longest.joined().count } ?? 0
            var dropped = events.file.dropLines(atLeast: bytes + room)
            guard dropped > 0 else { return }
            if let ending { dropped -= min(dropped, ending.count) }
            events.lost += dropped
            if dropped > 0 { events.reason = events.reason ?? ResultFile.Refusal(code: ENOSPC).reason }
            if let ending { Self.end(&files, ending.last) }
        }
    }

    private static func remove(_ path: String, wasMade: Bool) {
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: path)) ?? [] {
            try? manager.removeItem(atPath: path + "/" + name)
        }
        if wasMade, (try? manager.contentsOfDirectory(atPath: path))?.isEmpty == true {
            try? manager.removeItem(atPath: path)
        }
    }
}
