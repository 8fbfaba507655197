import Glibc

/// A file that gets its name when it is whole; until then `.part` stands behind it, and stays for the next attempt.
final class PartialFile {
    /// Why the disk said no.
    struct Problem: Error {
        let code: Int32
    }

    private let path: String
    private var descriptor: Int32
    /// Bytes in the file.
    private(set) var count: Int64

    private var partPath: String { path + ".part" }

    /// Opens the file, and keeps its first bytes when it has that many, else none.
    init(path: String, keeping wanted: Int64) throws {
        self.path = path
        descriptor = open(path + ".part", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Problem(code: errno) }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
        count = size >= wanted ? wanted : 0
        guard ftruncate(descriptor, Int(count)) == 0, lseek(descriptor, Int(count), SEEK_SET) == Int(count) else {
            let code = errno
            close(descriptor)
            descriptor = -1
            throw Problem(code: code)
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw Problem(code: errno)
            }
            rest = rest.dropFirst(written)
            count += Int64(written)
        }
    }

    /// Gives the file its name.
    func keep() throws {
        close(descriptor)
        descriptor = -1
        guard rename(partPath, path) == 0 else { throw Problem(code: errno) }
    }
}
