import NIOCore

/// One receive buffer for all plain connections of an event loop.
///
/// Each of NIO's channels keeps the buffer of its last read, 2 KiB by default, for as long as it lives. Here a read
/// takes the loop's one buffer and the connection's handler gives it back when it has parsed it, so an idle connection
/// holds none. With TLS the bytes go to the TLS handler, which does not give back; such channels keep NIO's adaptive
/// buffer.
///
/// Used on its event loop only.
final class SharedReceiveBuffer: @unchecked Sendable {
    static let capacity = 64 << 10

    private var buffer: ByteBuffer?

    func take(_ allocator: ByteBufferAllocator) -> ByteBuffer {
        guard var taken = buffer else {
            return allocator.buffer(capacity: Self.capacity)
        }
        buffer = nil
        taken.clear(minimumCapacity: Self.capacity)
        return taken
    }

    func giveBack(_ used: ByteBuffer) {
        if used.storageCapacity >= Self.capacity {
            buffer = used
        }
    }
}

/// Hands NIO the loop's shared buffer.
///
/// NIO's pool keeps the first buffer it is given and asks for a new one per read only if that would be larger and no
/// sizes are announced (`nextBufferSize` is nil), with a pool of one (`maxMessagesPerRead` 1). So the first read, the
/// first bytes of the upgrade, gets a tiny buffer, all others the shared one. Should NIO change here, memory would be
/// lost, nothing else: `give back` and `take` are right whoever holds a buffer.
struct SharedReceiveAllocator: RecvByteBufferAllocator {
    private static let firstCapacity = 16

    private let shared: SharedReceiveBuffer
    private var hasRead = false

    init(_ shared: SharedReceiveBuffer) {
        self.shared = shared
    }

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        hasRead ? shared.take(allocator) : allocator.buffer(capacity: Self.firstCapacity)
    }

    mutating func record(actualReadBytes: Int) -> Bool {
        hasRead = true
        return true
    }
}
