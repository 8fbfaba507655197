import Testing

@testable import FileTransfer

@Suite struct ThrottleTests {
    @Test(arguments: [(1, 1024), (4000, 1024), (40_000, 10_000), (1_000_000, 65_536), (Int64.max, 65_536)])
    func `a piece is a quarter of a second's bytes within its bounds`(_ speed: Int64, _ bytes: Int) {
        #expect(Throttle(bytesPerSecond: speed).pieceBytes == bytes)
    }

    @Test func `after a piece the line is busy for as long as the piece takes`() {
        var throttle = Throttle(bytesPerSecond: 1000)
        let second: Int64 = 1_000_000_000
        #expect(throttle.take(500, at: 10 * second) == nil)
        // The first piece may begin a little in the past, and no more.
        let free = 10 * second - FileTransferLimits.throttleCatchUpNanoseconds + second / 2
        #expect(throttle.take(500, at: 10 * second + 1) == free)
        #expect(throttle.take(500, at: free) == nil)
        #expect(throttle.take(1, at: free) == free + second / 2)
    }

    @Test func `a minute of pieces is a minute's bytes, however late the clock is looked at`() {
        var throttle = Throttle(bytesPerSecond: 1000)
        var moved: Int64 = 0
        for millisecond in 0..<Int64(60_000) where throttle.take(100, at: (1 << 40) + millisecond * 1_000_000) == nil {
            moved += 100
        }
        #expect(moved >= 60_000 && moved <= 60_200)
    }

    @Test func `no number overflows`() {
        var throttle = Throttle(bytesPerSecond: 1)
        #expect(throttle.take(.max, at: 0) == nil)
        #expect(throttle.take(1, at: .max - 1) == .max)
    }
}
