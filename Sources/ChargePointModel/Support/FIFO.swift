/// A first-in first-out list that gives its storage back when it is empty, so that an idle charge point holds none.
struct FIFO<Element> {
    private var storage: [Element?] = []
    private var head = 0

    /// Number of elements.
    var count: Int { storage.count - head }
    /// True when there is none.
    var isEmpty: Bool { storage.count == head }

    /// The oldest element.
    var first: Element? { isEmpty ? nil : storage[head] }

    /// Adds an element at the end.
    mutating func append(_ element: Element) {
        storage.append(element)
    }

    /// Takes the oldest element out; nil when there is none.
    mutating func popFirst() -> Element? {
        guard head < storage.count else { return nil }
        let element = storage[head]
        storage[head] = nil
        head += 1
        if head == storage.count {
            storage = []
            head = 0
        } else if head >= 32, head * 2 >= storage.count {
            storage.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Changes the oldest element in place; there must be one.
    mutating func updateFirst(_ change: (inout Element) -> Void) {
        guard head < storage.count, var element = storage[head] else {
            preconditionFailure("there is no first element")
        }
        storage[head] = nil
        change(&element)
        storage[head] = element
    }

    /// Changes every element in place, oldest first.
    mutating func updateAll(_ change: (inout Element) -> Void) {
        for index in head..<storage.count {
            guard var element = storage[index] else { continue }
            storage[index] = nil
            change(&element)
            storage[index] = element
        }
    }

    /// Keeps the elements for which the test holds, in order.
    mutating func removeAll(where shouldBeRemoved: (Element) -> Bool) {
        storage = storage[head...].filter { $0.map { !shouldBeRemoved($0) } ?? false }
        head = 0
    }

    /// True when the test holds for an element.
    func contains(where test: (Element) -> Bool) -> Bool {
        storage[head...].contains { $0.map(test) ?? false }
    }
}

extension FIFO: Sendable where Element: Sendable {}
extension FIFO: Equatable where Element: Equatable {
    static func == (a: FIFO, b: FIFO) -> Bool { a.storage[a.head...] == b.storage[b.head...] }
}
