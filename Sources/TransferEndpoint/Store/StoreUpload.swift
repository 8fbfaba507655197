import Crypto
import Glibc
import NIOCore
import OCPPTypes
import Synchronization
import TransferModel

/// A file on its way into the store. One call at a time goes on, hence `@unchecked Sendable`; an upload that is let go
/// without ``finish(expecting:)`` leaves nothing, or an unfinished upload where it was begun so.
package final class StoreUpload: @unchecked Sendable {
    private let store: FileStore
    private let key: FileStore.Books.PartialKey
    private let fileName: String
    private let descriptor: Int32
    private let reception: Reception
    private let keepsPartial: Bool
    /// An upload may be given up while a chunk of it is written.
    private let lock = Mutex(())
    private var hash = SHA256()
    private var isEnded = false
    /// A planned fault has taken its bytes from the end, which happens once.
    private var isShortened = false
    /// The disk has failed, so nobody knows what it holds.
    private var isBroken = false
    /// The length so far, in bytes.
    package private(set) var size: Int64 = 0
    /// Bytes that came in this upload, without what was there before.
    package private(set) var received: Int64 = 0

    init(
        _ store: FileStore, _ key: FileStore.Books.PartialKey, _ fileName: String, _ descriptor: Int32,
        _ reception: Reception, keepsPartial: Bool
    ) {
        self.store = store
        self.key = key
        self.fileName = fileName
        self.descriptor = descriptor
        self.reception = reception
        self.keepsPartial = keepsPartial
    }

    deinit {
        abort()
        close(descriptor)
    }

    /// Where it will lie.
    package var path: StorePath { key.path }

    /// Takes over what is there up to the start: of an unfinished upload, or of the file itself.
    func resume(held: Int64, keeping start: FTPStoreStart, fromPartial: Bool) throws(StoreFailure) {
        size = held
        switch start {
        case .at(0): return
        case .at(let offset):
            if fromPartial {
                guard ftruncate(descriptor, off_t(offset)) == 0 else { throw StoreFiles.failure() }
                store.shrink(key, by: held - offset)
                size = offset
                try hashAgain()
            } else {
                try copy(upTo: offset)
            }
        case .end:
            if fromPartial { try hashAgain() } else { try copy(upTo: nil) }
        }
        guard lseek(descriptor, 0, Int32(SEEK_END)) >= 0 else { throw StoreFiles.failure() }
    }

    /// Copies the beginning of the file that is there.
    private func copy(upTo end: Int64?) throws(StoreFailure) {
        let file: OpenFile
        do {
            file = try store.open(key.path)
        } catch {
            if error == .notFound {
                if end == nil { return }
                throw .wrongOffset(0)
            }
            throw error
        }
        let end = end ?? file.size
        guard end <= file.size else { throw .wrongOffset(file.size) }
        var buffer = ByteBuffer()
        var position: Int64 = 0
        while position < end {
            let next = min(end, position + (1 << 20))
            do {
                try file.read(position..<next, into: &buffer)
            } catch {
                throw error as? StoreFailure ?? .system(EIO)
            }
            try buffer.withUnsafeReadableBytes { (bytes) throws(StoreFailure) in try take(bytes) }
            position = next
        }
    }

    private func hashAgain() throws(StoreFailure) {
        hash = SHA256()
        var position: Int64 = 0
        var memory = [UInt8](repeating: 0, count: 1 << 20)
        while position < size {
            let count = memory.withUnsafeMutableBytes { memory -> Int in
                let count = pread(descriptor, memory.baseAddress, memory.count, off_t(position))
                if count > 0 { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: memory[..<count])) }
                return count
            }
            guard count > 0 else { throw count < 0 ? StoreFiles.failure() : .system(EIO) }
            position += Int64(count)
        }
    }

    /// Takes bytes.
    package func append(_ bytes: UnsafeRawBufferPointer) throws(StoreFailure) {
        try lock.withLock { _ throws(StoreFailure) in
            guard !isEnded else { throw .system(ECANCELED) }
            if let limit = reception.limit, reception.ending == .diskFull, size + Int64(bytes.count) > limit {
                throw .diskFull
            }
            try take(bytes)
            received += Int64(bytes.count)
        }
    }

    /// Takes the readable bytes of a buffer.
    package func append(_ buffer: ByteBuffer) throws(StoreFailure) {
        try buffer.withUnsafeReadableBytes { (bytes) throws(StoreFailure) in try append(bytes) }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) throws(StoreFailure) {
        guard !bytes.isEmpty else { return }
        try store.grow(key, from: size, by: Int64(bytes.count))
        let start = size
        size += Int64(bytes.count)
        if let flipped = reception.flipped, (start..<size).contains(flipped) {
            var copy = Array(bytes)
            copy[Int(flipped - start)] ^= 0xFF
            let result = copy.withUnsafeBytes { bytes in Result { () throws(StoreFailure) in try write(bytes) } }
            try result.get()
        } else {
            try write(bytes)
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(StoreFailure) {
        hash.update(bufferPointer: bytes)
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                isBroken = true
                throw StoreFiles.failure()
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Brings what has come to the disk, still without a name; ``finish(expecting:)`` is quick afterwards.
    package func synchronise() throws(StoreFailure) {
        try lock.withLock { _ throws(StoreFailure) in try flush() }
    }

    private func flush() throws(StoreFailure) {
        guard !isEnded else { throw .system(ECANCELED) }
        if reception.missing > 0, !isShortened {
            isShortened = true
            let shorter = max(0, size - reception.missing)
            guard ftruncate(descriptor, off_t(shorter)) == 0 else { throw StoreFiles.failure() }
            store.shrink(key, by: size - shorter)
            size = shorter
            try hashAgain()
        }
        guard fsync(descriptor) == 0 else { throw StoreFiles.failure() }
    }

    /// Puts the whole file under its name, on the disk, in one step.
    ///
    /// - Parameter sha256: what the hash must be, in hexadecimal digits; with another one nothing is stored.
    package func finish(expecting sha256: String? = nil) throws(StoreFailure) -> FileStore.StoredFile {
        try lock.withLock { _ throws(StoreFailure) in try publish(sha256) }
    }

    private func publish(_ expected: String?) throws(StoreFailure) -> FileStore.StoredFile {
        try flush()
        let sha256 = HexadecimalText.text(hash.finalize())
        if let expected, expected.lowercased() != sha256 { throw .wrongHash }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw StoreFiles.failure() }
        let published = try store.publish(key, fileName)
        isEnded = true
        guard published.isDurable else { throw .system(EIO) }
        return FileStore.StoredFile(
            path: key.path, size: size, sha256: sha256, modified: OpenFile.time(status),
            isReplacement: published.isReplacement)
    }

    /// Ends the upload without a file.
    package func abort() {
        lock.withLock { _ in
            guard !isEnded else { return }
            isEnded = true
            store.giveUp(key, fileName, size: size, keeps: keepsPartial && !isBroken)
        }
    }
}
