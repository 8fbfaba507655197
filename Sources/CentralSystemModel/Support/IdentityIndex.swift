import OCPPTypes

/// Where a charge point stands in the model's array, by its identity. Identities are told apart by their bytes, as id tags
/// are.
struct IdentityIndex: Sendable {
    private var places: [ExactText: Int] = [:]

    subscript(identity: String) -> Int? {
        get { places[ExactText(identity)] }
        set { places[ExactText(identity)] = newValue }
    }
}

/// Some of the charge points in an order of their own: a list through the model's array, each step of constant time.
struct IdleList: Sendable {
    private struct Link: Sendable {
        var before: Int32 = IdleList.none
        var after: Int32 = IdleList.none
        var isMember = false
    }

    private static let none: Int32 = -1

    private var links: [Link] = []
    private var head = Self.none
    private var tail = Self.none
    /// Members.
    private(set) var count = 0

    /// The one that has been in the list longest.
    var first: Int? { head == Self.none ? nil : Int(head) }

    func contains(_ index: Int) -> Bool { index < links.count && links[index].isMember }

    /// Puts one at the end; does nothing for a member.
    mutating func append(_ index: Int) {
        guard !contains(index) else { return }
        while links.count <= index { links.append(Link()) }
        links[index] = Link(before: tail, isMember: true)
        if tail == Self.none { head = Int32(index) } else { links[Int(tail)].after = Int32(index) }
        tail = Int32(index)
        count += 1
    }

    /// Takes one out; does nothing for another.
    mutating func remove(_ index: Int) {
        guard contains(index) else { return }
        let link = links[index]
        if link.before == Self.none { head = link.after } else { links[Int(link.before)].after = link.after }
        if link.after == Self.none { tail = link.before } else { links[Int(link.after)].before = link.before }
        links[index] = Link()
        count -= 1
    }
}
