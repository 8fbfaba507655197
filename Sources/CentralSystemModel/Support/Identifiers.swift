/// Names one connection for its whole life: a dense slot that is used again and a generation that is not.
///
/// The driver hands out slots; the generation tells a frame that was still under way for an earlier connection of the
/// slot from one of the present connection.
package struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
    /// Index into arrays of connections, from 0.
    package var slot: Int32
    /// Number of connections that used the slot before.
    package var generation: UInt32

    /// Makes the id of the `generation`th connection in `slot`.
    package init(slot: Int32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    /// No connection.
    static let none = ConnectionID(slot: -1, generation: 0)

    package var description: String { "\(slot).\(generation)" }
}

/// Ties an effect `store` to the input that tells how it ended.
package struct StoreToken: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Counts from 1 in the order in which the model asked; 0 is ``unawaited``.
    package var number: UInt64

    /// Makes the token of a number.
    package init(_ number: UInt64) {
        self.number = number
    }

    /// Nobody waits: the driver stores the records soon and reports nothing back.
    package static let unawaited = StoreToken(0)

    package static func < (a: StoreToken, b: StoreToken) -> Bool { a.number < b.number }
    package var description: String { "#\(number)" }
}

/// Ties an operator's request to its answer; the driver chooses the number.
package struct OperatorToken: Hashable, Sendable {
    /// The driver's number.
    package var number: UInt64

    /// Makes the token of a number.
    package init(_ number: UInt64) {
        self.number = number
    }
}
