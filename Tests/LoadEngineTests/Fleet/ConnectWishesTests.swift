import OCPPTypes
import Testing
import WebSocketTransport

@testable import LoadEngine

/// Who waits for a connection to be begun.
@Suite struct ConnectWishesTests {
    private static let share = TurnShare(began: 0, nanoseconds: 10)

    private static func wish(_ member: Int, _ nanoseconds: Int64) -> ConnectWish {
        ConnectWish(member: member, asked: Instant(nanoseconds: nanoseconds))
    }

    private static func pop(_ wishes: inout ConnectWishes, _ done: Int = 0, at now: Int64 = 0) -> ConnectWish? {
        wishes.popFirst(done, of: share, now: { now })
    }

    private static func all(_ wishes: inout ConnectWishes) -> [ConnectWish] {
        var all: [ConnectWish] = []
        while let wish = pop(&wishes) { all.append(wish) }
        return all
    }

    @Test func `who gives up and asks again stands at the end, with the new time`() {
        var wishes = ConnectWishes(members: 3)
        for member in 0..<3 { wishes.append(Self.wish(member, 1)) }
        let removed = [wishes.remove(0), wishes.remove(0)]
        #expect(removed == [true, false])
        #expect(!wishes.contains(0))
        wishes.append(Self.wish(0, 5))
        let all = Self.all(&wishes)
        #expect(all == [Self.wish(1, 1), Self.wish(2, 1), Self.wish(0, 5)])
        #expect(wishes.isEmpty)
    }

    @Test func `wishes that are over leave nothing behind`() {
        var wishes = ConnectWishes(members: 2)
        for time in 0..<1_000 {
            wishes.append(Self.wish(1, Int64(time)))
            let isRemoved = wishes.remove(1)
            #expect(isRemoved)
        }
        #expect(wishes.isEmpty)
        let all = Self.all(&wishes)
        #expect(all == [])
    }

    @Test func `a share of the turn ends the taking, but never before the first`() {
        var wishes = ConnectWishes(members: 3)
        for member in 0..<3 { wishes.append(Self.wish(member, 0)) }
        let taken = [Self.pop(&wishes, 0, at: 99), Self.pop(&wishes, 1, at: 9), Self.pop(&wishes, 2, at: 10)]
        #expect(taken == [Self.wish(0, 0), Self.wish(1, 0), nil])
        #expect(wishes.contains(2))
    }

    @Test func `any order of asking, giving up and taking is that of a plain list`() {
        var random = SeededRandom(seed: 11)
        var wishes = ConnectWishes(members: 7)
        var list: [ConnectWish] = []
        for step in 0..<20_000 {
            let member = random.nextIndex(below: 7)
            let place = list.firstIndex { $0.member == member }
            switch random.nextIndex(below: 3) {
            case 0:
                #expect(wishes.contains(member) == (place != nil))
                guard place == nil else { continue }
                wishes.append(Self.wish(member, Int64(step)))
                list.append(Self.wish(member, Int64(step)))
            case 1:
                let isRemoved = wishes.remove(member)
                #expect(isRemoved == (place != nil))
                if let place { list.remove(at: place) }
            default:
                let taken = Self.pop(&wishes)
                let oldest = list.isEmpty ? nil : list.removeFirst()
                #expect(taken == oldest)
            }
            #expect(wishes.isEmpty == list.isEmpty)
        }
    }
}
