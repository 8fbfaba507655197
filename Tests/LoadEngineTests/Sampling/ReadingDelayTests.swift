import OCPPTypes
import Synchronization
import Testing

@testable import LoadEngine

/// For how long an answer may have lain in the kernel: a loop acted out, with the clock of its work.
@Suite struct ReadingDelayTests {
    /// A loop whose thread works, sleeps in polls, waits for a core, or is stopped.
    private struct Loop {
        var now: Int64 = 1_000_000_000
        var work: Int64 = 77_000_000
        var starved: Int64 = 0
        var looks = 0
        var began: Int64?
        var delay: ReadingDelay

        init() {
            delay = ReadingDelay(at: Instant(nanoseconds: now), work: work)
        }

        mutating func works(_ microseconds: Int64) {
            began = began ?? now
            now += microseconds * 1000
            work += microseconds * 1000
        }

        mutating func sleeps(_ microseconds: Int64) { now += microseconds * 1000 }

        mutating func starves(_ microseconds: Int64) {
            now += microseconds * 1000
            starved += microseconds * 1000
        }

        mutating func endsTurn() {
            let work = work
            var looks = looks
            delay.turnEnded(began: began.map { Instant(nanoseconds: $0) }, at: Instant(nanoseconds: now)) {
                looks += 1
                return work
            }
            self.looks = looks
            began = nil
        }

        /// Microseconds.
        mutating func reads(dueIn microseconds: Int64 = 50_000) -> Int64 {
            let thread = ActedThread(work: work, starved: starved)
            let nanoseconds = delay.delay(
                at: Instant(nanoseconds: now), due: Instant(nanoseconds: now + microseconds * 1000), thread)
            looks += thread.looks
            if starved > 0 { starved = 0 }
            return nanoseconds / 1000
        }
    }

    /// A thread that cannot be copied: what keeps it, in a closure or a box, does not compile.
    private struct ActedThread: WatchedThread, ~Copyable {
        private let counter = Atomic(0)
        private let known: (work: Int64, starved: Int64)

        init(work: Int64, starved: Int64) {
            known = (work, starved)
        }

        var looks: Int { counter.load(ordering: .relaxed) }

        func work() -> Int64 {
            counter.add(1, ordering: .relaxed)
            return known.work
        }

        func starved(at now: Instant) -> Int64 { known.starved }
    }

    @Test func `a loop that slept reads at once, however long it slept`() {
        var loop = Loop()
        for pause in [1_000, 20_000, 49_000] as [Int64] {
            loop.works(30)
            loop.endsTurn()
            loop.sleeps(pause)
            loop.works(20)
            // What it worked in its last turns, and nothing of the pause.
            #expect(loop.reads() <= 100, "\(pause)")
        }
    }

    @Test func `what comes while a loop works may have waited since the poll before`() {
        var loop = Loop()
        loop.works(10_000)
        loop.endsTurn()
        loop.works(20_000)
        loop.endsTurn()
        // No sleep: there was something to read when the loop polled, and it may have come in the turn before.
        loop.works(5_000)
        #expect((25_000...25_200).contains(loop.reads()))
        // Later answers of the same turn have waited longer.
        loop.works(7_000)
        #expect((32_000...32_200).contains(loop.reads()))
    }

    @Test func `a long turn before a sleep says nothing of what comes after it`() {
        var loop = Loop()
        loop.works(80_000)
        loop.endsTurn()
        loop.sleeps(5_000)
        loop.works(100)
        #expect(loop.reads() == 100)
    }

    @Test func `a thread that waits for its core reads late though it does not work`() {
        var loop = Loop()
        loop.works(50)
        loop.endsTurn()
        loop.sleeps(10_000)
        loop.starves(12_000)
        loop.works(20)
        #expect((12_000...12_200).contains(loop.reads()))
    }

    @Test func `a process that was stopped may have been so since its last poll`() {
        var loop = Loop()
        loop.works(50)
        loop.endsTurn()
        loop.works(50)
        loop.endsTurn()
        loop.sleeps(500_000)
        // It wanted to wake up long ago: neither work nor another thread explains that.
        #expect(loop.reads(dueIn: -450_000) >= 500_000)
    }

