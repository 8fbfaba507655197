import Credentials
import NIOCore
import NIOPosix
import Synchronization

/// Does the charge points' work with keys and certificates off the event loops, at most so much at once.
package final class CredentialWorkers: Sendable {
    /// Pieces of work that may wait; more are refused and counted.
    package static let longestQueue = 4096
    private static let threads = 2

    /// The workers of the process; their threads start with the first work.
    package static let shared = CredentialWorkers()

    private let pool = NIOThreadPool(numberOfThreads: CredentialWorkers.threads)
    private let waiting = Atomic<Int>(0)
    private let isStarted = Mutex(false)

    /// Workers without threads yet.
    init() {}

    /// Takes a job and calls back on the event loop; false when too many wait.
    func submit(
        _ job: CredentialJob, on eventLoop: any EventLoop,
        _ done: @escaping @Sendable (CredentialJob.Outcome) -> Void
    ) -> Bool {
        let (before, _) = waiting.add(1, ordering: .relaxed)
        guard before < Self.longestQueue else {
            waiting.subtract(1, ordering: .relaxed)
            return false
        }
        isStarted.withLock { isStarted in
            if !isStarted { pool.start() }
            isStarted = true
        }
        pool.submit { _ in
            let outcome = job.carryOut()
            self.waiting.subtract(1, ordering: .relaxed)
            eventLoop.execute { done(outcome) }
        }
        return true
    }
}
