import OCPPTypes
import Testing

@testable import TransferModel

/// Every command in every state.
@Suite struct FTPSessionTableTests {
    /// A line, and what comes of it: before USER, after USER, after the login, and with a port for the data connection.
    static let rows: [(String, String, String, String, String)] = [
        ("USER cp1", "331", "331", "331", "331"),
        ("PASS x", "503", "authenticate", "503", "503"),
        ("ACCT x", "202", "202", "202", "202"),
        ("CWD /firmware", "530", "530", "250", "250"),
        ("CDUP", "530", "530", "250", "250"),
        ("PWD", "530", "530", "257", "257"),
        ("QUIT", "forget 221 close", "forget 221 close", "forget 221 close", "forget 221 close"),
        ("PORT 127,0,0,1,4,0", "530", "530", "forget 200", "forget 200"),
        ("EPRT |1|127.0.0.1|2000|", "530", "530", "forget 200", "forget 200"),
        ("EPRT |3|x|2000|", "530", "530", "522", "522"),
        ("PASV", "530", "530", "listen", "listen"),
        ("EPSV", "530", "530", "listen", "listen"),
        ("EPSV 1", "530", "530", "listen", "listen"),
        ("EPSV 2", "530", "530", "522", "522"),
        ("EPSV ALL", "530", "530", "200", "200"),
        ("TYPE A", "200", "200", "200", "200"),
        ("TYPE I", "200", "200", "200", "200"),
        ("TYPE E", "504", "504", "504", "504"),
        ("STRU F", "200", "200", "200", "200"),
        ("STRU R", "504", "504", "504", "504"),
        ("MODE S", "200", "200", "200", "200"),
        ("MODE B", "504", "504", "504", "504"),
        ("RETR /firmware/a.bin", "530", "530", "425", "ask"),
        ("STOR /charge-points/CP1/x", "530", "530", "425", "ask"),
        ("APPE /charge-points/CP1/x", "530", "530", "425", "ask"),
        ("REST 5", "530", "530", "350", "350"),
        ("SIZE /firmware/a.bin", "530", "530", "550", "550"),
        ("MDTM /firmware/a.bin", "530", "530", "ask", "ask"),
        ("MKD /charge-points/CP1/d", "530", "530", "ask", "ask"),
        ("RMD /charge-points/CP1/d", "530", "530", "550", "550"),
        ("DELE /charge-points/CP1/x", "530", "530", "550", "550"),
        ("RNFR /charge-points/CP1/x", "530", "530", "550", "550"),
        ("RNTO /charge-points/CP1/y", "530", "530", "503", "503"),
        ("LIST", "530", "530", "425", "ask"),
        ("NLST /firmware", "530", "530", "425", "ask"),
        ("MLSD", "530", "530", "425", "ask"),
        ("MLST /firmware/a.bin", "530", "530", "ask", "ask"),
        ("STAT", "211", "211", "211", "211"),
        ("ABOR", "forget 226", "forget 226", "forget 226", "forget 226"),
        ("NOOP", "200", "200", "200", "200"),
        ("FEAT", "211", "211", "211", "211"),
        ("OPTS UTF8 ON", "200", "200", "200", "200"),
        ("OPTS X", "501", "501", "501", "501"),
        ("AUTH TLS", "502", "502", "502", "502"),
        ("PBSZ 0", "503", "503", "503", "503"),
        ("PROT P", "503", "503", "503", "503"),
        ("SYST", "215", "215", "215", "215"),
        ("HELP", "214", "214", "214", "214"),
        ("ALLO 5", "202", "202", "202", "202"),
        ("SITE X", "502", "502", "502", "502"),
        ("CLNT x", "200", "200", "200", "200"),
        ("STOU", "500", "500", "500", "500"),
        ("REST x", "501", "501", "501", "501"),
    ]

    private static func withPort() -> TestSession {
        var session = TestSession.loggedIn()
        _ = session.send("PASV")
        _ = session.give(.listening(FTPAddress(host: "127.0.0.1", port: 40_000)))
        return session
    }

    @Test(arguments: rows.indices) func `a command while nothing is under way`(index: Int) {
        let row = Self.rows[index]
        var named = TestSession()
        _ = named.send("USER cp1")
        for (session, expected) in [
            (TestSession(), row.1), (named, row.2), (TestSession.loggedIn(), row.3), (Self.withPort(), row.4),
        ] {
            var session = session
            #expect(TestSession.summary(session.send(row.0)) == expected, "\(row.0)")
        }
    }

    /// States in which the session waits for somebody.
    private static func waitingStates() -> [(name: String, session: TestSession)] {
        var securing = TestSession { $0.offersTLS = true }
        _ = securing.send("AUTH TLS")
        var authenticating = TestSession()
        _ = authenticating.send("USER cp1")
        _ = authenticating.send("PASS x")
        var listening = TestSession.loggedIn()
        _ = listening.send("PASV")
        var asking = TestSession.loggedIn()
        _ = asking.send("MDTM /firmware/a.bin")
        var transferring = withPort()
        _ = transferring.send("RETR /firmware/a.bin")
        _ = transferring.give(.answered(.ready))
        var aborting = transferring
        _ = aborting.send("ABOR")
        var closed = TestSession()
        _ = closed.send("QUIT")
        return [
            ("securing", securing), ("authenticating", authenticating), ("listening", listening), ("asking", asking),
            ("transferring", transferring), ("aborting", aborting), ("closed", closed),
        ]
    }

