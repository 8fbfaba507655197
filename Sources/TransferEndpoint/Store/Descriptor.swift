import Glibc
import TransferModel

/// A file descriptor that is closed when it goes out of scope.
struct Descriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Gives the descriptor away.
    consuming func take() -> Int32 {
        let number = number
        discard self
        return number
    }
}

/// Calls of the operating system that the store makes; every path is taken name by name below the store's root, and no
/// symbolic link is followed.
enum StoreFiles {
    static func failure(_ number: Int32 = errno) -> StoreFailure {
        switch number {
        case ENOENT: .notFound
        case ENOTDIR, ELOOP, EISDIR, ENXIO: .notAFile
        case EEXIST: .exists
        case ENOTEMPTY: .notEmpty
        case ENAMETOOLONG: .path(.tooLong)
        case ENOSPC, EDQUOT: .diskFull
        default: .system(number)
        }
    }

    private static func name(_ bytes: ArraySlice<UInt8>) -> [CChar] {
        bytes.map { CChar(bitPattern: $0) } + [0]
    }

    /// Opens a folder, and makes it and the ones above it if asked to.
    static func folder(
        _ root: Int32, _ path: StorePath, making: Bool = false
    ) throws(StoreFailure) -> Descriptor {
        var current = Descriptor(dup3(root))
        guard current.number >= 0 else { throw failure() }
        for part in path.names {
            let name = name(part)
            var next = openat(current.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
            if next < 0, errno == ENOENT, making {
                guard mkdirat(current.number, name, 0o755) == 0 || errno == EEXIST else { throw failure() }
                fsync(current.number)
                next = openat(current.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
            }
            guard next >= 0 else { throw failure() }
            current = Descriptor(next)
        }
        return current
    }

    private static func dup3(_ descriptor: Int32) -> Int32 {
        openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    }

    /// Opens a plain file for reading.
    static func file(_ root: Int32, _ path: StorePath) throws(StoreFailure) -> (Int32, stat) {
        guard let last = path.names.last else { throw .notAFile }
        let folder = try folder(root, path.parent)
        // Without O_NONBLOCK a named pipe would hold the thread.
        let opened = openat(folder.number, name(last), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0)
        guard opened >= 0 else { throw failure() }
        let file = Descriptor(opened)
        var status = stat()
        guard fstat(file.number, &status) == 0 else { throw failure() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        return (file.take(), status)
    }

    /// What is known of a path; links are told as they are.
    static func status(_ root: Int32, _ path: StorePath) throws(StoreFailure) -> stat {
        var status = stat()
        guard let last = path.names.last else {
            guard fstat(root, &status) == 0 else { throw failure() }
            return status
        }
        let folder = try folder(root, path.parent)
        guard fstatat(folder.number, name(last), &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw failure() }
        return status
    }

    /// Makes a file that only we know under a name of a folder.
    static func create(in folder: Int32, _ fileName: String) throws(StoreFailure) -> Int32 {
        let made = openat(folder, fileName, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard made >= 0 else { throw failure() }
        return made
    }

    /// Opens a file that we made before.
    static func reopen(in folder: Int32, _ fileName: String) throws(StoreFailure) -> Int32 {
        let opened = openat(folder, fileName, O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0)
        guard opened >= 0 else { throw failure() }
        return opened
    }

    /// Moves a file of a folder to its final place, which is replaced at once.
    static func move(from folder: Int32, _ fileName: String, to target: borrowing Descriptor, _ path: StorePath)
        throws(StoreFailure)
    {
        guard let last = path.names.last else { throw .notAFile }
        var status = stat()
        if fstatat(target.number, name(last), &status, AT_SYMLINK_NOFOLLOW) == 0,
            status.st_mode & S_IFMT != S_IFREG
        {
            throw .notAFile
        }
        guard renameat(folder, fileName, target.number, name(last)) == 0 else { throw failure() }
    }

    static func remove(_ root: Int32, _ path: StorePath, isFolder: Bool) throws(StoreFailure) {
        guard let last = path.names.last else { throw .notAllowed }
        let folder = try folder(root, path.parent)
        guard unlinkat(folder.number, name(last), isFolder ? AT_REMOVEDIR : 0) == 0 else { throw failure() }
    }

    static func rename(_ root: Int32, _ path: StorePath, to other: StorePath) throws(StoreFailure) {
        guard let last = path.names.last else { throw .notAllowed }
        guard let otherLast = other.names.last else { throw .notAllowed }
        let folder = try folder(root, path.parent)
        let target = try Self.folder(root, other.parent)
        // Without replacing: a rename is no way around the store's accounts.
        var status = stat()
        if fstatat(target.number, name(otherLast), &status, AT_SYMLINK_NOFOLLOW) == 0 { throw .exists }
        guard renameat(folder.number, name(last), target.number, name(otherLast)) == 0 else { throw failure() }
    }

    /// The plain files and folders of a folder, without hidden names, in no order; at most `limit`.
    static func entries(
        _ root: Int32, _ path: StorePath, limit: Int = .max
    ) throws(StoreFailure) -> [(name: [UInt8], status: stat)] {
        let folder = try folder(root, path)
        let copy = openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else { throw failure() }
        defer { closedir(stream) }
        var found: [(name: [UInt8], status: stat)] = []
        while found.count < limit, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name.first == 0x2E { continue }
            var status = stat()
            guard fstatat(folder.number, name.map { CChar(bitPattern: $0) } + [0], &status, AT_SYMLINK_NOFOLLOW) == 0
            else { continue }  // Removed meanwhile.
            let kind = status.st_mode & S_IFMT
            if kind == S_IFREG || kind == S_IFDIR { found.append((name, status)) }
        }
        return found
    }
}
