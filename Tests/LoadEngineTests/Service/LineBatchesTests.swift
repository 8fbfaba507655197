import Glibc
import Testing

@testable import LoadEngine

@Suite struct LineBatchesTests {
    /// A file with room for so many bytes that counts its writes.
    private struct Disk {
        var room: Int
        var bytes: [UInt8] = []
        var writes = 0

        mutating func put(_ text: [UInt8]) throws(ResultFile.Refusal) {
            writes += 1
            guard bytes.count + text.count <= room else { throw ResultFile.Refusal(code: ENOSPC) }
            bytes += text
        }

        mutating func write(_ lines: [[UInt8]], upTo bound: Int) -> (lost: UInt64, refusal: ResultFile.Refusal?) {
            var disk = self
            defer { self = disk }
            return LineBatches.write(lines, upTo: bound) { (text) throws(ResultFile.Refusal) in try disk.put(text) }
        }
    }

    private func lines(_ count: Int) -> [[UInt8]] { (0..<count).map { Array("event nr \($0)\n".utf8) } }

    @Test func `the lines of a look are written together, in texts of a bounded size`() {
        var disk = Disk(room: .max)
        let lines = lines(5000)
        let left = disk.write(lines, upTo: 1 << 16)
        #expect(left.lost == 0 && left.refusal == nil)
        #expect(disk.bytes == Array(lines.joined()))
        #expect(disk.writes == 2)
    }

    @Test func `no line and one that is longer than the bound are right too`() {
        var disk = Disk(room: .max)
        _ = disk.write([], upTo: 10)
        #expect(disk.writes == 0)
        let lines = [Array("a\n".utf8), Array("longer than ten\n".utf8), Array("b\n".utf8)]
        _ = disk.write(lines, upTo: 10)
        #expect(disk.bytes == Array(lines.joined()))
        #expect(disk.writes == 3)
    }

    @Test func `of a text that does not fit the first lines are kept whole and the rest is counted`() {
        let lines = lines(10)
        for room in 0...110 {
            var disk = Disk(room: room)
            let left = disk.write(lines, upTo: 1 << 16)
            let kept = min(10, room / 11)
            #expect(disk.bytes == Array(lines.prefix(kept).joined()), "\(room)")
            #expect(left.lost == UInt64(10 - kept))
            #expect((left.refusal == nil) == (kept == 10))
            // The whole, those that fit, and the first that does not.
            #expect(disk.writes <= kept + 2)
        }
    }
}
