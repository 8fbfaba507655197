import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Sees to it that no input takes long or much memory: an input that never comes back is found too.
///
/// Time is that of the thread's processor, so a busy machine accuses nobody. Memory is the highest that the process ever
/// held above what it held at the start, so an input may be blamed for what others before it left; none may need more.
package final class FuzzWatch: Sendable {
    private struct State {
        var input: [UInt8] = []
        var kind = ""
        var number: UInt64 = 0
    }

    private let state = Mutex(State())
    private let baselineKibibytes: Int
    private let secondsLimit: Double
    private let mebibytesLimit: Int

    /// - Parameters:
    ///   - seconds: longest time of an input.
    ///   - mebibytes: most memory above that of the start.
    package init(seconds: Double, mebibytes: Int) {
        secondsLimit = seconds
        mebibytesLimit = mebibytes
        baselineKibibytes = Self.peakKibibytes
    }

    /// An input begins.
    func begin(_ input: [UInt8], kind: String) {
        state.withLock {
            $0.input = input
            $0.kind = kind
            $0.number += 1
        }
    }

    /// The broken limit of an input that took so long; nil when it kept them.
    package func violation(seconds: Double) -> String? {
        if seconds > secondsLimit {
            return "it took \(Int(seconds * 1000)) ms, the limit is \(Int(secondsLimit * 1000)) ms"
        }
        return memoryViolation
    }

    private var memoryViolation: String? {
        let mebibytes = (Self.peakKibibytes - baselineKibibytes) >> 10
        return mebibytes > mebibytesLimit ? "\(mebibytes) MiB above the start, the limit is \(mebibytesLimit) MiB" : nil
    }

    /// Looks from a thread of its own at the calling thread; `tell` gets what is broken, the input and its kind, and ends
    /// the process.
    func start(_ tell: @escaping @Sendable (String, [UInt8], String) -> Never) {
        let watched = pthread_self()
        let watch = Watch { [self] in
            var clock = clockid_t()
            guard pthread_getcpuclockid(watched, &clock) == 0 else { return }
            var last: (number: UInt64, since: Double) = (0, 0)
            while true {
                _ = poll(nil, 0, Self.pauseMilliseconds)
                let now = Self.seconds(clock)
                let current = state.withLock { $0 }
                if current.number != last.number { last = (current.number, now) }
                if now - last.since > 2 * secondsLimit {
                    tell("it did not come back within \(Int(now - last.since)) s", current.input, current.kind)
                }
                if let violation = memoryViolation { tell(violation, current.input, current.kind) }
            }
        }
        watch.start()
    }

    private static let pauseMilliseconds: Int32 = 100

    /// Most memory that the process has held, in KiB.
    private static var peakKibibytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }

    static func seconds(_ clock: clockid_t) -> Double {
        var now = timespec()
        clock_gettime(clock, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    /// A thread that lasts as long as the process.
    private final class Watch: Sendable {
        private let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }

        func start() {
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                { argument in
                    Unmanaged<Watch>.fromOpaque(argument!).takeRetainedValue().body()
                    return nil
                }, Unmanaged.passRetained(self).toOpaque())
        }
    }
}