    @Test func `a stop within a turn delays what is read behind it, though it is neither work nor waiting for a core`()
    {
        var loop = Loop()
        loop.works(50)
        loop.endsTurn()
        loop.works(200)
        loop.sleeps(60_000)  // SIGSTOP, behind the CALLs that have left; what was due then is planned anew.
        loop.works(100)
        loop.endsTurn()
        loop.works(20)
        #expect((60_300...60_600).contains(loop.reads()))
        // A moment without a core right behind it is no sleep.
        var kept = Loop()
        kept.works(50)
        kept.endsTurn()
        kept.works(200)
        kept.sleeps(60_000)
        kept.endsTurn()
        kept.sleeps(700)
        kept.works(20)
        #expect((60_900...61_200).contains(kept.reads()))
        // The turn after it knows nothing of that any more.
        loop.endsTurn()
        loop.works(20)
        #expect(loop.reads() <= 250)
    }

    @Test func `a stop on the way out of a poll shows in the timers, and delays what the next poll has`() {
        var loop = Loop()
        loop.works(300)
        loop.endsTurn()
        // Asleep for 2 ms, woken by a timer, and stopped: the answers that come now are not polled.
        loop.sleeps(62_000)
        loop.delay.cameLate(by: 60_000_000)
        loop.works(300)
        loop.endsTurn()
        loop.works(40)
        #expect((60_300...60_600).contains(loop.reads()))
    }

    @Test func `short turns never ask for the thread's work`() {
        var loop = Loop()
        for _ in 0..<10 {
            loop.works(20)
            #expect(loop.reads() <= 250)
            loop.works(20)
            loop.endsTurn()
        }
        // Ten turns of 40 µs: once in a quarter of a millisecond is enough.
        #expect(loop.looks <= 2)
    }

    @Test func `a delay is never longer than since the poll before`() {
        var random = SeededRandom(seed: 5)
        var loop = Loop()
        var ends: [Int64] = [loop.now, loop.now]
        for _ in 0..<20_000 {
            switch random.nextIndex(below: 4) {
            case 0: loop.works(Int64(random.nextIndex(below: 3000)))
            case 1: loop.sleeps(Int64(random.nextIndex(below: 3000)))
            case 2:
                loop.endsTurn()
                ends = [ends[1], loop.now]
            default:
                let delay = loop.reads()
                #expect(delay >= 0 && delay * 1000 <= loop.now - ends[0])
            }
        }
    }
}

@Suite struct BurstWindowTests {
    private func at(_ milliseconds: Int64) -> Instant { .zero.adding(milliseconds: milliseconds) }

    /// Ten members at each of the instants.
    private func bursts(_ milliseconds: Int64...) -> [Instant] {
        milliseconds.flatMap { Array(repeating: at($0), count: BurstWindow.smallest) }
    }

    /// Whether a burst is being worked off at a time.
    private func isOpen(_ burst: inout BurstWindow, _ milliseconds: Int64) -> Bool {
        burst.advance(to: at(milliseconds))
        return burst.isOpen
    }

    @Test func `a burst lasts from its instant until all who share it are served`() {
        var burst = BurstWindow(arrivals: bursts(50) + [at(70), at(90)])
        #expect(burst.largest == 10)
        var states = [isOpen(&burst, 49), isOpen(&burst, 50)]
        for member in [0, 0] + Array(1..<9) + [10, 11] {
            burst.served(member, at: at(200))
            states.append(burst.isOpen)
        }
        burst.served(9, at: at(200))
        states.append(burst.isOpen)
        #expect(states == [false] + Array(repeating: true, count: 13) + [false])
    }

    @Test func `who is never served ends a burst after its longest time`() {
        var burst = BurstWindow(arrivals: bursts(0))
        let states = [isOpen(&burst, 59_999), isOpen(&burst, 60_000), isOpen(&burst, 70_000)]
        #expect(states == [true, false, false])
    }

    @Test func `bursts that follow each other leave the time between them as it is`() {
        var burst = BurstWindow(arrivals: bursts(0, 1000))
        var states = [isOpen(&burst, 0)]
        for member in 0..<10 { burst.served(member, at: at(10)) }
        states += [burst.isOpen, isOpen(&burst, 999), isOpen(&burst, 1000)]
        #expect(states == [true, false, false, true])
    }

    @Test func `arrivals one after the other, or of a few at once, are no burst`() {
        var ramp = BurstWindow(arrivals: (0..<100).map { at($0) })
        var pairs = BurstWindow(arrivals: (0..<100).map { at($0 / 2) })
        var none = BurstWindow(arrivals: [])
        #expect([ramp.largest, pairs.largest, none.largest] == [0, 0, 0])
        let states = [isOpen(&ramp, 50), isOpen(&pairs, 50), isOpen(&none, 0)]
        #expect(states == [false, false, false])
    }
}
