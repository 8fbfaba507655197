import ChargePointModel
import OCPPTypes
import TerminalText

/// Reads a line: `VERB ARGUMENT...`; `#` begins a comment.
package enum CommandParser {
    /// The command of a line; nil for an empty one and a comment.
    package static func parse(_ line: String, _ context: ConsoleContext) throws(ConsoleCommandError) -> ConsoleCommand?
    {
        let text = line.drop { $0.isWhitespace }
        guard let first = text.first, first != "#" else { return nil }
        let name = text.prefix { !$0.isWhitespace }
        let rest = String(text.dropFirst(name.count).drop { $0.isWhitespace })
        guard let verb = Verb.named(name == "exit" ? "quit" : name.lowercased()) else {
            throw ConsoleCommandError(
                "unknown command `\(String(name.prefix(60)).harmless)`: "
                    + DidYouMean.hint(for: String(name), among: Verb.all.map(\.name), otherwise: "try `help`"))
        }
        var words = Words(verb: verb, rest: rest, context: context)
        let command = try command(&words)
        try words.end()
        return command
    }

    private static func command(_ words: inout Words) throws(ConsoleCommandError) -> ConsoleCommand {
        switch words.verb.group {
        case .car: try carCommand(&words)
        case .hardware: .act(try hardwareCommand(&words))
        case .network: try networkCommand(&words)
        case .looking, .scripts: try otherCommand(&words)
        }
    }

    private static func carCommand(_ words: inout Words) throws(ConsoleCommandError) -> ConsoleCommand {
        switch words.verb.name {
        case "plug": return .act(try plug(&words))
        case "unplug":
            let isCarEnd = words.takeWord("car")
            let connectorId = try words.connector()
            return .act(
                isCarEnd || words.takeWord("car")
                    ? .unplugVehicle(connectorId: connectorId) : .unplug(connectorId: connectorId))
        case "tag":
            let text = try words.next("an idTag")
            guard let tag = IdTag(text) else {
                throw words.wrong("an idTag has at most 20 characters, `\(text)` has \(text.count)")
            }
            return .act(.tag(tag, connectorId: try words.connector()), announces: true)
        case "charge":
            if words.takeWord("until") || words.takeWord("for") {}
            let goal = try words.goal()
            return .act(.charge(connectorId: try words.connector(), until: goal), announces: true)
        default:
            let connectorId = try words.connector()
            return .act(
                .stopTransaction(
                    connectorId: connectorId, words.isAtEnd ? .local : try words.choice("a reason", Reason.self)))
        }
    }

    private static func plug(_ words: inout Words) throws(ConsoleCommandError) -> Command {
        var isHalf = false
        var choice = CarChoice()
        var isChosen = false
        var connectorId: Int?
        while let word = words.takeAny() {
            if word == "half" {
                isHalf = true
            } else if word.hasPrefix("car=") {
                let name = String(word.dropFirst(4))
                guard let index = words.context.cars.firstIndex(of: name) else {
                    throw words.wrong(
                        "unknown car `\(name)`: "
                            + DidYouMean.hint(for: name, among: words.context.cars, listing: "there are"))
                }
                choice.car = index
                isChosen = true
            } else if word.hasPrefix("soc=") {
                let digits = word.dropFirst(4)
                guard let percent = Int(digits.hasSuffix("%") ? digits.dropLast() : digits), (0...100).contains(percent)
                else { throw words.wrong("`\(word)`: a state of charge is 0 to 100 percent") }
                choice.percent = percent
                isChosen = true
            } else {
                connectorId = try words.connector(word, from: 1)
            }
        }
        if isHalf {
            guard !isChosen else { throw words.wrong("a plug that is only half in has no car to choose") }
            return .plugInHalf(connectorId: connectorId ?? 0)
        }
        return isChosen
            ? .plugInCar(connectorId: connectorId ?? 0, choice) : .plugIn(connectorId: connectorId ?? 0)
    }

    private static func hardwareCommand(_ words: inout Words) throws(ConsoleCommandError) -> Command {
        switch words.verb.name {
        case "fault":
            let connectorId = try words.connector(from: 0, otherwise: 1)
            return .fault(
                connectorId: connectorId,
                words.isAtEnd ? .otherError : try words.choice("an error code", ChargePointErrorCode.self))
        case "clear": return .clearFault(connectorId: try words.connector(from: 0, otherwise: 0))
        case "warn":
            let connectorId = try words.connector(from: 0, otherwise: 1)
            return .warning(
                connectorId: connectorId, try words.choice("an error code", ChargePointErrorCode.self))
        case "lock":
            let isJammed = try words.one(of: ["jam", "free"]) == "jam"
            return .jamLock(connectorId: try words.connector(otherwise: 1), isJammed)
        case "door": return .door(isOpen: try words.one(of: ["open", "close"]) == "open")
        case "emergency": return .emergencyStop
        case "power":
            guard try words.one(of: ["loss", "return"]) == "loss" else { return .powerReturns }
            return .powerLoss(backup: words.takeWord("backup"))
        case "reset":
            guard words.takeWord("fail") else { return .reboot }
            return .failResets(try words.number("how many resets fail", 0...1000))
        default: return .securityEvent(try words.choice("a type of event", SecurityEvent.self))
        }
    }

    private static func networkCommand(_ words: inout Words) throws(ConsoleCommandError) -> ConsoleCommand {
        switch words.verb.name {
        case "offline": return .act(.goOffline)
        case "online": return .act(.goOnline)
        case "meter": return .act(.meterValues(connectorId: try words.connector()))
        case "send":
            let name = try words.next("an action")
            guard let action = Action.allCases.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw words.wrong(
                    "unknown action `\(name)`: "
                        + DidYouMean.hint(
                            for: name, among: Action.allCases.map(\.name),
                            otherwise: "send one that OCPP 1.6 does not have with `frame`"))
            }
            let payload = words.takeRest()
            guard !payload.isEmpty else { return .send(action, payload: Array("{}".utf8)) }
            guard case .object? = JSONText(Array(payload.utf8)) else {
                throw words.wrong(
                    "the payload of \(action.name) must be one JSON object; send anything else with `frame`")
            }
            return .send(action, payload: Array(payload.utf8))
        case "frame":
            let text = words.takeRest()
            guard !text.isEmpty else { throw words.wrong("give the text of the frame") }
            return .frame(Array(text.utf8))
        case "vendor":
            let id = try words.next("a vendorId")
            guard let vendorId = CiString<255>(id) else { throw words.wrong("a vendorId has at most 255 characters") }
            let status = words.isAtEnd ? .accepted : try words.choice("a status", DataTransferStatus.self)
            return .act(.registerVendor(VendorExtension(vendorId: vendorId, status: status)))
        default:
            let key = try words.next("a configuration key")
            let value = words.takeRest()
            guard let name = CiString<50>(key), let text = CiString<500>(value) else {
                throw words.wrong("a key has at most 50 characters, a value at most 500")
            }
            return .act(.configure(name, text))
        }
    }

    private static func otherCommand(_ words: inout Words) throws(ConsoleCommandError) -> ConsoleCommand {
        switch words.verb.name {
        case "status": return .status
        case "config":
            var wanted: [String] = []
            while let word = words.takeAny() { wanted.append(word) }
            return .configuration(wanted)
        case "frames": return .frames(try words.choice("a style", FrameStyle.self))
        case "history": return .history
        case "help":
            guard let name = words.takeAny() else { return .help(nil) }
            guard let verb = Verb.named(name) else {
                throw words.wrong(
                    "unknown command `\(name)`: "
                        + DidYouMean.hint(for: name, among: Verb.all.map(\.name), otherwise: "try `help`"))
            }
            return .help(verb.name)
        case "quit": return .quit
        case "wait": return .wait(milliseconds: try words.span("a time"))
        default: return .expect(try Expected(&words))
        }
    }
}
