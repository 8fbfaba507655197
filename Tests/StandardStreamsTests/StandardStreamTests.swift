import Glibc
import Testing

@testable import StandardStreams

/// A stream whose reader is slow: a pipe of four pages, and no budget to wait for it.
@Suite struct StandardStreamTests {
    private final class Pipe {
        /// F_SETPIPE_SZ of Linux.
        private static let setSize: Int32 = 1031

        let stream: StandardStream
        private var ends: [Int32] = [0, 0]

        init() throws {
            try #require(pipe(&ends) == 0)
            try #require(fcntl(ends[1], Self.setSize, 4 * 4096) == 4 * 4096)
            stream = StandardStream(
                descriptor: ends[1], budget: WaitingBudget(milliseconds: 0, perMilliseconds: 60_000))
        }

        deinit {
            for end in ends { close(end) }
        }

        /// Writes pages of four bytes a line, so many.
        func fill(pages: Int) {
            for _ in 0..<pages { #expect(stream.writePassing(String(repeating: "xxx\n", count: 1024))) }
        }

        /// What stands in the pipe.
        func read() -> String {
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = Glibc.read(ends[0], &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }

    @Test func `lines that a slow reader does not take are counted, and told of once it is back`() throws {
        let pipe = try Pipe()
        pipe.fill(pages: 4)
        for number in 1...3 { #expect(!pipe.stream.writePassing("lost \(number)\n")) }
        #expect(pipe.read().utf8.count == 4 * 4096)
        #expect(pipe.stream.writePassing("back\n"))
        #expect(pipe.stream.writePassing("on\n"))
        #expect(pipe.read() == "3 lines are missing here: its reader does not read\nback\non\n")
        #expect(pipe.stream.unwritten.texts == 3)
        #expect(pipe.stream.unwritten.bytes == 21)
    }

    @Test func `the notice is written in the format of the lines`() throws {
        let pipe = try Pipe()
        pipe.fill(pages: 4)
        #expect(!pipe.stream.writePassing("{}\n"))
        _ = pipe.read()
        #expect(pipe.stream.writePassing("{}\n") { "{\"lines\":\($0.texts)}\n" })
        #expect(pipe.read() == "{\"lines\":1}\n{}\n")
    }

    @Test func `a line that was cut ends before the notice`() throws {
        let pipe = try Pipe()
        pipe.fill(pages: 3)
        // The first part of it fits.
        #expect(!pipe.stream.writePassing(String(repeating: "y", count: 5000) + "\n"))
        _ = pipe.read()
        #expect(pipe.stream.writePassing("back\n"))
        #expect(pipe.read() == "\n1 line is missing here: its reader does not read\nback\n")
        #expect(pipe.stream.unwritten.bytes == 905)
    }
}
