import Glibc
import OCPPTypes
import Synchronization
import TransferModel

/// The files of the endpoint: one folder on the disk that HTTP, FTP and the operator API share.
///
/// A file appears under its name when it is whole and on the disk: it is written under a temporary name in `.incoming`,
/// synchronised, and moved (``StoreUpload``). Names come as `StorePath` only, every folder on the way is opened
/// without following links, so nothing outside can be reached even when somebody puts links into the store. All calls
/// block and belong on a thread that may wait.
///
/// ```swift
/// let store = try FileStore(directory: "files")
/// let upload = try store.begin("/charge-points/CP1/logs/a.gz", user: "CP1", start: .at(0), length: nil)
/// try upload.append(bytes)
/// let file = try upload.finish()     // file.sha256, file.size
/// ```
package final class FileStore: Sendable {
    /// What the store counts.
    struct Books: Sendable {
        struct Account: Sendable, Equatable {
            var bytes: Int64 = 0
            var files = 0
        }

        struct PartialKey: Hashable, Sendable {
            var user: String
            var path: StorePath
        }

        struct Partial: Sendable {
            var fileName: String
            var size: Int64
            /// Monotonic milliseconds.
            var expires: Int64
        }

        var total = Account()
        var accounts: [StorePath: Account] = [:]
        var uploads = 0
        var lastFile: UInt64 = 0
        var partials: [PartialKey: Partial] = [:]
    }

    /// A file that was stored.
    package struct StoredFile: Sendable, Equatable {
        /// Where it lies.
        package var path: StorePath
        /// Its length in bytes.
        package var size: Int64
        /// SHA-256 of its bytes, 64 hexadecimal digits.
        package var sha256: String
        /// When it was stored.
        package var modified: DateTime
        /// Whether a file of that name was there before.
        package var isReplacement: Bool

        /// The parts one by one.
        package init(path: StorePath, size: Int64, sha256: String, modified: DateTime, isReplacement: Bool) {
            self.path = path
            self.size = size
            self.sha256 = sha256
            self.modified = modified
            self.isReplacement = isReplacement
        }
    }

    /// The folder on the disk.
    package let directory: String
    /// The bounds.
    package let limits: FileStoreLimits
    let root: Int32
    let incoming: Int32
    let books = Mutex(Books())

    /// Opens a folder, makes it where there is none, and throws away what uploads of an earlier process left.
    package init(directory: String, limits: FileStoreLimits = FileStoreLimits()) throws(StoreFailure) {
        self.directory = directory
        self.limits = limits
        guard mkdir(directory, 0o755) == 0 || errno == EEXIST else { throw StoreFiles.failure() }
        root = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { throw StoreFiles.failure() }
        guard mkdirat(root, ".incoming", 0o700) == 0 || errno == EEXIST else { throw StoreFiles.failure() }
        incoming = openat(root, ".incoming", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
        guard incoming >= 0 else { throw StoreFiles.failure() }
        try discardLeftovers()
        var counted = Books()
        try count(.root, depth: 0, &counted)
        let result = counted
        books.withLock { $0 = result }
    }

    deinit {
        close(root)
        close(incoming)
    }

    private func discardLeftovers() throws(StoreFailure) {
        let copy = openat(incoming, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else { throw StoreFiles.failure() }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 }.map(CChar.init) + [0] }
            unlinkat(incoming, name, 0)
        }
    }

    private func count(_ folder: StorePath, depth: Int, _ books: inout Books) throws(StoreFailure) {
        for (name, status) in try StoreFiles.entries(root, folder) {
            // A name that no peer could use is not ours; it costs nothing.
            guard let path = try? folder.appending(name) else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                if depth < StorePath.Limits().depth { try count(path, depth: depth + 1, &books) }
            } else {
                books.total.bytes += Int64(status.st_size)
                books.total.files += 1
                books.accounts[StoreLayout.account(of: path), default: Books.Account()].bytes += Int64(status.st_size)
                books.accounts[StoreLayout.account(of: path), default: Books.Account()].files += 1
            }
        }
    }

    // MARK: Reading

    /// Opens a file.
    package func open(_ path: StorePath) throws(StoreFailure) -> OpenFile {
        let (descriptor, status) = try StoreFiles.file(root, path)
        return OpenFile(path, descriptor, status)
    }

    /// What is known of a file or folder.
    package func entry(_ path: StorePath) throws(StoreFailure) -> StoreEntry {
        let status = try StoreFiles.status(root, path)
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFDIR else { throw .notAFile }
        return Self.entry(path.name ?? "/", status)
    }

    /// The files and folders of a folder by name.
    package func list(_ path: StorePath) throws(StoreFailure) -> [StoreEntry] {
        try StoreFiles.entries(root, path, limit: limits.listedEntries)
            .map { Self.entry(String(decoding: $0.name, as: UTF8.self), $0.status) }
            .sorted { $0.name < $1.name }
    }

    private static func entry(_ name: String, _ status: stat) -> StoreEntry {
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        return StoreEntry(
            name: name, isFolder: isFolder, size: isFolder ? 0 : Int64(status.st_size),
            modified: OpenFile.time(status))
    }

    // MARK: Changing

    /// Makes a folder; the ones above it too.
    package func makeDirectory(_ path: StorePath) throws(StoreFailure) {
        if (try? StoreFiles.status(root, path)) != nil { throw .exists }
        _ = try StoreFiles.folder(root, path, making: true)
    }

    /// Removes an empty folder.
    package func removeDirectory(_ path: StorePath) throws(StoreFailure) {
        try StoreFiles.remove(root, path, isFolder: true)
    }

    /// Removes a file.
    package func delete(_ path: StorePath) throws(StoreFailure) {
        // The lock spans look and deed, so that the books follow the disk.
        try books.withLock { (books: inout sending Books) throws(StoreFailure) in
            let status = try StoreFiles.status(root, path)
            guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
            try StoreFiles.remove(root, path, isFolder: false)
            books.change(StoreLayout.account(of: path), bytes: -Int64(status.st_size), files: -1)
        }
    }

    /// Gives a file another name; what is there is not replaced.
    package func rename(_ path: StorePath, to other: StorePath) throws(StoreFailure) {
        try books.withLock { (books: inout sending Books) throws(StoreFailure) in
            let status = try StoreFiles.status(root, path)
            guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
            let account = StoreLayout.account(of: other)
            if account != StoreLayout.account(of: path) {
                try admit(books, account, bytes: Int64(status.st_size), files: 1, isMove: true)
            }
            try StoreFiles.rename(root, path, to: other)
            books.change(StoreLayout.account(of: path), bytes: -Int64(status.st_size), files: -1)
            books.change(account, bytes: Int64(status.st_size), files: 1)
        }
    }

    // MARK: Accounts

    /// What an account holds: bytes and files, with uploads under way.
    package func usage(of account: StorePath) -> (bytes: Int64, files: Int) {
        books.withLock { books in
            let usage = account.isRoot ? books.total : books.accounts[account] ?? Books.Account()
            return (usage.bytes, usage.files)
        }
    }

    /// Uploads under way and unfinished ones that are kept.
    package var unfinished: (uploads: Int, partials: Int) {
        books.withLock { ($0.uploads, $0.partials.count) }
    }

    /// Throws where an account or the store may not grow by so much.
    func admit(
        _ books: Books, _ account: StorePath, bytes: Int64, files: Int, isMove: Bool = false
    ) throws(StoreFailure) {
        let isFirmware = account == StoreLayout.firmware
        let isChargePoint = !isFirmware && !account.isRoot
        let held = books.accounts[account] ?? Books.Account()
        if !isMove {
            if books.total.bytes + bytes > limits.totalBytes { throw .quotaExceeded }
            if books.total.files + files > limits.totalFiles { throw .tooManyFiles }
        }
        if isFirmware || isChargePoint {
            let most = isFirmware ? limits.firmwareBytes : limits.chargePointBytes
            if held.bytes + bytes > most { throw .quotaExceeded }
            if held.files + files > (isFirmware ? limits.firmwareFiles : limits.chargePointFiles) {
                throw .tooManyFiles
            }
        }
    }

    /// The machine's monotonic clock in milliseconds.
    static func monotonicMilliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

extension FileStore.Books {
    mutating func change(_ account: StorePath, bytes: Int64, files: Int) {
        total.bytes += bytes
        total.files += files
        accounts[account, default: Account()].bytes += bytes
        accounts[account, default: Account()].files += files
        if accounts[account] == Account() { accounts[account] = nil }
    }
}

extension FileStore {
    /// Every file below a folder, with its size and time, by path.
    package func files(below folder: StorePath) -> [(path: StorePath, entry: StoreEntry)] {
        guard let entries = try? list(folder) else { return [] }
        var found: [(path: StorePath, entry: StoreEntry)] = []
        for entry in entries {
            guard let path = try? folder.appending(entry.name) else { continue }
            if entry.isFolder { found += files(below: path) } else { found.append((path, entry)) }
        }
        return found
    }

    /// Removes the files below a folder that are older than a time, and gives their paths.
    package func removeFiles(below folder: StorePath, olderThan time: DateTime) -> [StorePath] {
        files(below: folder).compactMap { path, entry in
            guard entry.modified < time, (try? delete(path)) != nil else { return nil }
            return path
        }
    }
}
