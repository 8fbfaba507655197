/// The share of a turn that one kind of work may use: a decision as a value.
///
/// At least one piece is always done, so that work comes to its end however long a piece takes; what a turn lasts beyond
/// its shares is then one piece each.
///
/// ```swift
/// let share = TurnShare(began: 0, nanoseconds: 4_000_000)
/// share.allows(piece: 0, at: 9_000_000)  // true: the first one
/// share.allows(piece: 1, at: 3_900_000)  // true
/// share.allows(piece: 2, at: 4_000_000)  // false
/// ```
package struct TurnShare: Equatable, Sendable {
    /// When it began, in nanoseconds of the loop's clock.
    package let began: Int64
    /// How long it may last.
    package let nanoseconds: Int64

    /// Makes a share.
    package init(began: Int64, nanoseconds: Int64) {
        self.began = began
        self.nanoseconds = nanoseconds
    }

    /// What is left of a budget that counts from the turn's begin, but never less than a share of its own.
    package init(ofBudget budget: Int64, used: Int64, atLeast least: Int64, began: Int64) {
        self.init(began: began, nanoseconds: max(least, budget - used))
    }

    /// Whether piece number `piece`, from 0, may begin now.
    package func allows(piece: Int, at now: Int64) -> Bool {
        piece == 0 || now - began < nanoseconds
    }
}

/// Work that is done in the order of its coming, a share in each turn.
package struct WorkQueue<Element> {
    private var elements: [Element?] = []
    private var head = 0

    /// Nothing to do.
    package init() {}

    /// Pieces that wait.
    package var count: Int { elements.count - head }

    /// True when nothing waits.
    package var isEmpty: Bool { head == elements.count }

    /// Adds a piece.
    package mutating func append(_ element: Element) {
        elements.append(element)
    }

    /// Takes the oldest piece; nil when none is left.
    package mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        defer {
            elements[head] = nil
            head += 1
            if head == elements.count {
                elements.removeAll(keepingCapacity: true)
                head = 0
            } else if head >= 1024, head * 2 >= elements.count {
                // Moving what is left costs less than what was taken has cost: the queue stays as long as its content.
                elements.removeFirst(head)
                head = 0
            }
        }
        return elements[head]
    }

    /// Does pieces while a share allows it; how many were done.
    ///
    /// - `now`: the loop's clock, in nanoseconds; read before each piece.
    package mutating func popFirst(_ done: Int, of share: TurnShare, now: () -> Int64) -> Element? {
        isEmpty || !share.allows(piece: done, at: now()) ? nil : popFirst()
    }
}
