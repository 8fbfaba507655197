import OCPPTypes
import WebSocketTransport

/// A member's wish to connect.
struct ConnectWish: Equatable {
    var member: Int
    /// When it came up.
    var asked: Instant
}

/// Members that wait for their connection to be begun, in the order of their wishes.
///
/// A member has one wish at most, and one that is over leaves no trace: who asks again stands at the end, with its new
/// time. The wishes are a ring of links, one for each member, so that each step costs the same however many wait.
struct ConnectWishes {
    private struct Link {
        var asked = Instant.zero
        /// Itself where the member waits for nothing.
        var previous: Int32
        var next: Int32

        init(_ own: Int) {
            previous = Int32(own)
            next = Int32(own)
        }
    }

    /// By member; the one behind the last member begins and ends the ring.
    private var links: [Link]

    /// - Parameter members: how many there are.
    init(members: Int) {
        links = (0...members).map(Link.init)
    }

    private var head: Int { links.count - 1 }

    /// True when nobody waits.
    var isEmpty: Bool { Int(links[head].next) == head }

    /// Whether a member waits.
    func contains(_ member: Int) -> Bool { Int(links[member].next) != member }

    /// A member that does not wait yet wants to connect.
    mutating func append(_ wish: ConnectWish) {
        let last = links[head].previous
        links[wish.member].asked = wish.asked
        links[wish.member].previous = last
        links[wish.member].next = Int32(head)
        links[Int(last)].next = Int32(wish.member)
        links[head].previous = Int32(wish.member)
    }

    /// A member's wish is over; false where it has none.
    mutating func remove(_ member: Int) -> Bool {
        guard contains(member) else { return false }
        let link = links[member]
        links[Int(link.previous)].next = link.next
        links[Int(link.next)].previous = link.previous
        links[member] = Link(member)
        return true
    }

    /// Takes the oldest wish while a share of the turn allows it.
    /// - Parameter now: the loop's clock, in nanoseconds.
    mutating func popFirst(_ done: Int, of share: TurnShare, now: () -> Int64) -> ConnectWish? {
        guard !isEmpty, share.allows(piece: done, at: now()) else { return nil }
        let member = Int(links[head].next)
        let asked = links[member].asked
        _ = remove(member)
        return ConnectWish(member: member, asked: asked)
    }
}
