/// Growable raw memory that its owner reuses: one per event loop. ``removeAll()`` keeps the capacity, so that encoding
/// does not allocate in the steady state.
package struct OutputBuffer: ~Copyable, @unchecked Sendable {
    private var memory: UnsafeMutableRawPointer
    /// How many bytes fit before the memory grows.
    package private(set) var capacity: Int
    /// Number of bytes written.
    package private(set) var count = 0

    /// Allocates room for `capacity` bytes, at least 64.
    package init(capacity: Int = 4096) {
        self.capacity = max(capacity, 64)
        memory = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit {
        memory.deallocate()
    }

    /// True when nothing is written.
    package var isEmpty: Bool { count == 0 }

    /// Forgets the contents and keeps the memory.
    package mutating func removeAll() {
        count = 0
    }

    /// Forgets what was written after the first `length` bytes; does nothing when there are fewer.
    package mutating func truncate(to length: Int) {
        precondition(length >= 0, "a length is never negative")
        count = min(count, length)
    }

    /// Hands the bytes to `body`; they are valid only during the call.
    package borrowing func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// Appends bytes as they are.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        ensure(bytes.count)
        (memory + count).copyMemory(from: source, byteCount: bytes.count)
        count &+= bytes.count
    }

    // MARK: For the writers

    /// Where the next byte goes; valid until the next ``ensure(_:)``.
    @inline(__always)
    var end: UnsafeMutableRawPointer { memory + count }

    /// Makes room for `more` bytes.
    @inline(__always)
    mutating func ensure(_ more: Int) {
        if capacity &- count < more { grow(more) }
    }

    /// Counts bytes that were stored at ``end``, for which ``ensure(_:)`` made room.
    @inline(__always)
    mutating func advance(_ written: Int) {
        count &+= written
    }

    /// Stores one byte; room must have been made.
    @inline(__always)
    mutating func put(_ byte: UInt8) {
        memory.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    /// Replaces a comma at the end by `closing`, or appends that after an opening bracket.
    @inline(__always)
    mutating func close(_ closing: UInt8) {
        if memory.load(fromByteOffset: count &- 1, as: UInt8.self) == Ascii.comma {
            memory.storeBytes(of: closing, toByteOffset: count &- 1, as: UInt8.self)
        } else {
            ensure(1)
            put(closing)
        }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = max(capacity * 2, count + more)
        let next = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        next.copyMemory(from: memory, byteCount: count)
        memory.deallocate()
        memory = next
        capacity = larger
    }
}
