import Foundation
import Testing

@testable import LoadEngine

/// A file of the results folder whose lines give way.
@Suite struct ResultFileTests {
    private func withFile(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "wattswarm-result-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test func `room is kept for a file and what it does not need goes back`() throws {
        try withFile { path in
            do {
                var file = try ResultFile(making: path, reserving: ResultLimits.summaryBytes)
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == ResultLimits.summaryBytes)
                try file.fill(Array("{}".utf8))
            }
            #expect(try text(path) == "{}")
            #expect(throws: ResultFile.Refusal(code: EEXIST)) { _ = try ResultFile(making: path) }
        }
    }

    @Test func `a last line takes the place of as few lines as it needs`() throws {
        for length in [1, 9, 10, 11, 25, 40] {
            try withFile { path in
                var file = try ResultFile(making: path)
                for number in 0..<4 { try file.append(Array("line nr \(number)\n".utf8)) }
                try file.replaceLastLines { cut in
                    Array(String(repeating: "x", count: length - 1).utf8) + [UInt8(ascii: "0") + UInt8(cut)]
                }
                let cut = (length + 9) / 10
                let kept = (0..<(4 - cut)).map { "line nr \($0)\n" }.joined()
                #expect(try text(path) == kept + String(repeating: "x", count: length - 1) + "\(cut)")
            }
        }
        try withFile { path in
            var file = try ResultFile(making: path)
            try file.append(Array("short\n".utf8))
            #expect(throws: ResultFile.Refusal(code: ENOSPC)) {
                try file.replaceLastLines { _ in Array("longer than all".utf8) }
            }
            #expect(try text(path) == "short\n")
        }
    }

    @Test func `lines are given back to the disk from the end, whole`() throws {
        try withFile { path in
            var file = try ResultFile(making: path)
            let long = String(repeating: "y", count: 3 * ResultLimits.partBytes) + "\n"
            try file.append(Array("first\n".utf8))
            try file.append(Array(long.utf8))
            #expect(file.dropLines(atLeast: 1) == 1)
            #expect(try text(path) == "first\n")
            try file.append(Array("second\n".utf8))
            #expect(file.dropLines(atLeast: 100) == 2)
            #expect(try text(path) == "")
            #expect(file.dropLines(atLeast: 1) == 0)
        }
    }

    @Test func `a throw-away folder goes with its owner and others sweep those that are left`() throws {
        let parent = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattswarm-sweep-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: parent) }
        func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: parent.path).sorted() }
        do {
            let held = try ThrowAwayFolder(prefix: "t-", in: parent)
            // One whose owner is gone, one that is being made, and one of somebody else's making.
            for name in ["t-gone", "t-new", "other"] {
                try FileManager.default.createDirectory(
                    at: parent.appendingPathComponent(name), withIntermediateDirectories: true)
            }
            try Data().write(to: parent.appendingPathComponent("t-gone/owner.lock"))
            try Data().write(to: parent.appendingPathComponent("other/owner.lock"))
            ThrowAwayFolder.sweep(prefix: "t-", in: parent)
            #expect(try names() == ["other", held.url.lastPathComponent, "t-new"].sorted())
        }
        #expect(try names() == ["other", "t-new"])
    }

    @Test func `a sweep beside the making of a throw-away folder leaves it alone`() throws {
        let parent = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattswarm-sweep-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: parent) }
        func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: parent.path).sorted() }
        // One that was left while it was made, long ago.
        let old = parent.appendingPathComponent(".making-t-old")
        try FileManager.default.createDirectory(at: old, withIntermediateDirectories: true)
        try Data().write(to: old.appendingPathComponent("owner.lock"))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -7_200)], ofItemAtPath: old.path)
        var whileMade: [String] = []
        do {
            let folder = try ThrowAwayFolder(prefix: "t-", in: parent) {
                ThrowAwayFolder.sweep(prefix: "t-", in: parent)
                whileMade = (try? names()) ?? []
            }
            #expect(whileMade == [".making-" + folder.url.lastPathComponent])
            ThrowAwayFolder.sweep(prefix: "t-", in: parent)
            #expect(try names() == [folder.url.lastPathComponent])
            let content = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
            #expect(content == ["owner.lock"])
            let mode = try FileManager.default.attributesOfItem(atPath: folder.url.path)[.posixPermissions] as? Int
            #expect(mode == 0o700)
        }
        #expect(try names() == [])
    }
}
