import GRDB
import GRDBSQLite
import Glibc

/// The first 32 bytes of SQLite's write-ahead log (<https://www.sqlite.org/fileformat2.html#the_write_ahead_log>).
enum WriteAheadLogHeader {
    static let length = 32

    /// The salts of a log, as they lie in it; nil where its header is none.
    static func salts(_ descriptor: Int32) -> UInt64? {
        withUnsafeTemporaryAllocation(byteCount: length, alignment: 8) { bytes in
            guard pread(descriptor, bytes.baseAddress, length, 0) == length else { return nil }
            let bytes = UnsafeRawBufferPointer(bytes)
            return isValid(bytes) ? bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self) : nil
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

/// What the index that SQLite's connections share says of the write-ahead log
/// (<https://www.sqlite.org/walformat.html#the_wal_index_header>).
struct WriteAheadLogIndex: Equatable {
    /// Frames of the log that hold commits; 0 once a checkpoint has put all of them into the database and the log begins
    /// anew.
    let frames: UInt32
    /// The salts of the log's header and of these frames, as they lie in the log.
    let salts: UInt64
    private let pageBytes: Int64
    /// Counts the changes of the index.
    private let change: UInt32
    /// The checksum of the last of the frames.
    private let checksum: SIMD2<UInt32>

    private static let length = 48
    private static let frameHeader: Int64 = 24
    /// SQLite maps the index in pieces of this size.
    private static let regionBytes: CInt = 32_768

    /// Where the last frame ends.
    var end: Int64 { Int64(WriteAheadLogHeader.length) + Int64(frames) * (Self.frameHeader + pageBytes) }

    /// The index as it is now; nil where there is none, or where a change was begun and not ended.
    ///
    /// It is read where the connection has mapped it: opening and closing the file beside SQLite would end its locks.
    static func read(_ db: Database) -> WriteAheadLogIndex? {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let found = withUnsafeMutablePointer(to: &file) {
            sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, $0)
        }
        guard found == SQLITE_OK, let file, let methods = file.pointee.pMethods, methods.pointee.iVersion >= 2,
            let map = methods.pointee.xShmMap, let barrier = methods.pointee.xShmBarrier
        else { return nil }
        var region: UnsafeMutableRawPointer?
        guard map(file, 0, regionBytes, 0, &region) == SQLITE_OK, let region else { return nil }
        // SQLite writes the second copy first.
        for _ in 0..<1_000 {
            let first = WriteAheadLogIndex(region)
            barrier(file)
            if WriteAheadLogIndex(region + length) == first { return first }
        }
        return nil
    }

    private init(_ bytes: UnsafeMutableRawPointer) {
        func word(_ offset: Int) -> UInt32 { bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
        change = word(8)
        // 65,536 does not fit and stands as 1.
        let size = bytes.loadUnaligned(fromByteOffset: 14, as: UInt16.self)
        pageBytes = size == 1 ? 65_536 : Int64(size)
        frames = word(16)
        checksum = [word(24), word(28)]
        salts = bytes.loadUnaligned(fromByteOffset: 32, as: UInt64.self)
    }

    /// Whether the last frame of the log is the one that the index speaks of.
    func isLastFrameThere(_ log: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: Int(Self.frameHeader), alignment: 8) { bytes in
            let offset = end - Self.frameHeader - pageBytes
            guard pread(log, bytes.baseAddress, bytes.count, off_t(offset)) == bytes.count else { return false }
            func word(_ offset: Int) -> UInt32 {
                UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            }
            return bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self) == salts && word(16) == checksum[0]
                && word(20) == checksum[1]
        }
    }
}
