import CentralSystemModel
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
    private var largestSize: Int64 = 0
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
    func prepare(_ jobs: [StoreWriter.Job]) throws(StoreFault) {
        try check()
        guard let last = Self.lastStart(of: jobs) else { return }
        highest = max(highest, last)
        try mark.reserve(last)
    }

    /// To be called after a commit, before anybody is told of it.
    func confirm(_ jobs: [StoreWriter.Job]) throws(StoreFault) {
        try check()
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

    /// Throws when the files are not the ones that SQLite works on, or the log is not what SQLite wrote.
    func check() throws(StoreFault) {
        guard let database, Identity(path) == database else { throw .moved(path: path) }
        guard let writeAheadLog, Identity(log) == writeAheadLog else { throw .moved(path: log) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .damaged(path: log, reason: String(cString: strerror(errno)))
        }
        // SQLite begins again at the start of the file. It is emptied by a checkpoint that asks for it; where anybody
        // else did that, the next commit lands behind a hole.
        guard status.st_size == 0 || Int64(status.st_size) >= largestSize else {
            throw .damaged(path: log, reason: "it has become shorter")
        }
        largestSize = Int64(status.st_size)
        if largestSize > 0, !WriteAheadLogHeader.isValid(descriptor) {
            throw .damaged(path: log, reason: "its header is not SQLite's")
        }
    }
}

/// The first 32 bytes of SQLite's write-ahead log (<https://www.sqlite.org/fileformat2.html#the_write_ahead_log>).
enum WriteAheadLogHeader {
    static let length = 32

    static func isValid(_ descriptor: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: length, alignment: 8) { bytes in
            guard pread(descriptor, bytes.baseAddress, length, 0) == length else { return false }
            return isValid(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Magic number, and the checksum of the 24 bytes before it.
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
        func word(_ index: Int, isBig: Bool = true) -> UInt32 {
            let word = bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
            return isBig ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
        }
        guard word(0) & ~1 == 0x377F_0682 else { return false }
        let isBig = word(0) & 1 == 1
        var (first, second): (UInt32, UInt32) = (0, 0)
        for index in stride(from: 0, to: 6, by: 2) {
            first &+= word(index, isBig: isBig) &+ second
            second &+= word(index + 1, isBig: isBig) &+ first
        }
        return word(6) == first && word(7) == second
    }
}
