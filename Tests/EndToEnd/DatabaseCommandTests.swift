import Foundation
import TestSupport
import Testing

/// `wattswarm csms backup`, `prune` and `audit` on the database of a central system that runs, and of one that ran.
@Suite(.ownThread, .timeLimit(.minutes(3))) struct DatabaseCommandTests {
    /// A central system with three transactions, one of them open, each with a message of meter values.
    private static func withBooks(_ body: (URL, CentralSystemProcess) throws -> Void) throws {
        try Tool.withFolder { folder in
            let tags = folder.appendingPathComponent("tags.jsonl")
            try Data("{\"idTag\":\"TAG1\"}\n".utf8).write(to: tags)
            let csms = try CentralSystemProcess(
                folder: folder, extra: ["--id-tags", tags.path, "--clock", "1x@2025-01-10T00:00:00Z"])
            defer { csms.stop() }
            let peer = try RawPeer(url: csms.ocpp)
            #expect(try peer.upgrade("CP1") == 101)
            try call(peer, #""BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}"#)
            for number in 1...3 {
                let time = #""timestamp":"2025-01-0\#(number)T10:00:00Z""#
                let start = try call(
                    peer, #""StartTransaction",{"connectorId":1,"idTag":"TAG1","meterStart":0,\#(time)}"#)
                let id = try #require(start.firstMatch(of: /"transactionId":(\d+)/)).1
                try call(
                    peer,
                    #""MeterValues",{"connectorId":1,"transactionId":\#(id),"#
                        + #""meterValue":[{\#(time),"sampledValue":[{"value":"1"}]}]}"#)
                if number < 3 { try call(peer, #""StopTransaction",{"transactionId":\#(id),"meterStop":1,\#(time)}"#) }
            }
            try body(folder, csms)
        }
    }

    /// Sends a CALL and waits for its confirmation.
    @discardableResult
    private static func call(_ peer: RawPeer, _ call: String) throws -> String {
        peer.send(text: #"[2,"x",\#(call)]"#)
        guard case .text(let answer) = try peer.nextMessage(), answer.hasPrefix(#"[3,"x","#) else {
            throw ChildProcess.Failure(description: "no confirmation of \(call)")
        }
        return answer
    }

    private static func command(_ words: String...) throws -> ChildProcess.Outcome {
        try Tool.run(["csms"] + words)
    }

    private static let books = """
        charge points: 1
        transactions: 3
        open transactions: 1
        messages with meter values: 3
        unmatched stops: 0
        doubled starts: 0
        doubled meter values: 0
        files: 0
        file transfers: 0
        file: ok

        """

    @Test func `a backup is whole while the central system runs and when it does not`() throws {
        try Self.withBooks { folder, csms in
            let database = folder.appendingPathComponent("csms.sqlite").path
            for name in ["running", "stopped"] {
                let copy = folder.appendingPathComponent(name).path
                let outcome = try Self.command("backup", "--database", database, "--to", copy)
                #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
                #expect(
                    outcome.output.contains(
                        /^copied [1-9]\d+ bytes to .*: 3 transactions, 3 messages with meter values\n$/),
                    "\(outcome.output)")
                #expect(try Self.command("audit", "--database", copy).output == Self.books)
                let again = try Self.command("backup", "--database", database, "--to", copy)
                #expect(again.status == 3 && again.output.isEmpty)
                #expect(again.errors.contains("\(copy) cannot be used as database: the file exists; name a new one"))
                if name == "running" { #expect(csms.stop().status == 0) }
            }
            // What was copied serves: a central system that starts on it knows the open transaction.
            let second = try CentralSystemProcess(folder: folder, database: "running")
            let open = try ChildProcess.shell("curl -s '\(second.api)/api/v1/transactions'").output
            #expect(open.components(separatedBy: #""transactionId":"#).count == 4, "\(open)")
            #expect(second.stop().status == 0)
        }
    }

    @Test func `a backup that cannot be made leaves nothing and says why`() throws {
        try Tool.withFolder { folder in
            let missing = folder.appendingPathComponent("none.sqlite").path
            let copy = folder.appendingPathComponent("copy").path
            let outcome = try Self.command("backup", "--database", missing, "--to", copy)
            #expect(outcome.status == 3 && outcome.output.isEmpty)
            #expect(outcome.errors.contains("\(missing) cannot be used as database"), "\(outcome.errors)")
            let bare = try Self.command("backup", "--database", missing)
            #expect(
                bare.status == 2 && bare.errors.contains("Missing expected argument '--to <FILE>'"), "\(bare.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        }
        try Self.withBooks { folder, _ in
            let database = folder.appendingPathComponent("csms.sqlite").path
            let outcome = try Self.command("backup", "--database", database, "--to", folder.path + "/no/copy")
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("\(folder.path)/no/copy cannot be used as database"), "\(outcome.errors)")
        }
    }

    @Test func `pruning removes what ended before, while the central system runs and when it does not`() throws {
        try Self.withBooks { folder, csms in
            let database = folder.appendingPathComponent("csms.sqlite").path
            func prune(_ flag: String, _ value: String) throws -> String {
                let outcome = try Self.command("prune", "--database", database, flag, value)
                #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
                return outcome.output
            }
            // What the charge points' clocks say does not count, but when their stops came.
            #expect(try prune("--before", "2025-01-05T00:00:00Z").contains(": 0 transactions, 0 messages"))
            let first = try prune("--before", "2025-02-01T00:00:00Z")
            #expect(
                first == "removed what ended before 2025-02-01T00:00:00.000Z: 2 transactions, "
                    + "2 messages with meter values, 0 unmatched stops, 0 reservations, 0 orders, 0 security events\n")
            // It still serves, and knows that the transactions are gone.
            let left = try ChildProcess.shell("curl -s '\(csms.api)/api/v1/transactions'").output
            #expect(left.components(separatedBy: #""transactionId":"#).count == 2, "\(left)")
            #expect(csms.stop().status == 0)
            #expect(try prune("--older-than", "90d").contains(": 0 transactions, 0 messages with meter values,"))
            // What is open stays whatever its age.
            let audit = try Self.command("audit", "--database", database)
            #expect(audit.status == 0 && audit.output.contains("transactions: 1\nopen transactions: 1\n"))
        }
    }

    @Test(arguments: [
        (["prune"], "give either --older-than, for example 90d, or --before"),
        (["prune", "--older-than", "90d", "--before", "2025-01-01T00:00:00Z"], "give either --older-than"),
        (["prune", "--older-than", "90"], "--older-than 90: write a whole number and m, h or d, for example 90d"),
        (["prune", "--older-than", "0d"], "--older-than 0d: write a whole number"),
        (["prune", "--older-than=-1d"], "--older-than -1d: write a whole number"),
        (["prune", "--before", "yesterday"], "--before yesterday: write for example 2025-01-01T00:00:00Z"),
        (["audit", "--fix"], "Unknown option '--fix'"), (["backup", "--to"], "Missing value for '--to <FILE>'"),
        (["token", "create", "--role", "read"], "Missing expected argument '--name <name>'"),
        (["token", "revoke"], "Missing expected argument '<name>'"),
    ])
    func `wrong usage ends with exit code 2 and changes nothing`(words: [String], text: String) throws {
        try Tool.withFolder { folder in
            let outcome = try Tool.run(["csms"] + words + ["--database", folder.path + "/csms.sqlite"])
            #expect(outcome.status == 2 && outcome.errors.contains(text), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        }
    }

    @Test func `a file that is missing or of somebody else is told with exit code 3 and stays as it is`() throws {
        try Tool.withFolder { folder in
            let missing = folder.path + "/none.sqlite"
            let text = folder.path + "/text"
            try Data("no database, but a text that is longer than the head of one\n".utf8).write(
                to: URL(fileURLWithPath: text))
            let commands = [
                ["audit"], ["prune", "--older-than", "1d"], ["backup", "--to", folder.path + "/copy"],
                ["token", "list"], ["token", "revoke", "ann"],
            ]
            for words in commands {
                let gone = try Tool.run(["csms"] + words + ["--database", missing])
                #expect(gone.status == 3 && gone.output.isEmpty, "\(words): \(gone.status) \(gone.errors)")
                #expect(gone.errors.contains("\(missing) cannot be used as database"), "\(words): \(gone.errors)")
                let foreign = try Tool.run(["csms"] + words + ["--database", text])
                #expect(foreign.status == 3 && foreign.output.isEmpty, "\(words): \(foreign.errors)")
                #expect(
                    foreign.errors.contains("\(text) is not a SQLite database; name another file with --database"),
                    "\(words): \(foreign.errors)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["text"])
        }
    }

    @Test func `an audit counts, and ends with exit code 1 when something is there twice or the file is damaged`()
        throws
    {
        try Self.withBooks { folder, csms in
            let database = folder.appendingPathComponent("csms.sqlite").path
            let running = try Self.command("audit", "--database", database)
            #expect(running.status == 0 && running.output == Self.books && running.errors.isEmpty, "\(running.output)")
            #expect(csms.stop().status == 0)
            #expect(try Self.command("audit", "--database", database).output == Self.books)
            let copy = folder.appendingPathComponent("damaged").path
            #expect(try Self.command("backup", "--database", database, "--to", copy).status == 0)
            // A start that got two ids, put there by another program.
            let columns = "identity, connectorId, idTag, meterStart, startTimestamp, startStatus"
            let doubling = try ChildProcess.run(
                "python3",
                [
                    "-c", "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute(sys.argv[2]); d.commit()",
                    database,
                    "INSERT INTO transactions (transactionId, \(columns)) "
                        + "SELECT 99, \(columns) FROM transactions WHERE transactionId = 1",
                ])
            #expect(doubling.status == 0, "\(doubling.errors)")
            let doubled = try Self.command("audit", "--database", database)
            #expect(doubled.status == 1 && doubled.output.contains("doubled starts: 1\n"), "\(doubled.output)")
            // Pages in the middle are overwritten.
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: copy))
            try file.seek(toOffset: 3 * 4096)
            try file.write(contentsOf: Data(repeating: 0x5A, count: 12 * 4096))
            try file.close()
            let damaged = try Self.command("audit", "--database", copy)
            #expect(damaged.status == 1, "\(damaged.status) \(damaged.output)\(damaged.errors)")
            #expect(damaged.output.contains("file: ") && !damaged.output.contains("file: ok"), "\(damaged.output)")
        }
    }

    @Test func `tokens that are made and revoked count at once for a central system that runs`() throws {
        try Tool.withFolder { folder in
            let database = folder.appendingPathComponent("csms.sqlite").path
            let csms = try CentralSystemProcess(folder: folder)
            defer { csms.stop() }
            func status(_ token: String?) throws -> String {
                let header = token.map { "-H 'Authorization: Bearer \($0)'" } ?? ""
                return try ChildProcess.shell(
                    "curl -s -o /dev/null -w '%{http_code}' \(header) \(csms.api)/api/v1/charge-points"
                ).output
            }
            func make(_ name: String, _ role: String) throws -> String {
                let made = try Self.command(
                    "token", "create", "--name", name, "--role", role, "--database", database)
                #expect(made.status == 0 && made.errors.isEmpty, "\(made.errors)")
                return made.output.trimmingCharacters(in: .newlines)
            }
            #expect(try status(nil) == "200")
            let ann = try make("ann", "admin")
            let bob = try make("bob", "read")
            // The central system looks into the database once a second.
            while try status(nil) == "200" {}
            #expect(try status(nil) == "401")
            while try status(bob) == "401" {}
            #expect(try status(ann) == "200" && status(bob) == "200")
            let list = try Self.command("token", "list", "--database", database)
            #expect(
                list.output.contains(/^ann\tadmin\t20\S+Z\nbob\tread\t20\S+Z\n$/) && list.status == 0, "\(list.output)")
            #expect(try Self.command("token", "revoke", "bob", "--database", database).status == 0)
            while try status(bob) == "200" {}
            #expect(try status(bob) == "401" && status(ann) == "200")
        }
    }
}
