import ChargePointModel
import OCPPTypes

/// The first word of a line, with what a person has to know of it.
struct Verb: Sendable {
    /// Verbs that belong together in the help.
    enum Group: String, CaseIterable, Sendable {
        case car = "The car and its driver"
        case hardware = "The box"
        case network = "Network and messages"
        case looking = "Looking"
        case scripts = "Scripts"
    }

    let name: String
    let group: Group
    /// The arguments, as in a synopsis.
    let usage: String
    /// What it does, in one sentence.
    let summary: String
    /// More about it.
    var more = ""
    /// Words that may stand behind it, for the completion.
    var words: @Sendable (ConsoleContext) -> [String] = { _ in [] }

    /// The verb with its arguments.
    var synopsis: String { usage.isEmpty ? name : name + " " + usage }

    /// The verb of that name.
    static func named(_ name: some StringProtocol) -> Verb? {
        all.first { $0.name == name }
    }

    /// Every verb, in the order of the help.
    static let all: [Verb] = car + hardware + network + looking + scripts

    private static let car: [Verb] = [
        Verb(
            name: "plug", group: .car, usage: "[CONNECTOR] [half] [car=NAME] [soc=PERCENT]",
            summary: "Plugs a car in.",
            more:
                "`half` puts the plug in so far that its lock cannot close. The car and its state of charge are drawn "
                + "from the seed unless they are given.",
            words: { context in connectors(context) + ["half", "soc="] + context.cars.map { "car=" + $0 } }),
        Verb(
            name: "unplug", group: .car, usage: "[CONNECTOR] [car]", summary: "Takes the plug out.",
            more: "`car` takes it out of the car only: the cable stays in the socket of the charge point.",
            words: { connectors($0) + ["car"] }),
        Verb(
            name: "tag", group: .car, usage: "IDTAG [CONNECTOR]", summary: "Holds a tag at the reader.",
            more:
                "It authorizes, starts, or stops, as the charge point sees fit. Without a connector it goes to what "
                + "it has begun, else to the car that waits for a tag."),
        Verb(
            name: "charge", group: .car, usage: "GOAL [CONNECTOR]",
            summary: "Lets the running transaction go on to a goal, then stops it: 80%, 10m or 5kWh.",
            words: { _ in ["80%", "10m", "5kWh"] }),
        Verb(
            name: "stop", group: .car, usage: "[CONNECTOR] [REASON]", summary: "Stops the running transaction.",
            words: { context in connectors(context) + Reason.allCases.map(\.rawValue) }),
    ]

    private static let hardware: [Verb] = [
        Verb(
            name: "fault", group: .hardware, usage: "[CONNECTOR] [ERRORCODE]",
            summary: "Breaks something: Faulted until it is cleared; 0 is the whole box.",
            words: { context in ["0"] + connectors(context) + ChargePointErrorCode.allCases.map(\.rawValue) }),
        Verb(
            name: "clear", group: .hardware, usage: "[CONNECTOR]",
            summary: "Mends what is broken, everywhere or on one connector.",
            words: connectors),
        Verb(
            name: "warn", group: .hardware, usage: "[CONNECTOR] ERRORCODE",
            summary: "Reports an error that does not stop the charging.",
            words: { context in connectors(context) + ChargePointErrorCode.allCases.map(\.rawValue) }),
        Verb(
            name: "lock", group: .hardware, usage: "jam|free [CONNECTOR]",
            summary: "Jams the lock of a socket, or frees it.", words: { ["jam", "free"] + connectors($0) }),
        Verb(
            name: "door", group: .hardware, usage: "open|close", summary: "Opens or closes the cabinet.",
            words: { _ in ["open", "close"] }),
        Verb(name: "emergency", group: .hardware, usage: "", summary: "Presses the emergency button; `clear` ends it."),
        Verb(
            name: "power", group: .hardware, usage: "loss [backup] | return",
            summary: "The mains fail, with or without a backup battery, or are back.",
            words: { _ in ["loss", "return", "backup"] }),
        Verb(
            name: "reset", group: .hardware, usage: "[fail N]",
            summary: "Restarts the box by its own button, or lets the next N resets fail.", words: { _ in ["fail"] }),
        Verb(
            name: "event", group: .hardware, usage: "TYPE", summary: "Raises a security event.",
            words: { _ in SecurityEvent.allCases.map(\.rawValue) }),
    ]

