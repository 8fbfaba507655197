import Glibc
import Synchronization

/// At most one central system works on a database: two would give the same transaction ids and know nothing of each
/// other's charge points.
///
/// The lock is `flock` on a file beside the database, its name with `-lock`, which holds the owner's process id. It ends
/// with the process, however that ends. Commands that only look, copy or remove old rows (`csms audit`, `backup`, `prune`,
/// `token`) do not take it.
package final class DatabaseLock: Sendable {
    private let path: String
    /// -1 after the release.
    private let descriptor: Mutex<Int32>

    /// Takes the lock.
    ///
    /// - Throws: ``StoreError/inUse(path:process:)`` while another central system holds it, and
    ///   ``StoreError/unusable(path:reason:)`` for a file with more than one name, which the lock cannot guard.
    init(database: String) throws(StoreError) {
        let path = Self.path(of: database)
        self.path = path
        if let names = Self.names(of: database), names > 1 {
            // SQLite keeps its log beside the name that it was opened by: two names of one file lose each other's rows.
            throw .unusable(
                path: database,
                reason: "it has \(names) names (hard links): remove the others, or copy it for another central system")
        }
        func unusable(_ what: String, _ code: Int32) -> StoreError {
            .unusable(
                path: database, reason: "its lock file \(path) cannot \(what): \(String(cString: strerror(code)))")
        }
        // A holder that releases the lock removes the file; who waited for that very file has locked one without a name.
        for _ in 0..<Self.attempts {
            let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard opened >= 0 else { throw unusable("be made", errno) }
            guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
                let code = errno
                let process = Self.process(in: opened)
                close(opened)
                guard code == EWOULDBLOCK else { throw unusable("be locked", code) }
                throw .inUse(path: database, process: process)
            }
            guard Self.isNamed(opened, path) else {
                close(opened)
                continue
            }
            let text = Array("\(getpid())\n".utf8)
            guard ftruncate(opened, 0) == 0, pwrite(opened, text, text.count, 0) == text.count else {
                let code = errno
                close(opened)
                throw unusable("be written", code)
            }
            descriptor = Mutex(opened)
            return
        }
        throw .inUse(path: database, process: nil)
    }

    deinit { release() }

    /// Gives the lock back; does nothing the second time.
    package func release() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            // Before the lock goes, so that nobody removes another's file.
            unlink(path)
            close(descriptor)
            descriptor = -1
        }
    }

    private static let attempts = 16

    /// How many names a file has; nil without the file.
    private static func names(of database: String) -> Int? {
        var found = stat()
        return stat(database, &found) == 0 ? Int(found.st_nlink) : nil
    }

    /// Beside the file itself, so that a link to a database leads to the same lock.
    static func path(of database: String) -> String { DatabasePath.resolved(database) + "-lock" }

    private static func isNamed(_ descriptor: Int32, _ path: String) -> Bool {
        var own = stat()
        var named = stat()
        return fstat(descriptor, &own) == 0 && stat(path, &named) == 0 && own.st_ino == named.st_ino
            && own.st_dev == named.st_dev
    }

    /// The process id in a lock file; nil while its owner has not written it yet.
    private static func process(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }

}

/// Where a database really lies: SQLite follows links and keeps its other files there.
enum DatabasePath {
    /// The path without links; also of a file that is not there yet.
    static func resolved(_ path: String) -> String {
        var path = path
        // A link may lead to a file that SQLite is to make.
        for _ in 0..<8 {
            if let resolved = realpath(path, nil) {
                defer { free(resolved) }
                return String(cString: resolved)
            }
            var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = readlink(path, &bytes, bytes.count)
            guard count > 0 else { return path }
            let target = String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
            path = target.hasPrefix("/") ? target : folder + target
        }
        return path
    }
}
