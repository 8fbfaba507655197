import ChargePointModel
import OCPPTypes
import Testing

@testable import ConsoleModel

/// Scripts and terminals: inputs in, whole lists of effects out.
@Suite struct ConsoleSessionTests {
    private static let boot = #"[2,"1","BootNotification",{"chargePointVendor":"Wattswarm"}]"#
    private static let booted = #"[3,"1",{"status":"Accepted","currentTime":"2030-05-06T12:00:00Z","interval":300}]"#

    @Test func `a script waits for the first answer to BootNotification`() {
        var console = Console(isOffline: false)
        #expect(console.type("plug") == [])
        #expect(console.tell(.connected) == [.write("12:00:00.000 · connected\n")])
        #expect(
            console.tell(.effect(.notice(.booted(.accepted, interval: 300)))) == [
                .write("12:00:00.000 · boot Accepted, heartbeat after 300 s of silence\n"), .write("> plug\n"),
                .perform(.plugIn(connectorId: 0), CommandToken(rawValue: 1)),
            ])
    }

    @Test func `a script without a connection ends with exit code 3`() {
        var console = Console(isOffline: false)
        console.type("plug")
        #expect(
            console.tell(.disconnected(reason: "refused", wasOpen: false)) == [
                .write("12:00:00.000 ! no connection: refused\n"), .end(3),
            ])
    }

    @Test func `a script whose boot is never answered ends with exit code 3`() {
        var console = Console(isOffline: false)
        console.tell(.connected)
        #expect(
            console.pass(milliseconds: ConsoleLimits.bootMilliseconds) == [
                .write("12:01:00.000 ! BootNotification was not answered within 1 min\n"), .end(3),
            ])
    }

    @Test func `frames are shown with time, direction and latency`() {
        var console = Console()
        #expect(
            console.frame(.out, Self.boot).written
                == "12:00:00.000 → BootNotification        {\"chargePointVendor\":\"Wattswarm\"}\n")
        console.pass(milliseconds: 3)
        #expect(
            console.frame(.in, Self.booted).written
                == "12:00:00.003 ← BootNotification.conf 3.00 ms {\"status\":\"Accepted\",\"currentTime\":\"2030-05-06T12:00:00Z\",\"interval\":300}\n"
        )
        #expect(console.frame(.in, #"[2,"x","ClearCache",{}]"#).written == "12:00:00.003 ← ClearCache\n")
        console.pass(milliseconds: 20)
        #expect(
            console.frame(.out, #"[4,"x","NotSupported","no cache",{}]"#).written
                == "12:00:00.023 → ClearCache.error 20.0 ms NotSupported: no cache\n")
        #expect(console.frame(.in, #"[3,"nobody",{}]"#).written == "12:00:00.023 ← ?.conf\n")
        #expect(
            console.frame(.in, "[9,1\u{1B}[2J").written == "12:00:00.023 ← no frame unknown message type [9,1?[2J\n")
    }

    @Test func `an expectation takes what came before it and waits for what comes after`() {
        var console = Console()
        console.frame(.out, #"[2,"1","Authorize",{"idTag":"A"}]"#)
        #expect(
            console.type("expect Authorize idTag=A") == [
                .write("> expect Authorize idTag=A\n"), .write("12:00:00.000 · Authorize idTag=A: as expected\n"),
            ])
        #expect(console.type("expect Authorize") == [.write("> expect Authorize\n")])
        #expect(console.type("plug") == [], "it waits behind the expect")
        console.pass(milliseconds: 5)
        #expect(
            console.frame(.out, #"[2,"2","Authorize",{"idTag":"B"}]"#) == [
                .write("12:00:00.005 → Authorize               {\"idTag\":\"B\"}\n"),
                .write("12:00:00.005 · Authorize: as expected\n"), .write("> plug\n"),
                .perform(.plugIn(connectorId: 0), CommandToken(rawValue: 1)),
            ])
    }

    @Test func `expectations may be written in any order, and each event fulfils one`() {
        var console = Console()
        console.type("plug")
        console.tell(.effect(.notice(.statusChanged(connectorId: 1, .charging))))
        console.frame(.out, #"[2,"1","Authorize",{"idTag":"A"}]"#)
        #expect(console.type("expect Authorize").written.contains("as expected"))
        #expect(console.type("expect Charging").written.contains("as expected"))
        #expect(!console.type("expect Charging within 1s").written.contains("as expected"))
    }

    @Test func `what came before something was done fulfils no expectation after it`() {
        var console = Console()
        console.tell(.effect(.notice(.statusChanged(connectorId: 1, .available))))
        console.type("unplug")
        console.tell(.effect(.notice(.statusChanged(connectorId: 2, .available))))
        console.type("tag A")
        #expect(console.type("expect Available on 2").written.contains("as expected"), "since the first of several")
        #expect(!console.type("expect Available within 1s").written.contains("as expected"))
        #expect(
            console.pass(milliseconds: 1000).written
                == "12:00:01.000 ! expected Available within 1 s; what came: nothing\n")
    }

    @Test func `an expectation that fails ends a script with exit code 1 and names what came`() {
        var console = Console()
        console.type("plug 2")
        console.frame(.out, Self.boot)
        console.tell(.effect(.notice(.statusChanged(connectorId: 2, .preparing))))
        console.type("expect Charging on 2 within 2s")
        #expect(
            console.pass(milliseconds: 2000) == [
                .write(
                    "12:00:02.000 ! expected Charging on 2 within 2 s; what came: BootNotification, Preparing on 2\n"),
                .end(1),
            ])
    }

    @Test func `a script that keeps going ends with exit code 1 all the same`() {
        var console = Console(keepsGoing: true)
        console.type("expect Charging within 1s")
        #expect(
            console.pass(milliseconds: 1000)
                == [.write("12:00:01.000 ! expected Charging within 1 s; what came: nothing\n")])
        #expect(console.tell(.endOfInput) == [.end(1)])
    }

    @Test func `the absence of something can be expected`() {
        var console = Console()
        console.type("expect no StartTransaction within 1s")
        console.frame(.out, Self.boot)
        #expect(
            console.pass(milliseconds: 1000) == [.write("12:00:01.000 · no StartTransaction: as expected\n")])
        console.type("expect no BootNotification within 1s")
        #expect(
            console.pass(milliseconds: 1000) == [
                .write("12:00:02.000 ! expected no BootNotification, and it came\n"), .end(1),
            ])
    }

    @Test(arguments: [
        ("CallError", true), ("NotSupported", true), ("InternalError", false), ("Reset.conf", false),
    ])
    func `a CALLERROR is expected by its code or as any`(word: String, isFulfilled: Bool) {
        var console = Console()
        console.frame(.in, #"[2,"1","Reset",{"type":"Soft"}]"#)
        console.frame(.out, #"[4,"1","NotSupported","",{}]"#)
        #expect(console.type("expect \(word)").written.contains("as expected") == isFulfilled)
    }

    @Test func `a line that is no command ends a script with exit code 2 and its number`() {
        var console = Console()
        console.type("# first")
        #expect(
            console.type("plgu") == [
                .writeError("error: line 2: unknown command `plgu`: did you mean `plug`?\n"), .end(2),
            ])
        #expect(console.type("plug") == [], "nothing is worked off afterwards")
    }

    @Test func `wait holds the next lines and the end back`() {
        var console = Console()
        console.type("wait 2s")
        console.type("offline")
        #expect(console.tell(.endOfInput) == [])
        #expect(
            console.pass(milliseconds: 2000) == [
                .write("> offline\n"), .perform(.goOffline, CommandToken(rawValue: 1)), .end(0),
            ])
    }

    @Test func `commands that fail are told and do not end a script`() {
        var console = Console()
        console.type("unplug")
        #expect(
            console.tell(.effect(.commandEnded(CommandToken(rawValue: 1), .failed(.notPluggedIn))))
                == [.write("12:00:00.000 ! unplug: not plugged in\n")])
        console.type("tag A")
        #expect(
            console.tell(.effect(.commandEnded(CommandToken(rawValue: 2), .done)))
                == [.write("12:00:00.000 · tag A: done\n")])
        #expect(console.tell(.endOfInput) == [.end(0)])
    }

    @Test func `raw frames need a connection`() {
        var console = Console()
        #expect(
            console.type("frame [2]") == [
                .write("> frame [2]\n"), .write("12:00:00.000 ! frame [2]: there is no connection\n"),
            ])
        console.tell(.connected)
        #expect(console.type("frame [2]") == [.write("> frame [2]\n"), .sendFrame(Array("[2]".utf8))])
    }

    @Test func `the answer to a frame of one's own is no rule broken, an answer that nobody asked for is`() {
        var console = Console()
        console.tell(.connected)
        console.type(#"frame [2,"a","Heartbeat",{}]"#)
        console.frame(.out, #"[2,"a","Heartbeat",{}]"#)
        console.frame(.in, #"[3,"a",{"currentTime":"2030-05-06T12:00:00.000Z"}]"#)
        #expect(console.tell(.effect(.notice(.violation(.answerToUnknownCall)))) == [])
        console.frame(.in, #"[3,"b",{}]"#)
        #expect(
            console.tell(.effect(.notice(.violation(.answerToUnknownCall)))) == [
                .write("12:00:00.000 ! the central system broke a rule: answer to an unknown CALL\n")
            ])
    }

    @Test func `a terminal keeps the line that is edited below what is written`() {
        var console = Console(columns: 60)
        var first: [ConsoleEffect] = []
        console.session.begin(into: &first)
        console.tell(.connected)
        #expect(console.tell(.keys(Array("pl".utf8))) == [.write("\r\u{1B}[2KCP1> pl\r\u{1B}[7C")])
        #expect(
            console.tell(.effect(.notice(.statusChanged(connectorId: 1, .faulted)))) == [
                .write("\r\u{1B}[2K12:00:00.000 · connector 1: Faulted\n"), .write("\r\u{1B}[2KCP1> pl\r\u{1B}[7C"),
            ])
        #expect(
            console.tell(.keys(Array("ug\r".utf8))) == [
                .write("\r\u{1B}[2KCP1> plug\n"), .perform(.plugIn(connectorId: 0), CommandToken(rawValue: 1)),
                .write("\r\u{1B}[2KCP1> \r\u{1B}[5C"),
            ])
    }

    @Test func `a frame that is wider than the terminal is laid out below its name`() {
        var console = Console(columns: 50)
        #expect(
            console.frame(
                .out, #"[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]"#
            )
            .written.split(separator: "\n").map(String.init) == [
                "\r\u{1B}[2K12:00:00.000 → StatusNotification", "               {",
                "                 \"connectorId\": 1,", "                 \"errorCode\": \"NoError\",",
                "                 \"status\": \"Available\"", "               }",
                "\r\u{1B}[2KCP1 (no connection)> \r\u{1B}[21C",
            ])
        console.tell(.keys(Array("frames names\r".utf8)))
        #expect(
            console.frame(.out, #"[2,"1","Heartbeat",{"a":1}]"#).written.hasPrefix(
                "\r\u{1B}[2K12:00:00.000 → Heartbeat\n"))
    }

    @Test func `Ctrl-C ends a wait first and the console next`() {
        var console = Console(columns: 60)
        console.tell(.keys(Array("wait 1h\rplug\r".utf8)))
        #expect(console.tell(.keys([0x03])).contains(.write("\r\u{1B}[2K(given up)\n")))
        #expect(console.session.nextDeadline == .distantFuture)
        #expect(console.tell(.keys([0x78, 0x03])).contains(.end(130)) == false)
        #expect(console.tell(.keys([0x03])).last == .end(130))
    }

    @Test func `an unknown command on a terminal is told and nothing ends`() {
        var console = Console(columns: 60)
        let effects = console.tell(.keys(Array("plgu\r".utf8)))
        #expect(effects.written.contains("unknown command `plgu`: did you mean `plug`?"))
        #expect(console.session.exitCode == nil)
        #expect(console.tell(.keys([0x04])).last == .end(0))
    }

    @Test func `colours are there only when they are welcome`() {
        var console = Console(columns: 80, color: true)
        #expect(console.frame(.out, Self.boot).written.contains("\u{1B}[36m→ BootNotification\u{1B}[0m"))
        var plain = Console(columns: 80)
        #expect(!plain.frame(.out, Self.boot).written.contains("[36m"))
    }

    @Test func `the transcript has everything, and no key`() {
        var console = Console(records: true)
        func recorded(_ effects: [ConsoleEffect]) -> [String] {
            effects.compactMap { if case .record(let text) = $0 { text } else { nil } }
        }
        #expect(
            recorded(console.type("set AuthorizationKey 00112233445566778899AABBCCDDEEFF")) == [
                #"{"time":"2030-05-06T12:00:00.000Z","kind":"command","line":"set AuthorizationKey ***"}"# + "\n"
            ])
        #expect(
            recorded(
                console.frame(.in, #"[2, "7", "ChangeConfiguration", {"key":"AuthorizationKey","value":"00AA"}]"#))
                == [
                    #"{"time":"2030-05-06T12:00:00.000Z","kind":"frame","direction":"in","name":"ChangeConfiguration","frame":[2,"7","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]}"#
                        + "\n"
                ])
        console.pass(milliseconds: 2)
        #expect(
            recorded(console.frame(.out, #"[3,"7",{"status":"Accepted"}]"#)) == [
                #"{"time":"2030-05-06T12:00:00.002Z","kind":"frame","direction":"out","name":"ChangeConfiguration.conf","latencyMilliseconds":2.000,"frame":[3,"7",{"status":"Accepted"}]}"#
                    + "\n"
            ])
        #expect(
            recorded(console.frame(.in, "no \"frame\"")) == [
                #"{"time":"2030-05-06T12:00:00.002Z","kind":"frame","direction":"in","name":"no frame","text":"no \"frame\""}"#
                    + "\n"
            ])
        #expect(
            recorded(console.tell(.connected)) == [
                #"{"time":"2030-05-06T12:00:00.002Z","kind":"notice","text":"connected"}"# + "\n"
            ])
    }

    @Test func `the transcript has no password, however it came`() {
        var console = Console(records: true)
        func recorded(_ effects: [ConsoleEffect]) -> String {
            effects.map { if case .record(let text) = $0 { text } else { "" } }.joined()
        }
        let key = #"{"value":"00112233445566778899AABBCCDDEEFF","key":"authorizationKey"}"#
        let number = #"{"key":"AuthorizationKey","value":123456}"#
        let order = #"{"location":"ftp://me:hunter2@h/up","retries":1}"#
        let url = #"{"vendorId":"org.example","data":"see https:\/\/me:hunter2@h\/up"}"#
        let told: [(String, secret: String, kept: String)] = [
            (recorded(console.type("send ChangeConfiguration \(key)")), "001122", #"\"value\":\"***\""#),
            (recorded(console.type("send ChangeConfiguration \(number)")), "123456", #"\"value\":\"***\""#),
            (recorded(console.type("set authorizationkey 0011223344")), "001122", "set authorizationkey ***"),
            // The end of a command repeats it, and so does a frame that cannot leave.
            (
                recorded(
                    console.tell(.effect(.commandEnded(CommandToken(rawValue: 1), .failed(.settingRejected))))),
                "001122", #"\"value\":\"***\""#
            ),
            (
                recorded(
                    console.tell(.effect(.commandEnded(CommandToken(rawValue: 3), .failed(.settingRejected))))),
                "001122", "set authorizationkey ***"
            ),
            (recorded(console.frame(.in, #"[2,"7",x{"key":"AuthorizationKey","value":"001122"}"#)), "001122", "***"),
            (recorded(console.type("send DataTransfer \(url)")), "hunter2", "me:***@h"),
            (recorded(console.frame(.in, "[2,\"7\",\"GetDiagnostics\",\(order)]")), "hunter2", "ftp://me:***@h/up"),
            (recorded(console.frame(.in, "get ftp://me:hunter2@h/up")), "hunter2", "ftp://me:***@h/up"),
            (
                recorded(
                    console.tell(
                        .effect(
                            .startTransfer(
                                .downloadFirmware(location: "ftp://me:hunter2@h/up"), WorkToken(rawValue: 1))))),
                "hunter2", "ftp://me:***@h/up"
            ),
        ]
        for (text, secret, kept) in told {
            #expect(!text.contains(secret), "\(text)")
            #expect(text.contains(kept), "\(text)")
        }
    }

    @Test func `limits are kept and told`() {
        var console = Console(columns: 60)
        console.tell(.keys(Array("wait 1h\r".utf8)))
        for _ in 0..<ConsoleLimits.waitingLines { console.type("plug") }
        #expect(console.session.waitingLineCount == ConsoleLimits.waitingLines)
        #expect(console.type("plug").written.contains("more than 1000 lines wait"))
        var script = Console()
        #expect(
            script.type(String(repeating: "x", count: ConsoleLimits.lineBytes + 1)) == [
                .writeError("error: line 1: the line is longer than 262144 bytes\n"), .end(2),
            ])
        var trail = EventTrail()
        for _ in 0..<(3 * ConsoleLimits.events) { trail.append(ConsoleEvent(subject: .connected)) }
        #expect(trail.end == 3 * ConsoleLimits.events)
        #expect(trail.unexpected.hasPrefix("… connected"))
    }

    @Test func `the help fits the terminal and knows every verb`() {
        for columns in [72, 100, 200] {
            var console = Console(columns: columns)
            let text = console.tell(.keys(Array("help\r".utf8))).written
            for line in text.split(separator: "\n") { #expect(line.count <= columns, "\(line)") }
            for verb in Verb.all { #expect(text.contains("  " + verb.name), "\(verb.name)") }
        }
        var console = Console()
        #expect(
            console.type("help lock").written
                == "> help lock\nlock jam|free [CONNECTOR]\n  Jams the lock of a socket, or frees it.\n")
    }

    @Test func `an interrupt ends with exit code 130`() {
        var console = Console()
        #expect(console.tell(.interrupt) == [.end(130)])
        #expect(console.tell(.interrupt) == [])
    }
}
