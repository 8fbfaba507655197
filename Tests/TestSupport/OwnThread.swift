import Foundation
import Testing

/// Runs each test of a suite on a thread of its own.
///
/// Asynchronous tests share as many threads as there are cores. A test that waits for a process, a pipe or a socket in a
/// blocking call keeps such a thread, and a few of them keep all other tests waiting until those fail at their time
/// limits. Suites whose tests block take this trait; nothing else in them changes.
package struct OwnThread: SuiteTrait, TestTrait, TestScoping {
    /// Every suite and test inside has it too.
    package var isRecursive: Bool { true }

    /// Runs a test case with a thread as its preferred executor.
    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let executor = ThreadExecutor(name: test.name)
        defer { executor.end() }
        try await withTaskExecutorPreference(executor) { try await function() }
    }
}

extension Trait where Self == OwnThread {
    /// Tests block, so each runs on a thread of its own.
    package static var ownThread: Self { OwnThread() }
}

/// An executor of tasks that is one thread.
private final class ThreadExecutor: TaskExecutor, @unchecked Sendable {
    /// Guards what stands below.
    private let condition = NSCondition()
    private var jobs: [UnownedJob] = []
    private var isEnded = false

    init(name: String) {
        let thread = Thread { [self] in run() }
        thread.name = name
        thread.stackSize = 8 << 20
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        condition.withLock {
            jobs.append(job)
            condition.signal()
        }
    }

    /// Lets the thread end when nothing is left to do.
    func end() {
        condition.withLock {
            isEnded = true
            condition.signal()
        }
    }

    private func run() {
        while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func next() -> UnownedJob? {
        condition.withLock {
            while jobs.isEmpty, !isEnded { condition.wait() }
            return jobs.isEmpty ? nil : jobs.removeFirst()
        }
    }
}
