import ChargePointModel
import OCPPTypes
import Testing

@testable import ConsoleModel

/// Lines and what they mean; lines that mean nothing and what their author is told.
@Suite struct CommandParserTests {
    private static let understood: [(String, ConsoleCommand?)] = [
        ("", nil), ("   ", nil), ("# a comment", nil),
        ("plug", .act(.plugIn(connectorId: 0))), ("  plug 2  ", .act(.plugIn(connectorId: 2))),
        ("PLUG half 2", .act(.plugInHalf(connectorId: 2))),
        ("plug car=large soc=20%", .act(.plugInCar(connectorId: 0, CarChoice(car: 2, percent: 20)))),
        ("plug 2 soc=5", .act(.plugInCar(connectorId: 2, CarChoice(percent: 5)))),
        ("unplug", .act(.unplug(connectorId: 0))), ("unplug 2 car", .act(.unplugVehicle(connectorId: 2))),
        ("unplug car 2", .act(.unplugVehicle(connectorId: 2))),
        ("tag ABC", .act(.tag("ABC", connectorId: 0), announces: true)),
        ("tag ABC 2", .act(.tag("ABC", connectorId: 2), announces: true)),
        ("charge 80%", .act(.charge(connectorId: 0, until: .stateOfCharge(percent: 80)), announces: true)),
        ("charge until 1.5kWh 2", .act(.charge(connectorId: 2, until: .energy(wattHours: 1500)), announces: true)),
        (
            "charge for 10m",
            .act(.charge(connectorId: 0, until: .duration(deviceMilliseconds: 600_000)), announces: true)
        ),
        ("stop", .act(.stopTransaction(connectorId: 0, .local))),
        ("stop 2 evdisconnected", .act(.stopTransaction(connectorId: 2, .evDisconnected))),
        ("stop Other", .act(.stopTransaction(connectorId: 0, .other))),
        ("fault", .act(.fault(connectorId: 1, .otherError))),
        ("fault 0 GroundFailure", .act(.fault(connectorId: 0, .groundFailure))),
        ("clear", .act(.clearFault(connectorId: 0))), ("clear 2", .act(.clearFault(connectorId: 2))),
        ("warn WeakSignal", .act(.warning(connectorId: 1, .weakSignal))),
        ("lock jam 2", .act(.jamLock(connectorId: 2, true))), ("lock free", .act(.jamLock(connectorId: 1, false))),
        ("door open", .act(.door(isOpen: true))), ("door close", .act(.door(isOpen: false))),
        ("emergency", .act(.emergencyStop)), ("power loss", .act(.powerLoss(backup: false))),
        ("power loss backup", .act(.powerLoss(backup: true))), ("power return", .act(.powerReturns)),
        ("reset", .act(.reboot)), ("reset fail 2", .act(.failResets(2))),
        ("event TamperDetectionActivated", .act(.securityEvent(.tamperDetectionActivated))),
        ("offline", .act(.goOffline)), ("online", .act(.goOnline)),
        ("meter 2", .act(.meterValues(connectorId: 2))),
        ("send heartbeat", .send(.heartbeat, payload: Array("{}".utf8))),
        (#"send DataTransfer {"vendorId": "a b"}"#, .send(.dataTransfer, payload: Array(#"{"vendorId": "a b"}"#.utf8))),
        ("frame [2,\"x\",\"Nonsense\",{}]", .frame(Array("[2,\"x\",\"Nonsense\",{}]".utf8))),
        ("frame not even json", .frame(Array("not even json".utf8))),
        ("vendor org.example", .act(.registerVendor(VendorExtension(vendorId: "org.example")))),
        (
            "vendor org.example rejected",
            .act(.registerVendor(VendorExtension(vendorId: "org.example", status: .rejected)))
        ),
        ("set MeterValueSampleInterval 10", .act(.configure("MeterValueSampleInterval", "10"))),
        ("set StopTxnSampledData", .act(.configure("StopTxnSampledData", ""))),
        ("status", .status), ("config", .configuration([])),
        ("config meter clock", .configuration(["meter", "clock"])),
        ("frames names", .frames(.names)), ("help", .help(nil)), ("help plug", .help("plug")),
        ("history", .history), ("quit", .quit), ("exit", .quit), ("wait 1.5s", .wait(milliseconds: 1500)),
    ]

    @Test(arguments: understood.indices) func `a line means what it says`(index: Int) throws {
        let (line, command) = Self.understood[index]
        #expect(try CommandParser.parse(line, Console.context) == command)
    }

    private static let refused: [(String, String)] = [
        ("plgu", "unknown command `plgu`: did you mean `plug`?"),
        ("xyzzy 1", "unknown command `xyzzy`: try `help`"),
        ("plug 3", "plug: `3` is no connector: give 1 to 2 (usage: plug [CONNECTOR] [half] [car=NAME] [soc=PERCENT])"),
        (
            "plug car=lage",
            "plug: unknown car `lage`: did you mean `large`? (usage: plug [CONNECTOR] [half] [car=NAME] [soc=PERCENT])"
        ),
        (
            "plug soc=101",
            "plug: `soc=101`: a state of charge is 0 to 100 percent (usage: plug [CONNECTOR] [half] [car=NAME] [soc=PERCENT])"
        ),
        (
            "plug half soc=4",
            "plug: a plug that is only half in has no car to choose (usage: plug [CONNECTOR] [half] [car=NAME] [soc=PERCENT])"
        ),
        ("unplug here", "unplug: `here` is too much (usage: unplug [CONNECTOR] [car])"),
        ("tag", "tag: give an idTag (usage: tag IDTAG [CONNECTOR])"),
        (
            "tag 123456789012345678901",
            "tag: an idTag has at most 20 characters, `123456789012345678901` has 21 (usage: tag IDTAG [CONNECTOR])"
        ),
        (
            "charge lots",
            "charge: `lots` is no goal: write for example 80%, 10m or 5kWh (usage: charge GOAL [CONNECTOR])"
        ),
        ("stop 1 Locl", "stop: `Locl` is not a reason: did you mean `Local`? (usage: stop [CONNECTOR] [REASON])"),
        ("warn", "warn: give an error code (usage: warn [CONNECTOR] ERRORCODE)"),
        ("lock", "lock: give jam or free (usage: lock jam|free [CONNECTOR])"),
        ("door shut", "door: `shut`: give open or close (usage: door open|close)"),
        ("power", "power: give loss or return (usage: power loss [backup] | return)"),
        ("reset fail", "reset: give how many resets fail (usage: reset [fail N])"),
        ("emergency now", "emergency: `now` is too much (usage: emergency)"),
        ("send Heartbaet", "send: unknown action `Heartbaet`: did you mean `Heartbeat`? (usage: send ACTION [JSON])"),
        (
            "send Heartbeat [1]",
            "send: the payload of Heartbeat must be one JSON object; send anything else with `frame` (usage: send ACTION [JSON])"
        ),
        ("frame", "frame: give the text of the frame (usage: frame TEXT)"),
        ("set", "set: give a configuration key (usage: set KEY VALUE)"),
        (
            "frames pretty",
            "frames: `pretty` is not a style: there are: wrapped, line, names (usage: frames wrapped|line|names)"
        ),
        ("help plgu", "help: unknown command `plgu`: did you mean `plug`? (usage: help [COMMAND])"),
        ("wait 5", "wait: `5` is no time: write for example 500ms, 2s or 10m, at most 24h (usage: wait TIME)"),
        ("wait 25h", "wait: `25h` is no time: write for example 500ms, 2s or 10m, at most 24h (usage: wait TIME)"),
        (
            "expect Chargin",
            "expect: `Chargin` cannot be expected: did you mean `Charging`? (usage: expect [no] WHAT [FIELD=VALUE...] [on CONNECTOR] [within TIME])"
        ),
        (
            "expect Charging status=x",
            "expect: Charging has no fields (usage: expect [no] WHAT [FIELD=VALUE...] [on CONNECTOR] [within TIME])"
        ),
        (
            "expect Reset soon",
            "expect: `soon`: write FIELD=VALUE, `on CONNECTOR` or `within TIME` (usage: expect [no] WHAT [FIELD=VALUE...] [on CONNECTOR] [within TIME])"
        ),
    ]

    @Test(arguments: refused.indices) func `a line that cannot be understood says what to change`(index: Int) {
        let (line, text) = Self.refused[index]
        #expect(throws: ConsoleCommandError(text)) { try CommandParser.parse(line, Console.context) }
    }

    @Test func `an expectation has all its parts`() throws {
        let line = "expect no StopTransaction reason=Local transactionId=7 on 2 within 250ms"
        guard case .expect(let expected)? = try CommandParser.parse(line, Console.context) else {
            Issue.record("no expectation")
            return
        }
        #expect(expected.subject == .call(.stopTransaction))
        #expect(expected.isNegated)
        #expect(expected.connectorId == 2)
        #expect(expected.milliseconds == 250)
        #expect(
            expected.fields == [.init(path: "reason", value: "Local"), .init(path: "transactionId", value: "7")])
        #expect(expected.text == "StopTransaction reason=Local transactionId=7 on 2")
    }

    @Test func `every word that can be expected is understood`() throws {
        for word in Expected.words { #expect(try CommandParser.parse("expect " + word, Console.context) != nil) }
    }

    @Test func `every verb of the help is understood or says what it needs`() {
        for verb in Verb.all {
            do throws(ConsoleCommandError) {
                _ = try CommandParser.parse(verb.name, Console.context)
            } catch {
                #expect(error.description.hasPrefix("\(verb.name): give "), "\(error)")
            }
        }
    }

    @Test func `the completion knows verbs and their words`() {
        #expect(Completion("pl", Console.context).candidates == ["plug"])
        #expect(Completion("po", Console.context).common == "power")
        #expect(Completion("plug ca", Console.context).candidates == ["car=small", "car=medium", "car=large"])
        #expect(Completion("plug ca", Console.context).common == "car=")
        #expect(Completion("plug car=l", Console.context).candidates == ["car=large"])
        #expect(Completion("send meterv", Console.context).candidates == ["MeterValues"])
        #expect(Completion("nonsense x", Console.context).candidates == [])
        #expect(Completion("stop 1 EV", Console.context).candidates == ["EVDisconnected"])
    }
}
