import ChargePointModel
import OCPPTypes

@testable import ConsoleModel

/// A console under test: a script unless it has columns, at 12:00 on a day of 2030.
struct Console {
    static let context = ConsoleContext(connectors: 2, cars: ["small", "medium", "large"])

    var session: ConsoleSession
    var effects: [ConsoleEffect] = []
    var now = Instant.zero

    init(
        columns: Int? = nil, records: Bool = false, keepsGoing: Bool = false, isOffline: Bool = true,
        color: Bool = false
    ) {
        var setup = ConsoleSession.Setup(
            identity: "CP1", context: Self.context,
            clock: DeviceClock(epoch: DateTime("2030-05-06T12:00:00Z")!, reference: .zero))
        setup.columns = columns
        setup.records = records
        setup.keepsGoing = keepsGoing
        setup.isOffline = isOffline
        setup.color = color
        session = ConsoleSession(setup, at: .zero)
    }

    /// What an input leads to.
    @discardableResult
    mutating func tell(_ input: ConsoleInput) -> [ConsoleEffect] {
        effects = []
        session.handle(input, at: now, into: &effects)
        return effects
    }

    /// What a line leads to.
    @discardableResult
    mutating func type(_ line: String) -> [ConsoleEffect] { tell(.line(line)) }

    /// What happens when time passes.
    @discardableResult
    mutating func pass(milliseconds: Int64) -> [ConsoleEffect] {
        now = now.adding(milliseconds: milliseconds)
        return session.nextDeadline <= now ? tell(.deadline) : []
    }

    /// A frame passes.
    @discardableResult
    mutating func frame(_ direction: FrameDirection, _ text: String) -> [ConsoleEffect] {
        tell(.frame(direction, Array(text.utf8)))
    }
}

extension [ConsoleEffect] {
    /// Everything that was written.
    var written: String {
        map { if case .write(let text) = $0 { text } else { "" } }.joined()
    }
}
