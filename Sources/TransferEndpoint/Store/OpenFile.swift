import Glibc
import NIOCore
import OCPPTypes
import TransferModel

/// A file of the store, open for reading. Its content cannot change: files are replaced as a whole.
package final class OpenFile: Sendable {
    /// Where it lies.
    package let path: StorePath
    /// Its length in bytes.
    package let size: Int64
    /// When it was stored.
    package let modified: DateTime
    /// A strong entity tag: another one for every file that ever had the name.
    package let entityTag: String
    /// For `sendfile`; owns the descriptor.
    let handle: NIOFileHandle

    init(_ path: StorePath, _ descriptor: Int32, _ status: stat) {
        self.path = path
        size = Int64(status.st_size)
        modified = Self.time(status)
        let nanoseconds = UInt64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ UInt64(status.st_mtim.tv_nsec)
        entityTag =
            "\"\(String(UInt64(status.st_ino), radix: 36))-\(String(UInt64(status.st_size), radix: 36))-"
            + "\(String(nanoseconds, radix: 36))\""
        handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
    }

    deinit {
        try? handle.close()
    }

    static func time(_ status: stat) -> DateTime {
        DateTime(
            millisecondsSince1970: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
    }

    /// Reads bytes into memory; gives their number, 0 at the end.
    package func read(at position: Int64, into memory: UnsafeMutableRawBufferPointer) throws -> Int {
        try handle.withUnsafeFileDescriptor { descriptor in
            let count = pread(descriptor, memory.baseAddress, memory.count, off_t(position))
            if count < 0 { throw StoreFiles.failure() }
            return count
        }
    }

    /// Reads all bytes of a range into a buffer.
    func read(_ range: Range<Int64>, into buffer: inout ByteBuffer) throws {
        buffer.clear(minimumCapacity: Int(range.count))
        try handle.withUnsafeFileDescriptor { descriptor in
            var position = range.lowerBound
            while position < range.upperBound {
                let wanted = Int(range.upperBound - position)
                let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { memory in
                    let count = pread(descriptor, memory.baseAddress, wanted, off_t(position))
                    if count < 0 { throw StoreFiles.failure() }
                    return count
                }
                if count == 0 { throw StoreFailure.system(EIO) }
                position += Int64(count)
            }
        }
    }
}
