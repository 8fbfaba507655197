import OCPPTypes

/// What an `expect` waits for.
package struct Expected: Equatable, Sendable {
    /// The kind of event.
    enum Subject: Equatable, Sendable {
        /// A CALL in either direction.
        case call(Action)
        /// The CALLRESULT of a CALL in either direction.
        case confirmation(Action)
        /// A CALLERROR, of one code or any.
        case callError(CallErrorCode?)
        /// A connector has this status.
        case status(ChargePointStatus)
        case connected, disconnected, booted
    }

    var subject: Subject
    /// Paths in the payload and the texts that must stand there.
    var fields: [Field] = []
    /// Only events of this connector.
    var connectorId: Int?
    /// How long to wait.
    var milliseconds = ConsoleLimits.expectMilliseconds
    /// Passes when nothing of the kind happens.
    var isNegated = false
    /// The words, for messages.
    var text: String

    struct Field: Equatable, Sendable {
        var path: String
        var value: String
    }

    /// Words that can be expected.
    static let words: [String] =
        Action.allCases.flatMap { [$0.name, $0.name + ".conf"] } + ChargePointStatus.allCases.map(\.rawValue)
        + ["CallError"] + CallErrorCode.allCases.map(\.rawValue) + ["connected", "disconnected", "booted"]

    /// Reads the words behind `expect`.
    init(_ words: inout Words) throws(ConsoleCommandError) {
        let isNegated = words.takeWord("no")
        let word = try words.next("what to expect")
        guard let subject = Self.subject(word.lowercased()) else {
            throw words.wrong(
                "`\(word)` cannot be expected: "
                    + DidYouMean.hint(
                        for: word, among: Self.words,
                        otherwise: "give an action, Action.conf, CallError, a status, connected, disconnected or booted"
                    ))
        }
        self.subject = subject
        self.isNegated = isNegated
        text = word
        while let word = words.takeAny() {
            switch word.lowercased() {
            case "on":
                connectorId = try words.connector(try words.next("a connector"), from: 0)
                text += " on \(connectorId ?? 0)"
            case "within": milliseconds = try words.span("a time")
            default:
                guard let equals = word.firstIndex(of: "="), equals != word.startIndex else {
                    throw words.wrong("`\(word)`: write FIELD=VALUE, `on CONNECTOR` or `within TIME`")
                }
                guard subject.hasPayload else { throw words.wrong("\(text) has no fields") }
                fields.append(
                    Field(path: String(word[..<equals]), value: String(word[word.index(after: equals)...])))
                text += " " + word
            }
        }
    }

    private static func subject(_ word: String) -> Subject? {
        func action(_ name: some StringProtocol) -> Action? { Action.allCases.first { $0.name.lowercased() == name } }
        switch word {
        case "connected": return .connected
        case "disconnected": return .disconnected
        case "booted": return .booted
        case "callerror": return .callError(nil)
        default: break
        }
        if word.hasSuffix(".conf"), let action = action(word.dropLast(5)) { return .confirmation(action) }
        if word.hasSuffix(".req"), let action = action(word.dropLast(4)) { return .call(action) }
        if let action = action(word) { return .call(action) }
        if let status = ChargePointStatus.allCases.first(where: { $0.rawValue.lowercased() == word }) {
            return .status(status)
        }
        return CallErrorCode.allCases.first { $0.rawValue.lowercased() == word }.map { .callError($0) }
    }

    /// True when an event is what is waited for.
    func matches(_ event: ConsoleEvent) -> Bool {
        guard event.subject.isKind(of: subject) else { return false }
        if let connectorId {
            let found = event.connectorId ?? event.payload?["connectorId"].flatMap { Int($0.plain) }
            guard found == connectorId else { return false }
        }
        return fields.allSatisfy { field in event.payload?[field.path]?.plain == field.value }
    }
}

extension Expected.Subject {
    var hasPayload: Bool {
        switch self {
        case .call, .confirmation, .callError: true
        case .status, .connected, .disconnected, .booted: false
        }
    }

    /// True for the same subject; an error of any code stands for all of them.
    func isKind(of wanted: Expected.Subject) -> Bool {
        if case .callError = self, case .callError(nil) = wanted { return true }
        return self == wanted
    }

    /// The word for it.
    var name: String {
        switch self {
        case .call(let action): action.name
        case .confirmation(let action): action.name + ".conf"
        case .callError(let code): code?.rawValue ?? "CallError"
        case .status(let status): status.rawValue
        case .connected: "connected"
        case .disconnected: "disconnected"
        case .booted: "booted"
        }
    }
}

/// Something that happened and can be expected.
struct ConsoleEvent: Equatable, Sendable {
    var subject: Expected.Subject
    var connectorId: Int?
    var payload: JSONText?
}

/// The events since the beginning, the last ``ConsoleLimits/events`` of them.
///
/// An `expect` looks at the window: what has come since the first thing that was done after the last `expect`. Each
/// event fulfils one `expect`, in whatever order they are written.
struct EventTrail: Sendable {
    private var events: [ConsoleEvent] = []
    /// Whether an event has fulfilled an `expect`.
    private var isTaken: [Bool] = []
    /// Number of the first event that is still there.
    private var first = 0
    /// Number of the first event of the window.
    private var mark = 0

    /// Number of the next event.
    var end: Int { first + events.count }

    mutating func append(_ event: ConsoleEvent) {
        if events.count >= 2 * ConsoleLimits.events {
            events.removeFirst(ConsoleLimits.events)
            isTaken.removeFirst(ConsoleLimits.events)
            first += ConsoleLimits.events
        }
        events.append(event)
        isTaken.append(false)
    }

    /// The window begins anew: what has come so far fulfils nothing any more.
    mutating func beginWindow() { mark = end }

    private var window: Range<Int> { max(mark, first) - first..<events.count }

    /// True when something in the window is what is expected; it fulfils nothing else then.
    mutating func take(_ expected: Expected) -> Bool {
        for index in window where !isTaken[index] && expected.matches(events[index]) {
            if !expected.isNegated { isTaken[index] = true }
            return true
        }
        return false
    }

    /// What came in the window and fulfilled nothing, by name, at most ``ConsoleLimits/namedEvents``.
    var unexpected: String {
        let names = window.filter { !isTaken[$0] }.map { index in
            let event = events[index]
            return event.subject.name + (event.connectorId.map { " on \($0)" } ?? "")
        }
        guard !names.isEmpty else { return "nothing" }
        let shown = names.suffix(ConsoleLimits.namedEvents).joined(separator: ", ")
        return names.count > ConsoleLimits.namedEvents ? "… " + shown : shown
    }
}
