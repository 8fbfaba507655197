import Foundation
import TestSupport
import Testing

@testable import FileTransfer

@Suite(.timeLimit(.minutes(3)), .ownThread) struct ArchiveStreamTests {
    static let entries = [
        ArchiveEntry("empty.txt") { "" }, ArchiveEntry("short.txt") { "one line\n" },
        ArchiveEntry("block.txt") { String(repeating: "x", count: 512) },
        ArchiveEntry("long.txt") { String(repeating: "0123456789abcdef\n", count: 9000) },
        ArchiveEntry("noise.bin", .noise(count: 100_000, seed: 7)),
    ]

    static func bytes(_ entries: [ArchiveEntry], buffer: Int) throws -> [UInt8] {
        let stream = try ArchiveStream(entries, modified: 1_700_000_000)
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: buffer)
        while true {
            let count = try part.withUnsafeMutableBytes { try stream.read(into: $0) }
            if count == 0 { return bytes }
            bytes += part[..<count]
        }
    }

    @Test func `tar unpacks what was packed`() async throws {
        try await withFolder { folder in
            let file = folder.appendingPathComponent("a.tar.gz")
            try Data(Self.bytes(Self.entries, buffer: 4096)).write(to: file)
            #expect(try ChildProcess.run("tar", ["-xzf", file.path, "-C", folder.path]).status == 0)
            func text(_ name: String) -> String? {
                try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            }
            #expect(text("empty.txt") == "")
            #expect(text("short.txt") == "one line\n")
            #expect(text("block.txt") == String(repeating: "x", count: 512))
            #expect(text("long.txt") == String(repeating: "0123456789abcdef\n", count: 9000))
            let noise = try Data(contentsOf: folder.appendingPathComponent("noise.bin"))
            #expect(noise.count == 100_352)  // Whole blocks.
            let date = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent("short.txt").path)
            #expect((date[.modificationDate] as? Date)?.timeIntervalSince1970 == 1_700_000_000)
        }
    }

    @Test func `the same entries give the same bytes, whatever the buffer`() throws {
        let whole = try Self.bytes(Self.entries, buffer: 1 << 20)
        #expect(whole.count > 100_352)
        for size in [1, 7, 511, 512, 16_384] { #expect(try Self.bytes(Self.entries, buffer: size) == whole) }
        #expect(try ArchiveStream(Self.entries, modified: 1_700_000_000).countRest() == Int64(whole.count))
    }

    @Test func `an empty archive is one`() throws {
        #expect(try !Self.bytes([], buffer: 100).isEmpty)
    }

    @Test func `a name that does not fit is refused`() {
        for name in ["", String(repeating: "a", count: 101)] {
            #expect(throws: ArchiveStream.Problem.badName) {
                try ArchiveStream([ArchiveEntry(name) { "" }], modified: 0)
            }
        }
    }
}
