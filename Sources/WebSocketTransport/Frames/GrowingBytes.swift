/// A growing block of raw bytes. Grows with what has arrived, never with what a peer only announced.
struct GrowingBytes: ~Copyable {
    private var storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private(set) var count = 0

    deinit {
        storage.deallocate()
    }

    /// Bytes of memory taken.
    var capacity: Int {
        storage.count
    }

    /// The bytes so far, valid until the next change.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: storage[..<count])
    }

    mutating func removeAll() {
        count = 0
    }

    mutating func append(_ byte: UInt8) {
        reserve(1, expected: WebSocketFrameHeader.maximumSize)
        storage[count] = byte
        count += 1
    }

    /// Appends `piece`, unmasked where a key is given, and returns the bytes added.
    ///
    /// - Parameter expected: how many bytes of the frame will come at most, this piece included.
    mutating func append(
        _ piece: UnsafeRawBufferPointer, key: UInt32?, offset: Int, expected: Int
    ) -> UnsafeRawBufferPointer {
        reserve(piece.count, expected: expected)
        guard let base = storage.baseAddress, let source = piece.baseAddress else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let target = base + count
        if let key {
            WebSocketMask.copy(piece, to: target, key: key, offset: offset)
        } else {
            target.copyMemory(from: source, byteCount: piece.count)
        }
        count += piece.count
        return UnsafeRawBufferPointer(start: target, count: piece.count)
    }

    private mutating func reserve(_ additional: Int, expected: Int) {
        let needed = count + additional
        if needed <= storage.count {
            return
        }
        let capacity = max(needed, min(count + expected, max(storage.count * 2, 256)))
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 8)
        if count > 0 {
            larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<count]))
        }
        storage.deallocate()
        storage = larger
    }
}

/// One block of memory per event loop into which masked payloads are unmasked; the bytes are valid until its next use.
package final class ScratchBuffer {
    private var storage: UnsafeMutableRawBufferPointer

    /// A block of a size that most frames fit in.
    package init() {
        storage = .allocate(byteCount: 4096, alignment: 8)
    }

    deinit {
        storage.deallocate()
    }

    /// Room for `count` bytes. What it held before is lost.
    @inline(__always)
    func reserve(_ count: Int) -> UnsafeMutableRawPointer {
        if count > storage.count {
            grow(to: count)
        }
        return storage.baseAddress!
    }

    private func grow(to count: Int) {
        storage.deallocate()
        storage = .allocate(byteCount: max(count, storage.count * 2), alignment: 8)
    }
}
