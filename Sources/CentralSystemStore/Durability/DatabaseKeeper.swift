import CentralSystemModel
import GRDB
import Glibc

/// Why a store that SQLite is content with cannot be relied on: what it keeps would be gone after a restart.
enum StoreFault: Error, Equatable, CustomStringConvertible {
    /// The file that SQLite writes has no longer the database's name.
    case moved(path: String)
    /// The write-ahead log is not what SQLite wrote into it.
    case damaged(path: String, reason: String)
    /// The file of transaction ids cannot be written.
    case idsUnwritable(path: String, reason: String)

    var description: String {
        switch self {
        case .moved(let path):
            "\(path) was moved, removed or replaced while the central system runs, so nothing is acknowledged any more; put "
                + "the file back, or stop the central system, which writes all it has into the database if that is there"
        case .damaged(let path, let reason):
            "\(path) was changed by somebody else (\(reason)), so nothing is acknowledged any more; restart the central "
                + "system, which goes on with what can be read, or go back to a backup"
        case .idsUnwritable(let path, let reason):
            "\(path) cannot be written, so no transaction id can be given: \(reason)"
        }
    }

    /// For those who need no token: without paths and without what the system said.
    var summary: String {
        switch self {
        case .moved:
            "a file of the database was moved, removed or replaced while the central system runs, so nothing is "
                + "acknowledged any more; the central system's log names it"
        case .damaged:
            "the database's write-ahead log was changed by somebody else, so nothing is acknowledged any more; the central "
                + "system's log tells what to do"
        case .idsUnwritable:
            "the file of transaction ids cannot be written, so no transaction can start; the central system's log tells why"
        }
    }
}

/// Watches the writer's back: that what it commits will be found again, and that no transaction id is given twice.
/// Belongs to the writer's thread.
final class DatabaseKeeper {
    /// What a file was when it was opened.
    private struct Identity: Equatable {
        var device: UInt64
        var inode: UInt64

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    private let path: String
    private let log: String
    private let database: Identity?
    private let writeAheadLog: Identity?
    /// Only the log may be opened beside SQLite: closing the database or its index would end SQLite's locks on them.
    private let descriptor: Int32
    private let mark: TransactionIdMark
    /// The highest id that was to be committed.
    private var highest: Int64

    /// - Parameters:
    ///   - path: the database, which SQLite has opened.
    ///   - highest: its highest transaction id, 0 for none.
    init(path: String, mark: TransactionIdMark, highest: Int64) {
        let path = DatabasePath.resolved(path)
        self.path = path
        self.mark = mark
        self.highest = highest
        log = path + "-wal"
        database = Identity(path)
        writeAheadLog = Identity(log)
        descriptor = open(log, O_RDONLY | O_CLOEXEC)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// To be called before a commit.
    func prepare(_ jobs: [StoreWriter.Job], _ db: Database) throws(StoreFault) {
        try check(db)
        guard let last = Self.lastStart(of: jobs) else { return }
        highest = max(highest, last)
        try mark.reserve(last)
    }

    /// To be called after a commit, before anybody is told of it.
    func confirm(_ jobs: [StoreWriter.Job], _ db: Database) throws(StoreFault) {
        try check(db)
        // The jobs are committed: a mark that cannot be written now is no reason to call them failed. The next commit
        // meets the same fault in `reserve`, or writes a later mark.
        if let last = Self.lastStart(of: jobs) { try? mark.acknowledge(last) }
    }

    /// To be called when the database is closed and everything was written.
    func settle() { mark.settle(highest: highest) }

    private static func lastStart(of jobs: [StoreWriter.Job]) -> Int64? {
        var last: Int64?
        for job in jobs {
            for case .transactionStarted(let record) in job.records {
                last = max(last ?? 0, Int64(record.transactionId))
            }
        }
        return last
    }

    /// How often the log is looked at again because another program has written meanwhile.
    private static let attempts = 16

    /// Throws when the files are not the ones that SQLite works on, or the log does not hold what SQLite's index of it says.
    ///
    /// The index alone tells a log that another program's checkpoint has emptied or begun anew, which is as it should be,
    /// from one that has lost commits: every checkpoint puts the commits into the database and then tells the index.
    /// - Parameter db: the writing connection.
    func check(_ db: Database) throws(StoreFault) {
        guard let database, Identity(path) == database else { throw .moved(path: path) }
        guard let writeAheadLog, Identity(log) == writeAheadLog else { throw .moved(path: log) }
        for _ in 0..<Self.attempts {
            // One that stays between two states was left so by a process that died: SQLite mends it at the next commit.
            guard let index = WriteAheadLogIndex.read(db) else { return }
            guard let reason = fault(by: index) else { return }
            // A program that wrote meanwhile has changed the index too.
            if WriteAheadLogIndex.read(db) == index { throw .damaged(path: log, reason: reason) }
        }
    }

    /// In what the log is not as its index says; nil for nothing.
    private func fault(by index: WriteAheadLogIndex) -> String? {
        // All of it is in the database, and the next commit begins at the start of the file.
        guard index.frames > 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return String(cString: strerror(errno)) }
        guard Int64(status.st_size) >= index.end else { return "it has become shorter" }
        guard let salts = WriteAheadLogHeader.salts(descriptor) else { return "its header is not SQLite's" }
        guard salts == index.salts else { return "it is the log of another database or an older one" }
        guard index.isLastFrameThere(descriptor) else { return "its last frame is not the one that was written" }
        return nil
    }
}
