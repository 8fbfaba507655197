import OCPPTypes
import Testing

@testable import OperatorInterface

@Suite struct MessageRingTests {
    private func append(_ ring: MessageRing, _ identity: String, _ text: String, at time: Int64 = 0) {
        var identity = identity
        var text = text
        let key = MessageRing.key(of: identity)
        identity.withUTF8 { identity in
            text.withUTF8 { text in
                ring.append(
                    text.first == 0x3E ? .sent : .received, at: Instant(nanoseconds: time), key: key,
                    identity: UnsafeRawBufferPointer(identity), text: UnsafeRawBufferPointer(text))
            }
        }
    }

    @Test func `messages come back in both directions, of all and of one charge point`() {
        let ring = MessageRing(capacity: 0, secret: 42)
        append(ring, "A", "one", at: 1)
        append(ring, "B", ">two", at: 2)
        append(ring, "A", "three", at: 3)
        let all = ring.messages(of: .all, from: 0, limit: 10, scanning: 10)
        #expect(all.messages.map(\.text) == ["one", ">two", "three"])
        #expect(all.messages.map(\.identity) == ["A", "B", "A"])
        #expect(all.messages.map(\.direction) == [.received, .sent, .received])
        #expect(all.messages.map(\.time.nanoseconds) == [1, 2, 3])
        #expect(all.next == ring.end && !all.isBehind)
        let own = ring.newest(of: .init(identity: "A"), before: nil, limit: 10, scanning: 10)
        #expect(own.messages.map(\.text) == ["three", "one"])
        #expect(own.next == nil)
        #expect(ring.messages(of: .init(identity: "C"), from: 0, limit: 10, scanning: 10).messages == [])
    }

    @Test func `pages continue where they ended, also when a look finds nothing`() throws {
        let ring = MessageRing(capacity: 0, secret: 42)
        for number in 0..<10 { append(ring, number == 0 ? "rare" : "often", "\(number)") }
        let first = ring.newest(of: .all, before: nil, limit: 4, scanning: 100)
        #expect(first.messages.map(\.text) == ["9", "8", "7", "6"])
        let second = ring.newest(of: .all, before: first.next, limit: 4, scanning: 100)
        #expect(second.messages.map(\.text) == ["5", "4", "3", "2"])
        var look = ring.newest(of: .init(identity: "rare"), before: nil, limit: 4, scanning: 3)
        var looks = 1
        while look.messages.isEmpty, let next = look.next {
            look = ring.newest(of: .init(identity: "rare"), before: next, limit: 4, scanning: 3)
            looks += 1
        }
        #expect(look.messages.map(\.text) == ["0"])
        #expect(looks == 4)
        let onward = ring.messages(of: .all, from: 0, limit: 3, scanning: 100)
        let rest = ring.messages(of: .all, from: try #require(onward.next), limit: 100, scanning: 100)
        #expect(rest.messages.map(\.text) == (3..<10).map(String.init))
    }

    @Test func `old messages make room, whatever the sizes, and what is held is exactly the newest`() {
        var generator = SeededRandom(seed: 7)
        let ring = MessageRing(capacity: 0, secret: 42)
        var appended: [String] = []
        for number in 0..<3_000 {
            let length = Int(generator.next() % 3_000)
            let text = "\(number):" + String(repeating: "x", count: length)
            append(ring, "CP\(number % 7)", text)
            appended.append(text)
            #expect(ring.usedBytes <= ring.capacity)
            if number % 50 == 0 {
                let held = ring.messages(of: .all, from: 0, limit: .max, scanning: .max).messages.map(\.text)
                #expect(held == Array(appended.suffix(held.count)), "after \(number)")
                let back = ring.newest(of: .all, before: nil, limit: .max, scanning: .max).messages.map(\.text)
                #expect(back == held.reversed(), "after \(number)")
                #expect(held.count > 5 || number < 5)
            }
        }
    }

    @Test func `a long text is cut and its length is told`() throws {
        let ring = MessageRing(capacity: 0, secret: 42)
        let text = String(repeating: "é", count: 40_000)
        append(ring, "A", text)
        let message = try #require(ring.newest(of: .all, before: nil, limit: 1, scanning: 1).messages.first)
        #expect(message.length == 80_000)
        #expect(message.text.utf8.count == ring.longestText)
    }

    @Test func `a reader who is too slow is told so`() {
        let ring = MessageRing(capacity: 0, secret: 42)
        append(ring, "A", "first")
        let position = ring.messages(of: .all, from: 0, limit: 1, scanning: 1).next ?? 0
        for number in 0..<2_000 { append(ring, "A", "\(number) " + String(repeating: "y", count: 100)) }
        let page = ring.messages(of: .all, from: position, limit: 1, scanning: 10)
        #expect(page.isBehind)
        #expect(page.messages.count == 1)
    }

    @Test func `positions that are no records lead to nothing strange`() {
        let ring = MessageRing(capacity: 0, secret: 42)
        for number in 0..<500 { append(ring, "A", "\(number) " + String(repeating: "z", count: 300)) }
        let held = ring.messages(of: .all, from: 0, limit: .max, scanning: .max).messages
        let positions = Set(held.map(\.position))
        for position in stride(from: ring.end - 4_000, to: ring.end + 100, by: 1) {
            let page = ring.newest(of: .all, before: position, limit: 3, scanning: 3)
            #expect(page.messages.allSatisfy { positions.contains($0.position) })
            let forward = ring.messages(of: .all, from: position, limit: 3, scanning: 3)
            #expect(forward.messages.allSatisfy { positions.contains($0.position) })
        }
        #expect(ring.newest(of: .all, before: .max, limit: 1, scanning: 1).messages.count == 1)
        #expect(ring.messages(of: .all, from: .max, limit: 1, scanning: 1).messages == [])
    }
}

@Suite struct EventRingTests {
    @Test func `events are numbered without gaps and the oldest are forgotten`() {
        var ring = EventRing<String>(capacity: 3, firstID: 100)
        #expect(ring.events(after: 0, limit: 10).events.isEmpty)
        for name in ["a", "b", "c", "d", "e"] { ring.append(name) }
        let page = ring.events(after: 99, limit: 10)
        #expect(page.events.map(\.id) == [102, 103, 104])
        #expect(page.events.map(\.event) == ["c", "d", "e"])
        #expect(page.missed == 2 && page.position == 104 && !page.isFromBefore)
        let later = ring.events(after: 102, limit: 1)
        #expect(later.events.map(\.event) == ["d"] && later.missed == 0 && later.position == 103)
        let before = ring.events(after: 7, limit: 10)
        #expect(before.isFromBefore && before.missed == 2 && before.events.count == 3)
        #expect(ring.events(after: 104, limit: 10).events.isEmpty)
        let future = ring.events(after: 5_000, limit: 10)
        #expect(future.events.isEmpty && future.position == 104, "a number of the future stands for now")
        #expect(ring.events(after: .max, limit: 1).position == 104)
    }
}