    private static let network: [Verb] = [
        Verb(name: "offline", group: .network, usage: "", summary: "Takes the network away."),
        Verb(name: "online", group: .network, usage: "", summary: "Gives the network back."),
        Verb(
            name: "meter", group: .network, usage: "[CONNECTOR]", summary: "Sends MeterValues now.", words: connectors),
        Verb(
            name: "send", group: .network, usage: "ACTION [JSON]",
            summary: "Sends a CALL of any action with any payload, `{}` unless it is given.",
            words: { _ in Action.allCases.map(\.name) }),
        Verb(
            name: "frame", group: .network, usage: "TEXT", summary: "Sends a frame exactly as it stands.",
            more: "The charge point knows nothing of it; an answer is shown and counted as one to an unknown CALL."),
        Verb(
            name: "vendor", group: .network, usage: "VENDORID [STATUS]",
            summary: "Understands DataTransfer of a vendor from now on.",
            words: { _ in DataTransferStatus.allCases.map(\.rawValue) }),
        Verb(
            name: "set", group: .network, usage: "KEY VALUE",
            summary: "Sets a configuration key at the box, by the rules of ChangeConfiguration.", words: keys),
    ]

    private static let looking: [Verb] = [
        Verb(
            name: "status", group: .looking, usage: "", summary: "Shows connection, connectors and transactions."),
        Verb(
            name: "config", group: .looking, usage: "[WORD...]",
            summary: "Shows configuration keys: all, or those whose name contains a word.", words: keys),
        Verb(
            name: "frames", group: .looking, usage: "wrapped|line|names", summary: "How frames are shown.",
            words: { _ in FrameStyle.allCases.map(\.rawValue) }),
        Verb(name: "history", group: .looking, usage: "", summary: "Shows the lines so far."),
        Verb(
            name: "help", group: .looking, usage: "[COMMAND]", summary: "Shows this, or one command.",
            words: { _ in all.map(\.name) }),
        Verb(name: "quit", group: .looking, usage: "", summary: "Ends; what is on its way is awaited."),
    ]

    private static let scripts: [Verb] = [
        Verb(
            name: "wait", group: .scripts, usage: "TIME", summary: "Does nothing for a while: 500ms, 2s, 10m.",
            words: { _ in ["1s", "5s", "1m"] }),
        Verb(
            name: "expect", group: .scripts, usage: "[no] WHAT [FIELD=VALUE...] [on CONNECTOR] [within TIME]",
            summary: "Waits until something has happened, 10 s unless it says how long.",
            more: "It looks back to the first thing that was done since the last `expect`; everything that happened "
                + "fulfils one of them. WHAT is an action (`StopTransaction`, a CALL in either direction), its "
                + "answer (`Authorize.conf`), a CALLERROR (`CallError`, `NotSupported`), a status (`Charging`), or "
                + "`connected`, `disconnected`, `booted`. FIELD is a path in the payload: `idTagInfo.status=Accepted`. "
                + "`expect no` passes when nothing of the kind happens until the time is over. A script ends at the "
                + "first that fails, with exit code 1.",
            words: { _ in Expected.words + ["no", "on", "within"] }),
    ]

    private static let connectors: @Sendable (ConsoleContext) -> [String] = { context in
        context.connectors > 1 ? (1...context.connectors).map(String.init) : []
    }

    private static let keys: @Sendable (ConsoleContext) -> [String] = { _ in
        ConfigurationKey.allCases.map(\.name)
    }
}
