import CentralSystemSettings
import NIOCore
import Synchronization

/// Who may hold a connection to the operator API: so many of one address, so many of all, and besides a few that may ask
/// for the process's health only.
///
/// A connection beyond a bound takes the place of the one that has been idle longest. Where every connection is busy it
/// gets one of the places for health, so that who watches the process is answered whatever others do.
final class ConnectionGate: Sendable {
    /// What a connection may ask for.
    enum Place: Sendable, Equatable {
        /// Everything.
        case ordinary
        /// The paths of ``OperatorAPI/healthPaths``.
        case health
    }

    /// A connection that was let in.
    struct Ticket: Sendable, Equatable {
        fileprivate let number: UInt64
        let place: Place
    }

    /// What was counted.
    struct Counters: Sendable, Equatable {
        /// Connections that are open.
        var open = 0
        /// Idle connections that were closed to make room.
        var displaced = 0
        /// Connections that were let in for health only.
        var healthOnly = 0
        /// Connections that were closed at once.
        var refused = 0
        /// Connections whose request did not come in time.
        var slowHeads = 0
    }

    private struct Entry {
        let address: String
        let place: Place
        let close: @Sendable () -> Void
        /// When it became idle, as a count; nil while it is busy.
        var idleSince: UInt64?
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        var ordinary = 0
        var ordinaryOfAddress: [String: Int] = [:]
        var health = 0
        var lastNumber: UInt64 = 0
        var clock: UInt64 = 0
        var counters = Counters()
    }

    private let limits: OperatorAPILimits
    private let state = Mutex(State())

    init(limits: OperatorAPILimits) {
        self.limits = limits
    }

    var counters: Counters {
        state.withLock { state in
            var counters = state.counters
            counters.open = state.entries.count
            return counters
        }
    }

    /// Lets a connection in; nil where there is no place for it at all.
    ///
    /// - Parameter close: ends the connection, on any thread.
    func enter(from address: String, close: @escaping @Sendable () -> Void) -> Ticket? {
        let (ticket, displaced) = state.withLock { state -> (Ticket?, Entry?) in
            let place: Place
            var displaced: Entry?
            if state.ordinaryOfAddress[address, default: 0] >= limits.connectionsPerAddress {
                displaced = Self.displace(&state) { $0.place == .ordinary && $0.address == address }
                place = displaced == nil ? .health : .ordinary
            } else if state.ordinary >= limits.connections {
                displaced = Self.displace(&state) { $0.place == .ordinary }
                place = displaced == nil ? .health : .ordinary
            } else {
                place = .ordinary
            }
            if place == .health {
                if state.health >= limits.healthConnections {
                    displaced = Self.displace(&state) { $0.place == .health }
                    guard displaced != nil else {
                        state.counters.refused += 1
                        return (nil, nil)
                    }
                }
                state.counters.healthOnly += 1
            }
            return (Self.enter(&state, Entry(address: address, place: place, close: close)), displaced)
        }
        displaced?.close()
        return ticket
    }

    /// A request of a connection is under way.
    func busy(_ ticket: Ticket) {
        state.withLock { $0.entries[ticket.number]?.idleSince = nil }
    }

    /// A connection waits for its next request.
    func idle(_ ticket: Ticket) {
        state.withLock { state in
            state.clock += 1
            state.entries[ticket.number]?.idleSince = state.clock
        }
    }

    /// A connection has ended; does nothing for one that was displaced.
    func leave(_ ticket: Ticket) {
        state.withLock { _ = Self.remove(&$0, ticket.number) }
    }

    /// A connection is ended because its request does not come.
    func countSlowHead() { state.withLock { $0.counters.slowHeads += 1 } }

    private static func enter(_ state: inout State, _ entry: Entry) -> Ticket {
        state.lastNumber += 1
        state.clock += 1
        var entry = entry
        entry.idleSince = state.clock
        state.entries[state.lastNumber] = entry
        switch entry.place {
        case .ordinary:
            state.ordinary += 1
            state.ordinaryOfAddress[entry.address, default: 0] += 1
        case .health: state.health += 1
        }
        return Ticket(number: state.lastNumber, place: entry.place)
    }

    private static func remove(_ state: inout State, _ number: UInt64) -> Entry? {
        guard let entry = state.entries.removeValue(forKey: number) else { return nil }
        switch entry.place {
        case .ordinary:
            state.ordinary -= 1
            let left = state.ordinaryOfAddress[entry.address, default: 1] - 1
            state.ordinaryOfAddress[entry.address] = left == 0 ? nil : left
        case .health: state.health -= 1
        }
        return entry
    }

    /// Takes out the one that has been idle longest.
    private static func displace(_ state: inout State, where fits: (Entry) -> Bool) -> Entry? {
        var oldest: (number: UInt64, since: UInt64)?
        for (number, entry) in state.entries {
            guard let since = entry.idleSince, fits(entry), since < oldest?.since ?? .max else { continue }
            oldest = (number, since)
        }
        guard let oldest else { return nil }
        state.counters.displaced += 1
        return remove(&state, oldest.number)
    }
}
