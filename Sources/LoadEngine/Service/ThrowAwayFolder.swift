import Foundation
import Glibc

/// A temporary folder that lasts as long as the process that made it: whatever way the process ends, the folder goes.
///
/// The owner holds a lock on a file inside; the system lets go of it when the owner ends, also by `kill -9`. Who makes the
/// next folder sweeps those whose lock is free. A folder gets its name only once it is locked, so that no sweep finds it
/// before. A process number would not do: it may be in use again, or mean another
/// process in a container that shares the temporary folder.
package struct ThrowAwayFolder: ~Copyable {
    /// Where it is.
    package let url: URL
    private let lock: Int32

    private static let lockName = "owner.lock"
    /// Before the name of one that is being made.
    private static let unfinished = ".making-"
    /// How old a folder that is being made must be to be swept, in seconds: its maker may be about to lock it.
    private static let unfinishedAge: TimeInterval = 3600

    /// Sweeps what others left, then makes a folder that only this user may enter.
    ///
    /// - Parameters:
    ///   - prefix: what its name begins with; the same for all that sweep one another's.
    ///   - parent: the folder it stands in.
    package init(prefix: String, in parent: URL = FileManager.default.temporaryDirectory) throws {
        try self.init(prefix: prefix, in: parent, beforeLocking: {})
    }

    /// - Parameter beforeLocking: what others do while the folder is being made.
    init(prefix: String, in parent: URL, beforeLocking: () -> Void) throws {
        Self.sweep(prefix: prefix, in: parent)
        let name = "\(prefix)\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max))"
        let made = parent.appendingPathComponent(Self.unfinished + name)
        let url = parent.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: made, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let lock = open(made.appendingPathComponent(Self.lockName).path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        var code = errno
        if lock >= 0 {
            beforeLocking()
            // Where a file system knows no locks, no sweep can take one either.
            _ = flock(lock, LOCK_EX | LOCK_NB)
            code = rename(made.path, url.path) == 0 ? 0 : errno
        }
        guard lock >= 0, code == 0 else {
            if lock >= 0 { close(lock) }
            try? FileManager.default.removeItem(at: made)
            throw IncludedCentralSystem.StartFailure(
                description: "cannot make the folder \(url.path): \(String(cString: strerror(code)))")
        }
        self.url = url
        self.lock = lock
    }

    /// Removes the folder now; otherwise it goes with this value.
    package func remove() {
        try? FileManager.default.removeItem(at: url)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
        if lock >= 0 { close(lock) }
    }

    /// Removes the folders of this user whose owners are gone.
    package static func sweep(prefix: String, in parent: URL = FileManager.default.temporaryDirectory) {
        let manager = FileManager.default
        let names = (try? manager.contentsOfDirectory(atPath: parent.path)) ?? []
        for name in names where name.hasPrefix(prefix) || name.hasPrefix(unfinished + prefix) {
            let folder = parent.appendingPathComponent(name)
            var status = stat()
            guard lstat(folder.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid()
            else { continue }
            let isUnfinished = name.hasPrefix(unfinished)
            let age = Date().timeIntervalSince1970 - TimeInterval(status.st_mtim.tv_sec)
            if isUnfinished, age <= unfinishedAge { continue }
            let descriptor = open(folder.appendingPathComponent(lockName).path, O_RDWR | O_CLOEXEC)
            if descriptor < 0 {
                if age > unfinishedAge { try? manager.removeItem(at: folder) }
                continue
            }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { try? manager.removeItem(at: folder) }
            close(descriptor)
        }
    }
}
