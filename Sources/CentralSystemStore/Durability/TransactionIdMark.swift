import Glibc

/// Up to where transaction ids were given, in a small file beside the database, its name with `-ids`.
///
/// Ids follow from the database's highest one, so a database that loses its youngest commits (its write-ahead log is moved
/// away, damaged, or an older copy is put in its place) would give ids again that charge points were told. The file
/// survives that: ids are reserved in blocks, written through to disk before the first id of a block is committed; and
/// the highest acknowledged id is noted after its commit, which costs no synchronisation and survives the end of the
/// process, not a power cut.
///
/// The file is text of fixed length, so that it is changed in place:
///
///     wattswarm transaction ids
///     reserved 0000001024
///     acknowledged 0000000057
final class TransactionIdMark {
    /// What the file says.
    struct Content: Equatable {
        /// No higher id was committed.
        var reserved: Int64
        /// The highest id that a charge point was told.
        var acknowledged: Int64

        static let header = "wattswarm transaction ids\n"

        var text: String {
            "\(Self.header)reserved \(Self.digits(reserved))\nacknowledged \(Self.digits(acknowledged))\n"
        }

        init(reserved: Int64, acknowledged: Int64) {
            self.reserved = reserved
            self.acknowledged = acknowledged
        }

        /// Nil for text that is not of this file.
        init?(text: String) {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.count == 4, lines[0] == Self.header.dropLast(), lines[3].isEmpty,
                let reserved = Self.number(lines[1], "reserved "),
                let acknowledged = Self.number(lines[2], "acknowledged ")
            else { return nil }
            self.init(reserved: reserved, acknowledged: acknowledged)
        }

        private static func number(_ line: Substring, _ name: String) -> Int64? {
            guard line.hasPrefix(name), line.utf8.count == name.utf8.count + width else { return nil }
            return Int64(line.dropFirst(name.count))
        }

        static let width = 10
        static let acknowledgedOffset = "\(header)reserved \(digits(0))\nacknowledged ".utf8.count

        static func digits(_ number: Int64) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
    }

    private let path: String
    private let block: Int64
    private let descriptor: Int32
    private(set) var content: Content

    /// Opens the file of a database, and makes it where there is none.
    ///
    /// - Parameters:
    ///   - highest: the database's highest id, 0 for none.
    ///   - block: ids that are reserved at once.
    init(database: String, highest: Int64, block: Int64) throws(StoreError) {
        path = Self.path(of: database)
        self.block = block
        if let content = try Self.read(path) {
            self.content = content
        } else {
            content = Content(reserved: highest, acknowledged: highest)
            try Self.make(path, content)
        }
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unusable(path) }
    }

    deinit { close(descriptor) }

    static func path(of database: String) -> String { DatabasePath.resolved(database) + "-ids" }

    /// The ids that charge points were told and the database does not know, when it ends at `highest`.
    func lost(after highest: Int64) -> ClosedRange<Int64>? {
        content.acknowledged > highest ? highest + 1...content.acknowledged : nil
    }

    /// The highest id that charge points of a database were told, also while it is in use; nil where nothing tells it.
    static func acknowledged(database: String) throws(StoreError) -> Int64? {
        try read(path(of: database))?.acknowledged
    }

    /// The next id, when the database ends at `highest`.
    func next(after highest: Int64) -> Int64 { max(highest, content.reserved) + 1 }

    /// To be called before the commit of an id.
    ///
    /// - Throws: ``StoreFault`` when the disk does not take the reservation: the id must not be committed.
    func reserve(_ id: Int64) throws(StoreFault) {
        guard id > content.reserved else { return }
        var new = content
        new.reserved = min(id - 1 + block, Int64(Int32.max))
        try write(new)
        content = new
    }

    /// To be called after the commit of an id, before its charge point is told.
    func acknowledge(_ id: Int64) throws(StoreFault) {
        guard id > content.acknowledged else { return }
        let digits = Array(Content.digits(id).utf8)
        guard pwrite(descriptor, digits, digits.count, off_t(Content.acknowledgedOffset)) == digits.count else {
            throw .idsUnwritable(path: path, reason: String(cString: strerror(errno)))
        }
        content.acknowledged = id
    }

    /// The end of a central system that wrote everything: nothing of the block is left over.
    ///
    /// - Parameter highest: the highest id that was given so far.
    func settle(highest: Int64) {
        try? write(Content(reserved: max(highest, content.acknowledged), acknowledged: content.acknowledged))
    }

    private func write(_ new: Content) throws(StoreFault) {
        let text = Array(new.text.utf8)
        guard pwrite(descriptor, text, text.count, 0) == text.count, fdatasync(descriptor) == 0 else {
            throw .idsUnwritable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private static func read(_ path: String) throws(StoreError) -> Content? {
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw unusable(path)
        }
        defer { close(opened) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = pread(opened, &bytes, bytes.count, 0)
        guard count >= 0 else { throw unusable(path) }
        guard let content = Content(text: String(decoding: bytes[..<count], as: UTF8.self)) else {
            throw .unusable(
                path: path,
                reason: "it does not tell which transaction ids were given; put it back from a backup, or remove it to "
                    + "go on behind the highest id of the database")
        }
        return content
    }

    /// Under another name first: a file that is there is whole.
    private static func make(_ path: String, _ content: Content) throws(StoreError) {
        let part = path + ".part"
        let text = Array(content.text.utf8)
        let made = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard made >= 0 else { throw unusable(path) }
        let isWritten = Glibc.write(made, text, text.count) == text.count && fsync(made) == 0
        let code = errno
        close(made)
        guard isWritten, rename(part, path) == 0 else {
            let code = isWritten ? errno : code
            unlink(part)
            throw unusable(path, code)
        }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let opened = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { return }
        fsync(opened)
        close(opened)
    }

    private static func unusable(_ path: String, _ code: Int32 = errno) -> StoreError {
        .unusable(path: path, reason: String(cString: strerror(code)))
    }
}
