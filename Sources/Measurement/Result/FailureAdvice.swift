import OCPPTypes

/// The commonest cause of failed rounds, boots or connections, with what to do about it.
package enum FailureAdvice {
    /// One line about what went wrong most often; nil when nothing did.
    ///
    /// Who does not get in cannot fail at more, so connecting goes before booting and that before rounds, as long as
    /// charge points are missing.
    package static func commonest(_ statistics: RunStatistics) -> String? {
        let fleet = statistics.fleet
        if fleet.booted < fleet.planned {
            if let cause = fleet.connectFailures.sorted.first {
                return line(cause, "attempt to connect failed", connecting(cause.label))
            }
            if let cause = fleet.bootsNotAccepted.sorted.first {
                return line(cause, "BootNotification was not accepted", booting(cause.label))
            }
            let boots = statistics.calls(.bootNotification)
            if boots.errors > 0 {
                return line(
                    LabelCount(label: worst(boots), count: boots.errors), "BootNotification failed",
                    "see events.jsonl for the frames")
            }
        }
        guard let cause = statistics.behaviour.failedRounds.sorted.first else { return nil }
        return line(cause, "round failed", rounds(cause.label))
    }

    private static func line(_ cause: LabelCount, _ what: String, _ remedy: String?) -> String {
        let words = what.split(separator: " ", maxSplits: 1)
        let noun = cause.count == 1 ? String(words[0]) : "\(words[0])s"
        let verb = cause.count == 1 ? words[1] : words[1].replacing("was ", with: "were ")
        let head = "\(FigureText.count(cause.count)) \(noun) \(verb): \(cause.label)"
        return remedy.map { "\(head): \($0)" } ?? head
    }

    private static func worst(_ calls: CallStatistics) -> String {
        let causes = [
            (calls.callErrors, "CALLERROR"), (calls.timeouts, "time-out"), (calls.invalidAnswers, "invalid answer"),
            (calls.connectionLost, "connection lost"), (calls.unanswered, "no answer"), (calls.dropped, "never sent"),
        ]
        return causes.max { $0.0 < $1.0 }?.1 ?? ""
    }

    private static func connecting(_ label: String) -> String? {
        if label.contains("sub-protocol") {
            return "the server must choose ocpp1.6 in Sec-WebSocket-Protocol"
        }
        if label.contains("no WebSocket endpoint of OCPP") { return "check host, port and path of `target`" }
        if label.contains("401") || label.contains("403") {
            return "the target wants other credentials: give the group `security:`"
        }
        if label.contains("404") {
            return
                "the target knows no such path or identity: check the path of `target`, and that it knows the identities"
        }
        if label.hasPrefix("no answer to TLS") || label.hasPrefix("no answer to the upgrade") {
            return "something listens there and says nothing: is it the central system's port, and has it room?"
        }
        if label.hasPrefix("no answer to TCP") { return "a firewall or a full queue of the target drops connects" }
        return nil
    }

    private static func booting(_ label: String) -> String? {
        switch label {
        case "Pending", "Rejected":
            "the central system must accept the identities: enter them there (`csms --registration accept` takes any)"
        default: nil
        }
    }

    private static func rounds(_ label: String) -> String? {
        for status in ["Invalid", "Expired", "Blocked", "ConcurrentTx"] where label.hasSuffix(": refused: \(status)") {
            switch status {
            case "Invalid":
                return "the central system does not know the tags: `wattswarm tags SCENARIO` writes them for it, "
                    + "`csms --id-tags accept` takes any"
            case "ConcurrentTx":
                return "the tag is in another transaction: give the pool more tags than connectors"
            default: return "the central system refuses the tags: make them valid there"
            }
        }
        if label.hasSuffix("de-authorised") {
            return "the central system refused StartTransaction: check that it knows the tags"
        }
        if label.hasSuffix("time-out") { return "the target did not answer within the CALL time-out" }
        if label.hasSuffix("invalid answer") { return "see events.jsonl for the frames" }
        return nil
    }
}
