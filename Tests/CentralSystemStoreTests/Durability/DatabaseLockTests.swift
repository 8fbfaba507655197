import Foundation
import TestSupport
import Testing

@testable import CentralSystemStore

@Suite(.timeLimit(.minutes(3))) struct DatabaseLockTests {
    private func failure(_ database: String) -> StoreError? {
        do throws(StoreError) {
            _ = try DatabaseLock(database: database)
            return nil
        } catch {
            return error
        }
    }

    @Test func `who comes second is told who came first, until the lock is given back`() throws {
        let directory = TestDirectory()
        let database = directory.file("a")
        let first = try DatabaseLock(database: database)
        let error = failure(database)
        #expect(error == .inUse(path: database, process: getpid()))
        #expect(
            error?.description
                == "\(database) is in use by another central system, process \(getpid()); stop that one or name another "
                + "file with --database")
        first.release()
        first.release()
        #expect(!FileManager.default.fileExists(atPath: database + "-lock"))
        let second = try DatabaseLock(database: database)
        #expect(failure(database) == .inUse(path: database, process: getpid()))
        withExtendedLifetime(second) {}
    }

    @Test func `what a process that was killed has left is no lock`() throws {
        let directory = TestDirectory()
        let database = directory.file("a")
        try Data("1\n".utf8).write(to: URL(fileURLWithPath: database + "-lock"))
        #expect(failure(database) == nil)
    }

    @Test(arguments: [true, false]) func `a link to a database leads to its lock`(exists: Bool) throws {
        let directory = TestDirectory()
        let database = directory.file("a")
        if exists { try Data().write(to: URL(fileURLWithPath: database)) }
        // A relative target, and a link to a link.
        try FileManager.default.createSymbolicLink(atPath: directory.file("b"), withDestinationPath: "a")
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("c"), withDestinationPath: directory.file("b"))
        let first = try DatabaseLock(database: directory.file("c"))
        #expect(failure(database) == .inUse(path: database, process: getpid()))
        #expect(FileManager.default.fileExists(atPath: database + "-lock"))
        withExtendedLifetime(first) {}
    }

    @Test func `a database with two names is refused, because each name would have its own lock and log`() throws {
        let directory = TestDirectory()
        let database = directory.file("a")
        try Data().write(to: URL(fileURLWithPath: database))
        try FileManager.default.linkItem(atPath: database, toPath: directory.file("b"))
        for path in [database, directory.file("b")] {
            guard case .unusable(path, let reason)? = failure(path) else {
                Issue.record("\(path) is taken")
                continue
            }
            #expect(
                reason == "it has 2 names (hard links): remove the others, or copy it for another central system")
        }
        try FileManager.default.removeItem(atPath: directory.file("b"))
        #expect(failure(database) == nil)
    }

    @Test func `a folder that cannot take the lock file is told`() {
        let path = TestDirectory().file("no/such/a")
        guard case .unusable(path, let reason)? = failure(path) else { return #expect(failure(path) == nil) }
        #expect(reason == "its lock file \(path)-lock cannot be made: No such file or directory")
    }

    @Test func `of many that want it at once exactly one has it`() async throws {
        let directory = TestDirectory()
        let database = directory.file("a")
        for _ in 0..<50 {
            let locks = await withTaskGroup(of: DatabaseLock?.self) { group in
                for _ in 0..<8 { group.addTask { try? DatabaseLock(database: database) } }
                var locks: [DatabaseLock] = []
                for await lock in group { if let lock { locks.append(lock) } }
                return locks
            }
            #expect(locks.count == 1)
            for lock in locks { lock.release() }
        }
    }
}
