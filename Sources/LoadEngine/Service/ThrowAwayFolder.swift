import Foundation
import Glibc

/// A temporary folder that lasts as long as the process that made it: whatever way the process ends, the folder goes.
///
/// The owner holds a lock on a file inside; the system lets go of it when the owner ends, also by `kill -9`. Who makes the
/// next folder sweeps those whose lock is free. A process number would not do: it may be in use again, or mean another
/// process in a container that shares the temporary folder.
package struct ThrowAwayFolder: ~Copyable {
    /// Where it is.
    package let url: URL
    private let lock: Int32

    private static let lockName = "owner.lock"
    /// How old a folder without a lock must be to be swept, in seconds: its maker may be about to lock it.
    private static let unlockedAge: TimeInterval = 3600

    /// Sweeps what others left, then makes a folder that only this user may enter.
    ///
    /// - Parameters:
    ///   - prefix: what its name begins with; the same for all that sweep one another's.
    ///   - parent: the folder it stands in.
    package init(prefix: String, in parent: URL = FileManager.default.temporaryDirectory) throws {
        Self.sweep(prefix: prefix, in: parent)
        url = parent.appendingPathComponent(
            "\(prefix)\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        lock = open(url.appendingPathComponent(Self.lockName).path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if lock >= 0 { _ = flock(lock, LOCK_EX | LOCK_NB) }
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
        for name in (try? manager.contentsOfDirectory(atPath: parent.path)) ?? [] where name.hasPrefix(prefix) {
            let folder = parent.appendingPathComponent(name)
            var status = stat()
            guard lstat(folder.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid()
            else { continue }
            let descriptor = open(folder.appendingPathComponent(lockName).path, O_RDWR | O_CLOEXEC)
            if descriptor < 0 {
                let age = Date().timeIntervalSince1970 - TimeInterval(status.st_mtim.tv_sec)
                if age > unlockedAge { try? manager.removeItem(at: folder) }
                continue
            }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { try? manager.removeItem(at: folder) }
            close(descriptor)
        }
    }
}
