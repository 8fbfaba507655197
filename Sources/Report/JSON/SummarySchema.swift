/// JSON Schema of `summary.json` (`wattswarm schema --summary`): what every member means and in which unit it is. Units
/// stand under `x-unit`; further members may come with further versions.
package enum SummarySchema {
    /// The schema, with its line feed.
    package static var json: String {
        var json = JSONWriter()
        json.object { json in
            json.member("$schema", "https://json-schema.org/draft/2020-12/schema")
            json.member("title", "summary.json of wattswarm")
            json.member("type", "object")
            json.key("required")
            json.array(.compact) { json in for (name, _) in top { json.string(name) } }
            json.key("properties")
            json.object { json in for (name, part) in top { part.write(name, &json) } }
            json.key("$defs")
            json.object { json in
                Part.members("Figures of durations; null where there is no sample.", latency).write("latency", &json)
                Part.members("CALLs of one action.", call).write("call", &json)
                Part.members("Files of one kind that were moved.", transfer).write("transfer", &json)
            }
        }
        return String(decoding: json.finish(), as: UTF8.self)
    }

    /// A part of the schema.
    private indirect enum Part: Sendable {
        case text(String)
        case integer(unit: String, String)
        case number(unit: String, String)
        case boolean(String)
        case reference(String, String)
        case list(String, Part)
        case map(String, Part)
        case members(String, [(String, Part)])

        func write(_ name: String, _ json: inout JSONWriter) {
            json.key(name)
            write(&json)
        }

        private func write(_ json: inout JSONWriter) {
            json.object { json in
                switch self {
                case .text(let about):
                    json.member("type", "string")
                    json.member("description", about)
                case .boolean(let about):
                    json.member("type", "boolean")
                    json.member("description", about)
                case .integer(let unit, let about):
                    json.member("type", "integer")
                    json.member("x-unit", unit)
                    json.member("description", about)
                case .number(let unit, let about):
                    json.key("type")
                    json.array(.compact) { json in for type in ["number", "null"] { json.string(type) } }
                    json.member("x-unit", unit)
                    json.member("description", about)
                case .reference(let name, let about):
                    json.member("$ref", "#/$defs/\(name)")
                    json.member("description", about)
                case .list(let about, let item):
                    json.member("type", "array")
                    json.member("description", about)
                    item.write("items", &json)
                case .map(let about, let value):
                    json.member("type", "object")
                    json.member("description", about)
                    value.write("additionalProperties", &json)
                case .members(let about, let members):
                    json.member("type", "object")
                    json.member("description", about)
                    json.key("properties")
                    json.object { json in for (name, part) in members { part.write(name, &json) } }
                }
            }
        }
    }

    private static let top: [(String, Part)] = [
        ("schemaVersion", .integer(unit: "1", "Version of this format.")),
        ("verdict", .text("pass, fail, invalid, interrupted, incomplete or error.")),
        ("failedExpectations", .list("Those that failed.", .text("As it is written in the scenario."))),
        ("exitCode", .integer(unit: "1", "Exit code that the verdict asks for.")),
        ("reason", .text("Why, in one line for people.")),
        ("scenario", .text("Name of the scenario.")), ("target", .text("`included` or the URL, without credentials.")),
        ("seed", .integer(unit: "1", "Seed of every draw.")),
        ("durationSeconds", .number(unit: "s", "How long the run took, without drain and close.")),
        ("planDigest", .text("Digest of the plan, hexadecimal.")), ("fleet", .members("The charge points.", fleet)),
        ("calls", .map("CALLs of charge points by action.", .reference("call", "The action."))),
        ("commands", .map("CALLs of the central system by action.", .reference("call", "The action."))),
        (
            "transactions",
            .members(
                "Transactions.",
                ["started", "stopped", "lost", "duplicated"].map {
                    ($0, .integer(unit: "transactions", "So many \($0)."))
                })
        ),
        ("transfers", .map("Files moved, by kind.", .reference("transfer", "The kind."))),
        (
            "behaviour",
            .members(
                "Rounds of the behaviours.",
                [
                    ("rounds", .integer(unit: "rounds", "Rounds begun.")),
                    (
                        "failedRounds",
                        .map("Rounds that a failed step ended, by cause.", .integer(unit: "rounds", "How many."))
                    ),
                    ("dropped", .integer(unit: "rounds", "Rounds that were due and could not begin.")),
                ])
        ),
        ("violations", .map("Broken rules of the target by label.", .integer(unit: "times", "How often."))),
        ("generator", .members("The generator's check of itself.", generator)),
        ("expectations", .list("What became of the expectations.", .members("An expectation.", expectation))),
        ("unwritten", .members("Lines that the disk or an output did not take.", unwritten)),
    ]

    private static let unwritten: [(String, Part)] = [
        ("events", .integer(unit: "lines", "Missing in `events.jsonl`.")),
        ("transfers", .integer(unit: "lines", "Missing in `transfers.jsonl`.")),
        ("standardError", .integer(unit: "lines", "Not shown on standard error.")),
    ]

    private static let fleet: [(String, Part)] = [
        ("planned", .integer(unit: "charge points", "Planned.")),
        ("connected", .integer(unit: "charge points", "Connected at the end, before the close.")),
        ("peakConnected", .integer(unit: "charge points", "Most that were connected at once.")),
        ("booted", .integer(unit: "charge points", "Whose boot was accepted at least once.")),
        ("bootsNotAccepted", .map("Answers to boots other than Accepted.", .integer(unit: "times", "How often."))),
        ("reconnects", .integer(unit: "times", "Connections opened again after a loss.")),
        ("connectFailures", .map("Connects that failed, by cause.", .integer(unit: "times", "How often."))),
        ("connecting", .reference("latency", "From the begin of a connect to the upgrade.")),
        (
            "connectingPhases",
            .map("What connecting took, part by part.", .reference("latency", "One part, over all attempts in it."))
        ),
        ("allBootedSeconds", .number(unit: "s", "From the start until every planned charge point had booted.")),
        ("outages", .list("Losses of connections until all were back.", .members("An outage.", outage))),
        ("outagesLeftOut", .integer(unit: "outages", "Outages that did not fit.")),
    ]

    private static let outage: [(String, Part)] = [
        ("beganSeconds", .number(unit: "s", "Begin, since the start of the run.")),
        ("recoveredSeconds", .number(unit: "s", "Until all were back; null where that was not over at the end.")),
    ]

    private static let call: [(String, Part)] =
        [
            ("intended", "That were due."), ("sent", "That left."), ("answered", "With a CALLRESULT in time."),
            ("callErrors", "Answered by CALLERROR."), ("timeouts", "Given up without an answer."),
            ("late", "Answered after they were given up."), ("dropped", "That could not be sent."),
            ("invalidAnswers", "Answered by what cannot be read."),
            ("connectionLost", "Whose connection ended before."),
            ("unanswered", "Still open at the end."), ("overFiveSeconds", "Answered after more than five seconds."),
        ].map { ($0.0, .integer(unit: "CALLs", $0.1)) }
        + [
            ("perSecond", .number(unit: "CALLs/s", "Answered per second of the run.")),
            ("neverSent", .map("CALLs that never left, by cause.", .integer(unit: "CALLs", "How many."))),
            ("leastResponse", .reference("latency", "Lower end of the error bar of `response`.")),
            ("leastService", .reference("latency", "Lower end of the error bar of `service`.")),
            ("response", .reference("latency", "From the intended instant to the answer.")),
            ("service", .reference("latency", "From the sent instant to the answer.")),
            ("slip", .reference("latency", "From the intended to the sent instant.")),
            ("slipOwn", .reference("latency", "Slip by the generator's own fault.")),
            ("slipTarget", .reference("latency", "Slip because the CALL before was still unanswered.")),
        ]

    private static let latency: [(String, Part)] =
        [("count", .integer(unit: "samples", "Samples."))]
        + [
            ("min", "Least."), ("mean", "Arithmetic mean."), ("p50", "Median."), ("p90", "90th percentile."),
            ("p95", "95th percentile."), ("p99", "99th percentile."), ("p999", "99.9th percentile."),
            ("max", "Greatest."),
        ].map { ($0.0, .number(unit: "ms", $0.1)) }

    private static let transfer: [(String, Part)] = [
        ("started", .integer(unit: "files", "Begun.")), ("succeeded", .integer(unit: "files", "Moved whole.")),
        ("failed", .integer(unit: "files", "Not moved.")), ("bytes", .integer(unit: "B", "Bytes moved.")),
        ("resumed", .integer(unit: "files", "Gone on with after a break.")),
        ("causes", .map("Failures by cause.", .integer(unit: "files", "How many."))),
        ("duration", .reference("latency", "From the begin to the end of a file.")),
        ("queued", .reference("latency", "Before it could begin.")),
        ("throughput", .map("Figures of the throughput in kB/s.", .number(unit: "kB/s", "The figure."))),
    ]

    private static let generator: [(String, Part)] = [
        ("verdict", .text("valid, suspect or invalid.")), ("reasons", .list("Why not valid.", .text("A reason."))),
        ("slipP99", .number(unit: "ms", "99th percentile of own slip.")),
        ("longestTurn", .number(unit: "ms", "Longest turn of an event loop during the run.")),
        ("loopLagMax", .number(unit: "ms", "Longest time that an event loop stood still.")),
        ("burstLagMax", .number(unit: "ms", "Longest time that an event loop stood still in a planned burst.")),
        ("starvedMax", .number(unit: "ms", "Longest time that the process did not get its processor.")),
        ("latePercent", .number(unit: "%", "Time for which the latest event loop was late, of the run's time.")),
        ("cpuPercent", .number(unit: "% of a core", "CPU use of the busiest event loop.")),
    ]

    private static let expectation: [(String, Part)] = [
        ("text", .text("As it is written in the scenario.")),
        ("value", .number(unit: "that of `unit`", "What was measured.")),
        ("unit", .text("Unit of the value.")), ("outcome", .text("holds, fails or cannot be told.")),
        ("least", .number(unit: "that of `unit`", "Lower end of the value's error bar.")),
        ("most", .number(unit: "that of `unit`", "Upper end of the value's error bar.")),
        ("pass", .boolean("Whether it holds.")),
        ("reason", .text("Why it cannot be judged, where that is so.")),
    ]
}
