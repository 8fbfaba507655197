import Fleet

/// The members of one event loop at fixed places in memory.
///
/// An array in a class is read by copying the element, and a member holds references: at tens of thousands of messages a
/// second their counting shows. Here a member is only ever borrowed, or changed in place.
final class MemberTable {
    private let memory: UnsafeMutableBufferPointer<FleetMember>

    /// Takes the members over; their number stays.
    init(_ members: [FleetMember]) {
        memory = .allocate(capacity: members.count)
        _ = memory.initialize(fromContentsOf: members)
    }

    deinit {
        memory.deinitialize()
        memory.deallocate()
    }

    /// Numbers of the members, from 0.
    var indices: Range<Int> { 0..<memory.count }

    /// Uses one member in its place.
    @inline(__always)
    func with<Result>(_ index: Int, _ body: (inout FleetMember) -> Result) -> Result {
        precondition(indices.contains(index), "there is no such member")
        return body(&memory[index])
    }
}
