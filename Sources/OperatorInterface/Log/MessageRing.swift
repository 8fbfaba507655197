import OCPPTypes

/// The OCPP log: the last frames of all charge points in one block of memory that never grows.
///
/// ```swift
/// let ring = MessageRing(capacity: 16 << 20, secret: random)
/// ring.append(.received, at: now, key: key, identity: identity, text: frame)      // copies, allocates nothing
/// let page = ring.newest(of: filter, before: nil, limit: 100, scanning: 4_096)
/// ```
///
/// A record lies in one piece: a header, the identity, the text. Positions count bytes since the start, so they only
/// ascend; what was overwritten is recognised by its position. Belongs to one thread at a time.
package final class MessageRing: @unchecked Sendable {
    /// Which way a frame went, from the central system's view.
    package enum Direction: UInt8, Sendable {
        /// From the charge point.
        case received = 1
        /// To the charge point.
        case sent = 2
    }

    /// A copy of a record.
    package struct Message: Sendable, Equatable {
        /// Where it stands; ascends with time.
        package var position: UInt64
        /// When it passed.
        package var time: Instant
        /// Which way.
        package var direction: Direction
        /// The charge point.
        package var identity: String
        /// The frame; cut where `length` is larger.
        package var text: String
        /// The frame's own length in bytes.
        package var length: Int
    }

    /// Whose messages are wanted.
    package struct Filter: Sendable {
        /// ``MessageRing/key(of:)`` of the identity; nil: everybody's.
        fileprivate var key: UInt64?
        fileprivate var identity: [UInt8]

        /// Everybody's messages.
        package static let all = Filter(key: nil, identity: [])

        /// One charge point's messages.
        package init(identity: String) {
            key = MessageRing.key(of: identity)
            self.identity = Array(identity.utf8)
        }

        private init(key: UInt64?, identity: [UInt8]) {
            self.key = key
            self.identity = identity
        }

        /// True when messages under this key may fit.
        package func mayFit(key other: UInt64) -> Bool { key == nil || key == other }
    }

    /// Messages and where to look on.
    package struct Page: Sendable, Equatable {
        /// In the order that was asked for.
        package var messages: [Message] = []
        /// Where the next look begins; nil when there is nothing more.
        package var next: UInt64?
        /// True when messages between the asked position and the oldest one were overwritten.
        package var isBehind = false
    }

    /// Layout of a header; the fields are read and written one by one, so nothing depends on a struct's layout.
    private enum Offset {
        static let total = 0
        static let previous = 4
        static let textLength = 8
        static let length = 12
        static let identityLength = 16
        static let direction = 18
        static let time = 24
        static let key = 32
        static let check = 40
        static let header = 48
    }

    /// Bytes of memory.
    package let capacity: Int
    /// Longest text that is kept whole.
    package let longestText: Int
    private let memory: UnsafeMutableRawPointer
    /// Marks the beginning of records in a way that no frame can imitate.
    private let secret: UInt64
    /// Position of the oldest record.
    private var oldest: UInt64 = 0
    /// Position behind the newest record.
    package private(set) var end: UInt64 = 0
    /// Total length of the newest record; 0 when there is none.
    private var newestTotal = 0
    /// Messages appended since the start.
    package private(set) var count: UInt64 = 0

    /// Allocates the memory: at least 64 KiB. The secret should be random: positions come back from callers, and a
    /// frame's text must not pass for a record.
    package init(capacity: Int, secret: UInt64) {
        self.secret = secret
        self.capacity = max(64 << 10, capacity) & ~7
        longestText = self.capacity / 8
        memory = .allocate(byteCount: self.capacity, alignment: 8)
    }

    deinit {
        memory.deallocate()
    }

    /// A number that stands for an identity while the process runs; strangers cannot find two identities of one number.
    package static func key(of identity: String) -> UInt64 {
        UInt64(bitPattern: Int64(ExactText(identity).hashValue))
    }

    /// Bytes in use.
    package var usedBytes: Int { Int(end - oldest) }

    // MARK: Writing

    /// Appends a frame; the oldest ones make room.
    package func append(
        _ direction: Direction, at time: Instant, key: UInt64, identity: UnsafeRawBufferPointer,
        text: UnsafeRawBufferPointer
    ) {
        let textLength = min(text.count, longestText)
        let identityLength = min(identity.count, Int(UInt16.max))
        let total = (Offset.header + identityLength + textLength + 7) & ~7
        var offset = Int(end % UInt64(capacity))
        if offset + total > capacity {
            makeRoom(capacity - offset)
            writeFiller(at: offset, total: capacity - offset)
            offset = 0
        }
        makeRoom(total)
        let record = memory + offset
        record.storeBytes(of: UInt32(total), toByteOffset: Offset.total, as: UInt32.self)
        record.storeBytes(of: UInt32(newestTotal), toByteOffset: Offset.previous, as: UInt32.self)
        record.storeBytes(of: UInt32(textLength), toByteOffset: Offset.textLength, as: UInt32.self)
        record.storeBytes(of: UInt32(clamping: text.count), toByteOffset: Offset.length, as: UInt32.self)
        record.storeBytes(of: UInt16(identityLength), toByteOffset: Offset.identityLength, as: UInt16.self)
        record.storeBytes(of: direction.rawValue, toByteOffset: Offset.direction, as: UInt8.self)
        record.storeBytes(of: time.nanoseconds, toByteOffset: Offset.time, as: Int64.self)
        record.storeBytes(of: key, toByteOffset: Offset.key, as: UInt64.self)
        record.storeBytes(of: end ^ secret, toByteOffset: Offset.check, as: UInt64.self)
        if identityLength > 0 {
            (record + Offset.header).copyMemory(from: identity.baseAddress!, byteCount: identityLength)
        }
        if textLength > 0 {
            (record + Offset.header + identityLength).copyMemory(from: text.baseAddress!, byteCount: textLength)
        }
        end += UInt64(total)
        newestTotal = total
        count &+= 1
    }

    private func makeRoom(_ bytes: Int) {
        while end + UInt64(bytes) - oldest > UInt64(capacity) { oldest += UInt64(total(at: oldest)) }
    }

    /// Fills the memory's end. The rest may be shorter than a header, but never than its first eight bytes.
    private func writeFiller(at offset: Int, total: Int) {
        guard total > 0 else { return }
        let record = memory + offset
        record.storeBytes(of: UInt32(total), toByteOffset: Offset.total, as: UInt32.self)
        record.storeBytes(of: UInt32(newestTotal), toByteOffset: Offset.previous, as: UInt32.self)
        if total >= Offset.header { record.storeBytes(of: 0, toByteOffset: Offset.direction, as: UInt8.self) }
        end += UInt64(total)
        newestTotal = total
    }

    // MARK: Reading

    /// Messages behind a position, oldest first; `next` is where to look on and is there always.
    package func messages(
        of filter: Filter, from position: UInt64, limit: Int, scanning records: Int
    ) -> Page {
        var page = Page()
        // A position of another process, or of the time before this memory was overwritten.
        page.isBehind = position < oldest
        var position = position == end || isRecord(position) ? position : position > end ? end : oldest
        var left = records
        while position < end, page.messages.count < limit, left > 0 {
            if let message = message(at: position, filter) { page.messages.append(message) }
            position += UInt64(total(at: position))
            left -= 1
        }
        page.next = position
        return page
    }

    /// Messages before a position, newest first; from the end when it is nil.
    package func newest(of filter: Filter, before position: UInt64?, limit: Int, scanning records: Int) -> Page {
        var page = Page()
        var left = records
        var (position, previous) = start(before: position)
        while position > oldest, previous > 0, position - UInt64(previous) >= oldest, page.messages.count < limit,
            left > 0
        {
            position -= UInt64(previous)
            if let message = message(at: position, filter) { page.messages.append(message) }
            previous = Int(load(position, Offset.previous, UInt32.self))
            left -= 1
        }
        page.next = position > oldest && previous > 0 ? position : nil
        return page
    }

    /// The position to walk back from, and the length of the record before it.
    private func start(before position: UInt64?) -> (UInt64, Int) {
        guard let position, position < end else { return (end, newestTotal) }
        guard isRecord(position) else { return (oldest, 0) }
        return (position, Int(load(position, Offset.previous, UInt32.self)))
    }

    /// True for the position of a record that is still there.
    private func isRecord(_ position: UInt64) -> Bool {
        let offset = Int(position % UInt64(capacity))
        return position >= oldest && position < end && offset + Offset.header <= capacity
            && load(position, Offset.check, UInt64.self) == position ^ secret
    }

    private func message(at position: UInt64, _ filter: Filter) -> Message? {
        let total = total(at: position)
        guard total >= Offset.header,
            let direction = Direction(rawValue: load(position, Offset.direction, UInt8.self))
        else { return nil }
        if let key = filter.key, key != load(position, Offset.key, UInt64.self) { return nil }
        let record = memory + Int(position % UInt64(capacity))
        let identityLength = Int(load(position, Offset.identityLength, UInt16.self))
        let identity = UnsafeRawBufferPointer(start: record + Offset.header, count: identityLength)
        if filter.key != nil, !identity.elementsEqual(filter.identity) { return nil }
        let text = UnsafeRawBufferPointer(
            start: record + Offset.header + identityLength, count: Int(load(position, Offset.textLength, UInt32.self)))
        return Message(
            position: position, time: Instant(nanoseconds: load(position, Offset.time, Int64.self)),
            direction: direction, identity: String(decoding: identity, as: UTF8.self),
            text: String(decoding: text, as: UTF8.self), length: Int(load(position, Offset.length, UInt32.self)))
    }

    private func total(at position: UInt64) -> Int { Int(load(position, Offset.total, UInt32.self)) }

    private func load<Value: BitwiseCopyable>(_ position: UInt64, _ offset: Int, _ type: Value.Type) -> Value {
        memory.loadUnaligned(fromByteOffset: Int(position % UInt64(capacity)) + offset, as: type)
    }
}
