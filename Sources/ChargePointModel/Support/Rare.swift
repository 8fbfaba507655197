/// A value that most charge points never need: it takes a word while it says nothing.
///
/// The storage is an array of at most one element, which brings copy-on-write; it is given back when the value says
/// nothing again.
struct Rare<Value: RareValue>: Sendable {
    private var storage: [Value] = []

    init() {}

    /// True while there is nothing to remember.
    var isEmpty: Bool { storage.isEmpty }

    /// The value; writing it takes storage only while it says something.
    var value: Value {
        _read {
            if storage.isEmpty {
                yield Value()
            } else {
                yield storage[0]
            }
        }
        _modify {
            if storage.isEmpty {
                var value = Value()
                defer { if !value.isEmpty { storage = [value] } }
                yield &value
            } else {
                defer { if storage[0].isEmpty { storage = [] } }
                yield &storage[0]
            }
        }
    }
}

extension Rare: Equatable where Value: Equatable {}

/// What ``Rare`` can hold.
protocol RareValue: Sendable {
    /// The value that says nothing.
    init()
    /// True when it says no more than ``init()``.
    var isEmpty: Bool { get }
}
