/// Bytes that were read and not worked off, of all connections of an event loop, in the order of reading; one entry for
/// each connection.
///
/// The bytes stand behind each other in one store, so that putting off a message costs a copy and no allocation.
struct InputQueue<Owner: AnyObject> {
    private struct Entry {
        var owner: Owner?
        var count: Int
        /// When it was read, in nanoseconds of the loop's clock.
        var since: Int64
    }

    /// Names an entry while it waits.
    typealias Ticket = UInt32

    private var entries: [Entry] = []
    private var head = 0
    /// Entries taken away at the front so far; the ticket of the entry at index i is this plus i.
    private var removed: Ticket = 0
    private var bytes: [UInt8] = []
    private var bytesHead = 0
    /// Capacity that is kept while nothing waits.
    private static var keptBytes: Int { 256 << 10 }

    /// True when nothing waits.
    var isEmpty: Bool { head == entries.count }
    /// Entries that wait.
    var count: Int { entries.count - head }
    /// Bytes that wait.
    var byteCount: Int { bytes.count - bytesHead }
    /// Bytes of the oldest entry.
    var firstCount: Int { isEmpty ? 0 : entries[head].count }

    /// When the oldest entry was read; 0 when nothing waits.
    var firstSince: Int64 { isEmpty ? 0 : entries[head].since }

    /// Adds an entry that was read at an instant; the ticket names it until it is taken.
    mutating func append(_ owner: Owner, _ input: UnsafeRawBufferPointer, since: Int64 = 0) -> Ticket {
        entries.append(Entry(owner: owner, count: input.count, since: since))
        bytes.append(contentsOf: input)
        return removed &+ Ticket(truncatingIfNeeded: entries.count - 1)
    }

    /// Takes the oldest entry; its owner is nil when it was dropped.
    ///
    /// - Parameter target: takes ``firstCount`` bytes.
    mutating func popFirst(into target: UnsafeMutableRawBufferPointer) -> Owner? {
        let entry = entries[head]
        bytes.withUnsafeBytes { source in
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[bytesHead..<(bytesHead + entry.count)]))
        }
        entries[head].owner = nil
        head += 1
        bytesHead += entry.count
        tidy()
        return entry.owner
    }

    /// The entry's bytes are not wanted any more.
    mutating func drop(_ ticket: Ticket) {
        entries[Int(ticket &- removed)].owner = nil
    }

    /// Takes the owners of all entries away.
    mutating func removeAll() -> [Owner] {
        defer { self = InputQueue() }
        return entries[head...].compactMap(\.owner)
    }

    private mutating func tidy() {
        if head == entries.count {
            removed &+= Ticket(truncatingIfNeeded: entries.count)
            entries.removeAll(keepingCapacity: true)
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptBytes)
            head = 0
            bytesHead = 0
        } else if head >= 1024, head * 2 >= entries.count {
            removed &+= Ticket(truncatingIfNeeded: head)
            entries.removeFirst(head)
            head = 0
        }
        if bytesHead >= 64 << 10, bytesHead * 2 >= bytes.count {
            bytes.removeFirst(bytesHead)
            bytesHead = 0
        }
    }
}