    @Test(arguments: rows.indices) func `a command while something is under way waits, but for ABOR and STAT`(
        index: Int
    ) {
        let line = Self.rows[index].0
        for (name, session) in Self.waitingStates() {
            var session = session
            let expected: String
            switch (name, line) {
            case ("transferring", "ABOR"): expected = "abort"
            case ("transferring", "STAT"): expected = "213"
            default: expected = ""
            }
            #expect(TestSession.summary(session.send(line)) == expected, "\(line) while \(name)")
        }
    }

    private static let ends: [FTPTransferEnd] = [.complete, .broken, .noConnection, .failed(.diskFull)]

    /// Half of the walks begin before the login, half behind it.
    ///
    /// To repeat one seed: swift test --filter FTPSessionTableTests
    @Test(arguments: 1...60 as ClosedRange<UInt64>) func `whatever comes in whatever order, the rules hold`(
        seed: UInt64
    ) {
        var random = SeededRandom(seed: seed)
        var session =
            seed % 2 == 0
            ? TestSession.loggedIn(TestSession.operatorGrant) { $0.offersTLS = true }
            : TestSession { $0.offersTLS = true }
        var lines = 0
        var replies = 0
        var asked = 0
        var isClosed = false
        for _ in 0..<400 where !isClosed {
            session.now = session.now.adding(milliseconds: Int64(random.nextIndex(below: 100)))
            let input = Self.input(to: session.model, &random)
            if case .line = input { lines += 1 }
            // An answer is given only to what was asked; the driver does not invent any.
            guard isFitting(input, session.model.state) else { continue }
            var askedNow = 0
            for effect in session.give(input) {
                #expect(!isClosed, "seed \(seed): an effect behind close")
                switch effect {
                case .reply(let reply):
                    replies += 1
                    #expect(
                        (100..<600).contains(reply.code)
                            && reply.lines.allSatisfy { !$0.contains("\r") && !$0.contains("\n") })
                case .ask, .listen, .authenticate, .startTLS, .begin: askedNow += 1
                case .close: isClosed = true
                case .forget, .abort, .violation: break
                }
            }
            #expect(askedNow <= 1, "seed \(seed): one thing at a time is asked of the driver")
            asked += askedNow
        }
        #expect(lines > 0 && replies > 0 && asked > 0, "seed \(seed): \(lines) \(replies) \(asked)")
    }

    /// What comes next: mostly the answer that the session waits for, or the next step of a login, else anything.
    private static func input(to model: FTPSessionModel, _ random: inout SeededRandom) -> FTPSessionModel.Input {
        if random.nextIndex(below: 3) > 0, let answer = answer(in: model.state, &random) { return answer }
        if model.state == .idle, model.grant == nil, random.nextIndex(below: 4) == 0 {
            let line = if case .named = model.login { "PASS x" } else { "USER operator" }
            return .line(Array(line.utf8))
        }
        switch random.nextIndex(below: 16) {
        case 0: return .authenticated(random.nextIndex(below: 6) > 0 ? TestSession.operatorGrant : nil)
        case 1: return .answered(.done)
        case 2: return .answered(random.nextIndex(below: 2) == 0 ? .refused(.notFound) : .ready)
        case 3: return .listening(FTPAddress(host: "127.0.0.1", port: 40_000))
        case 4: return .ended(ends[random.nextIndex(below: 4)])
        case 5: return random.nextIndex(below: 4) == 0 ? .secured : .listenFailed
        case 6: return .deadlineReached
        default:
            let line = rows[random.nextIndex(below: rows.count)].0
            return .line(Array((line == "QUIT" ? "NOOP" : line).utf8))
        }
    }

    /// What a driver answers in a state; nil where nothing was asked of it.
    private static func answer(
        in state: FTPSessionModel.State, _ random: inout SeededRandom
    ) -> FTPSessionModel.Input? {
        let isRefused = random.nextIndex(below: 4) == 0
        switch state {
        case .idle, .closed: return nil
        case .securing: return .secured
        case .authenticating: return .authenticated(isRefused ? nil : TestSession.operatorGrant)
        case .listening: return isRefused ? .listenFailed : .listening(FTPAddress(host: "127.0.0.1", port: 40_000))
        case .transferring, .aborting: return .ended(ends[random.nextIndex(below: 4)])
        case .asking where isRefused: return .answered(.refused(.notFound))
        case .asking(let question):
            switch question {
            case .enter, .makeDirectory, .removeDirectory, .delete, .rename: return .answered(.done)
            case .retrieve, .store, .list: return .answered(.ready)
            case .size: return .answered(.size(7))
            case .modified: return .answered(.modified(DateTime(millisecondsSince1970: 0)))
            case .entry(let path):
                let entry = StoreEntry(
                    name: path.description, isFolder: false, size: 7, modified: DateTime(millisecondsSince1970: 0))
                return .answered(.entry(entry))
            }
        }
    }

    private func isFitting(_ input: FTPSessionModel.Input, _ state: FTPSessionModel.State) -> Bool {
        switch (input, state) {
        case (.answered(.done), .asking(let question)):
            switch question {
            case .enter, .makeDirectory, .removeDirectory, .delete, .rename: true
            default: false
            }
        case (.answered(.ready), .asking(let question)):
            switch question {
            case .retrieve, .store, .list: true
            default: false
            }
        default: true
        }
    }
}
