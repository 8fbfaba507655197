import OCPPTypes
import Testing

@testable import TransferModel

/// A session in a test: lines in, effects out.
struct TestSession {
    var model: FTPSessionModel
    var now = Instant.zero

    static let grant = AccessGrant(
        user: "cp1", chargePoint: "CP1",
        rights: [
            AccessRight([.read, .write], within: StorePath(literal: "charge-points/CP1")),
            AccessRight(.read, within: StorePath(literal: "firmware/a.bin")),
        ])
    static let operatorGrant = AccessGrant(
        user: "operator", rights: [AccessRight([.read, .write, .remove], within: .root)])

    init(_ change: (inout FTPSessionConfiguration) -> Void = { _ in }) {
        var configuration = FTPSessionConfiguration()
        change(&configuration)
        model = FTPSessionModel(configuration: configuration)
        _ = give(.connected)
    }

    /// Logged in.
    static func loggedIn(
        _ grant: AccessGrant = TestSession.grant, _ change: (inout FTPSessionConfiguration) -> Void = { _ in }
    ) -> TestSession {
        var session = TestSession(change)
        _ = session.send("USER \(grant.user)")
        _ = session.send("PASS x")
        _ = session.give(.authenticated(grant))
        return session
    }

    mutating func give(_ input: FTPSessionModel.Input) -> [FTPSessionModel.Effect] {
        var effects: [FTPSessionModel.Effect] = []
        model.handle(input, at: now, into: &effects)
        return effects
    }

    mutating func send(_ line: String) -> [FTPSessionModel.Effect] { give(.line(Array(line.utf8))) }

    /// Codes of replies, and names of the other effects.
    static func summary(_ effects: [FTPSessionModel.Effect]) -> String {
        effects.map { effect in
            switch effect {
            case .reply(let reply): "\(reply.code)"
            case .authenticate: "authenticate"
            case .ask: "ask"
            case .listen: "listen"
            case .forget: "forget"
            case .begin: "begin"
            case .abort: "abort"
            case .startTLS: "startTLS"
            case .close: "close"
            case .violation(let violation): "!\(violation.rawValue)"
            }
        }.joined(separator: " ")
    }
}

@Suite struct FTPSessionTests {
    private func reply(_ code: Int, _ text: String) -> FTPSessionModel.Effect { .reply(FTPReply(code, text)) }

    @Test func `a download: login, type, passive port, file, transfer`() {
        var session = TestSession()
        #expect(session.send("USER cp1") == [reply(331, "a password is needed")])
        #expect(session.send("PASS secret") == [.authenticate(user: "cp1", password: "secret")])
        #expect(session.give(.authenticated(TestSession.grant)) == [reply(230, "logged in")])
        #expect(session.send("TYPE I") == [reply(200, "type I")])
        #expect(session.send("SIZE /firmware/a.bin") == [.ask(.size(StorePath(literal: "firmware/a.bin")))])
        #expect(session.give(.answered(.size(500))) == [reply(213, "500")])
        #expect(session.send("EPSV") == [.listen])
        #expect(
            session.give(.listening(FTPAddress(host: "127.0.0.1", port: 40_000)))
                == [reply(229, "Entering Extended Passive Mode (|||40000|)")])
        #expect(session.send("REST 100") == [reply(350, "goes on at byte 100")])
        #expect(
            session.send("RETR /firmware/a.bin") == [.ask(.retrieve(StorePath(literal: "firmware/a.bin"), offset: 100))]
        )
        #expect(
            session.give(.answered(.ready)) == [
                reply(150, "the data connection is used"), .begin(FTPTransfer(.retrieve, .passive, isProtected: false)),
            ])
        #expect(session.give(.ended(.complete)) == [reply(226, "the transfer is complete")])
        #expect(session.send("QUIT") == [.forget, reply(221, "goodbye"), .close])
        #expect(session.send("NOOP") == [])
    }

    @Test func `an upload goes where the folder says, with PASV and with PORT`() {
        var session = TestSession.loggedIn()
        #expect(session.send("CWD charge-points") == [reply(250, "in /charge-points")])
        #expect(session.send("CWD CP1/logs") == [reply(250, "in /charge-points/CP1/logs")])
        #expect(session.send("PASV") == [.listen])
        #expect(
            session.give(.listening(FTPAddress(host: "10.0.0.7", port: 1025))) == [
                reply(227, "Entering Passive Mode (10,0,0,7,4,1)")
            ])
        #expect(session.send("STOR a.gz") == [.ask(.store(StorePath(literal: "charge-points/CP1/logs/a.gz"), .at(0)))])
        #expect(TestSession.summary(session.give(.answered(.ready))) == "150 begin")
        #expect(session.give(.ended(.failed(.quotaExceeded))) == [reply(552, "the quota of bytes is used up")])
        // The data connection was for one transfer.
        #expect(session.send("STOR b.gz") == [reply(425, "use PASV, EPSV, PORT or EPRT first")])
        #expect(session.send("PORT 127,0,0,1,156,64") == [.forget, reply(200, "will connect to port 40000")])
        #expect(session.send("APPE b.gz") == [.ask(.store(StorePath(literal: "charge-points/CP1/logs/b.gz"), .end))])
        #expect(
            session.give(.answered(.ready)).last
                == .begin(FTPTransfer(.store, .active(port: 40_000), isProtected: false)))
    }

    @Test func `PORT and EPRT name the peer itself and no port of the system`() {
        let cases: [(String, String)] = [
            ("PORT 127,0,0,1,4,0", "forget 200"), ("PORT 127,0,0,2,4,0", "forget !data address is not the peer's 501"),
            ("PORT 10,0,0,1,0,22", "forget !data address is not the peer's 501"),
            ("PORT 127,0,0,1,3,255", "forget !data port below 1024 501"),
            ("PORT 127,0,0,1,0,0", "forget !data port below 1024 501"), ("EPRT |1|127.0.0.1|2000|", "forget 200"),
            ("EPRT |1|192.168.0.1|2000|", "forget !data address is not the peer's 501"),
            ("EPRT |2|::1|2000|", "forget !data address is not the peer's 501"),
            ("EPRT |1|127.0.0.1|25|", "forget !data port below 1024 501"), ("EPRT |7|x|2000|", "522"),
        ]
        for (line, expected) in cases {
            var session = TestSession.loggedIn()
            #expect(TestSession.summary(session.send(line)) == expected, "\(line)")
        }
        var session = TestSession.loggedIn { $0.peerHost = "::1" }
        #expect(TestSession.summary(session.send("EPRT |2|0:0:0:0:0:0:0:1|2000|")) == "forget 200")
        #expect(TestSession.summary(session.send("PASV")) == "425")
        #expect(TestSession.summary(session.send("EPSV 2")) == "listen")
        var closed = TestSession.loggedIn { $0.allowsActive = false }
        #expect(TestSession.summary(closed.send("PORT 127,0,0,1,4,0")) == "forget 502")
        var extended = TestSession.loggedIn()
        #expect(TestSession.summary(extended.send("EPSV ALL")) == "200")
        #expect(TestSession.summary(extended.send("PASV")) == "501")
        #expect(TestSession.summary(extended.send("PORT 127,0,0,1,4,0")) == "forget 501")
    }

    @Test func `a charge point reaches its own folder and its image only`() {
        let cases: [(String, String)] = [
            ("RETR /firmware/a.bin", "ask"), ("RETR /firmware/b.bin", "550"), ("STOR /firmware/a.bin", "550"),
            ("STOR /charge-points/CP2/x", "550"),
            ("STOR /charge-points/CP1/x", "ask"), ("STOR x", "550"), ("STOR ../x", "!path refused 553"),
            ("STOR /charge-points/CP1/../CP2/x", "!path refused 553"),
            ("RETR /charge-points/CP1/.incoming/x", "!path refused 550"), ("LIST /", "ask"),
            ("LIST /charge-points/CP2", "550"), ("MLSD /firmware", "ask"),
            ("NLST /charge-points/CP1", "ask"), ("APPE /charge-points/CP12/x", "550"),
        ]
        for (line, expected) in cases {
            var session = TestSession.loggedIn()
            _ = session.send("PASV")
            _ = session.give(.listening(FTPAddress(host: "127.0.0.1", port: 40_000)))
            #expect(TestSession.summary(session.send(line)) == expected, "\(line)")
        }
        let others: [(String, String)] = [
            ("DELE /charge-points/CP1/x", "550"), ("RMD /charge-points/CP1/x", "550"),
            ("RNFR /charge-points/CP1/x", "550"), ("MKD /charge-points/CP1/x", "ask"),
            ("MKD /x", "550"), ("CWD /firmware", "250"), ("CWD /charge-points/CP1/new", "250"),
            ("CWD /charge-points/CP2", "550"), ("CWD ..", "250"),
            ("CWD ../..", "!path refused 550"), ("CDUP", "250"), ("MDTM /firmware/a.bin", "ask"),
            ("SIZE /firmware/a.bin", "550"),
        ]
        for (line, expected) in others {
            var session = TestSession.loggedIn()
            #expect(TestSession.summary(session.send(line)) == expected, "\(line)")
        }
    }

    @Test func `an operator may remove and rename`() {
        var session = TestSession.loggedIn(TestSession.operatorGrant)
        #expect(session.send("DELE firmware/a") == [.ask(.delete(StorePath(literal: "firmware/a")))])
        #expect(session.give(.answered(.done)) == [reply(250, "removed")])
        #expect(session.send("RNTO x") == [reply(503, "send RNFR first")])
        #expect(session.send("RNFR firmware/a") == [reply(350, "send RNTO")])
        #expect(
            session.send("RNTO firmware/b") == [
                .ask(.rename(StorePath(literal: "firmware/a"), to: StorePath(literal: "firmware/b")))
            ])
        #expect(session.give(.answered(.refused(.exists))) == [reply(550, "there is something of that name")])
        _ = session.send("RNFR firmware/a")
        _ = session.send("PWD")
        #expect(session.send("RNTO firmware/b") == [reply(503, "send RNFR first")])
        _ = session.send("MKD q\"uote")
        #expect(session.give(.answered(.done)) == [reply(257, "\"/q\"\"uote\" made")])
    }

    @Test func `AUTH TLS starts anew and hears nothing that came before the handshake`() {
        var session = TestSession {
            $0.offersTLS = true; $0.requiresTLS = true
        }
        #expect(session.send("USER cp1") == [reply(530, "use AUTH TLS first")])
        #expect(session.send("PBSZ 0") == [reply(503, "PBSZ needs AUTH TLS first")])
        #expect(session.send("AUTH KERBEROS_V4") == [reply(504, "only AUTH TLS is known")])
        #expect(session.send("AUTH TLS") == [reply(234, "start the handshake"), .startTLS])
        #expect(session.give(.secured) == [])
        #expect(session.send("AUTH TLS") == [reply(503, "TLS is on already")])
        _ = session.send("USER cp1")
        _ = session.send("PASS x")
        _ = session.give(.authenticated(TestSession.grant))
        _ = session.send("EPSV")
        _ = session.give(.listening(FTPAddress(host: "127.0.0.1", port: 40_000)))
        #expect(session.send("RETR /firmware/a.bin") == [reply(521, "data must be protected; use PROT P")])
        #expect(session.send("PROT P") == [reply(503, "PROT needs AUTH TLS and PBSZ first")])
        #expect(session.send("PBSZ 0") == [reply(200, "PBSZ=0")])
        #expect(session.send("PROT C") == [reply(534, "data must be protected")])
        #expect(session.send("PROT S") == [reply(536, "only C and P are known")])
        #expect(session.send("PROT P") == [reply(200, "data is protected")])
        _ = session.send("RETR /firmware/a.bin")
        #expect(session.give(.answered(.ready)).last == .begin(FTPTransfer(.retrieve, .passive, isProtected: true)))
    }

    @Test func `commands behind AUTH in the clear are dropped`() {
        var session = TestSession { $0.offersTLS = true }
        _ = session.send("USER cp1")
        _ = session.send("PASS x")
        _ = session.send("AUTH TLS")
        _ = session.send("DELE x")
        #expect(
            session.give(.authenticated(nil)) == [
                .violation(.loginFailed), reply(530, "user or password is wrong"), .violation(.commandBeforeTLS),
                reply(234, "start the handshake"), .startTLS,
            ])
        #expect(session.give(.secured) == [])
    }

    @Test func `three wrong passwords end the connection`() {
        var session = TestSession()
        for _ in 0..<2 {
            _ = session.send("USER cp1")
            _ = session.send("PASS x")
            #expect(TestSession.summary(session.give(.authenticated(nil))) == "!login failed 530")
        }
        _ = session.send("USER cp1")
        _ = session.send("PASS x")
        #expect(
            TestSession.summary(session.give(.authenticated(nil)))
                == "!login failed !too many logins failed 530 forget 421 close")
    }

    @Test func `commands wait for their turn, up to a limit`() {
        var session = TestSession.loggedIn { $0.pendingCommands = 2 }
        #expect(
            session.send("MKD /charge-points/CP1/a") == [
                .ask(.makeDirectory(StorePath(literal: "charge-points/CP1/a")))
            ])
        #expect(session.send("PWD") == [])
        #expect(session.send("NOOP") == [])
        #expect(TestSession.summary(session.give(.answered(.done))) == "257 257 200")
        _ = session.send("MKD /charge-points/CP1/a")
        _ = session.send("PWD")
        _ = session.send("PWD")
        #expect(TestSession.summary(session.send("PWD")) == "!too many commands forget 421 close")
        #expect(session.give(.answered(.done)) == [])
    }

    @Test func `ABOR gives two replies, STAT one, QUIT waits`() {
        func transferring() -> TestSession {
            var session = TestSession.loggedIn()
            _ = session.send("PASV")
            _ = session.give(.listening(FTPAddress(host: "127.0.0.1", port: 40_000)))
            _ = session.send("RETR /firmware/a.bin")
            _ = session.give(.answered(.ready))
            return session
        }
        var session = transferring()
        #expect(TestSession.summary(session.send("STAT")) == "213")
        #expect(session.send("NOOP") == [])
        #expect(session.send("ABOR") == [.abort])
        #expect(TestSession.summary(session.give(.ended(.broken))) == "426 226 200")
        session = transferring()
        _ = session.send("ABOR")
        #expect(TestSession.summary(session.give(.ended(.complete))) == "226 226")
        session = transferring()
        #expect(session.send("QUIT") == [])
        #expect(TestSession.summary(session.give(.ended(.noConnection))) == "425 forget 221 close")
        session = TestSession.loggedIn()
        _ = session.send("PASV")
        _ = session.give(.listening(FTPAddress(host: "127.0.0.1", port: 40_000)))
        #expect(TestSession.summary(session.send("ABOR")) == "forget 226")
        #expect(TestSession.summary(session.send("RETR /firmware/a.bin")) == "425")
    }

    @Test func `planned faults answer with their codes`() {
        for (code, expected) in [(550, "550"), (421, "forget 421 close"), (530, "530")] {
            var session = TestSession.loggedIn()
            _ = session.send("PASV")
            _ = session.give(.listening(FTPAddress(host: "127.0.0.1", port: 40_000)))
            _ = session.send("RETR /firmware/a.bin")
            #expect(TestSession.summary(session.give(.answered(.fault(code)))) == expected)
        }
    }

    @Test func `the login has a time of its own and silence ends a session`() {
        var session = TestSession()
        #expect(session.model.deadline == Instant.zero.adding(seconds: 60))
        session.now = Instant.zero.adding(seconds: 59)
        _ = session.send("NOOP")
        #expect(session.model.deadline == Instant.zero.adding(seconds: 60))
        #expect(session.give(.deadlineReached) == [])
        session.now = Instant.zero.adding(seconds: 60)
        #expect(TestSession.summary(session.give(.deadlineReached)) == "!idle forget 421 close")

        session = TestSession.loggedIn()
        session.now = Instant.zero.adding(seconds: 100)
        _ = session.send("PASV")
        _ = session.give(.listening(FTPAddress(host: "127.0.0.1", port: 40_000)))
        #expect(session.model.deadline == Instant.zero.adding(seconds: 400))
        _ = session.send("RETR /firmware/a.bin")
        _ = session.give(.answered(.ready))
        #expect(session.model.deadline == .distantFuture)
        session.now = Instant.zero.adding(seconds: 5000)
        _ = session.give(.ended(.complete))
        #expect(session.model.deadline == Instant.zero.adding(seconds: 5300))
    }

    @Test func `replies of several lines are written as RFC 959 wants`() {
        #expect(FTPReply(226, "done").text == "226 done\r\n")
        #expect(FTPReply(211, "Features:", "SIZE", "End").text == "211-Features:\r\n SIZE\r\n211 End\r\n")
        var session = TestSession { $0.offersTLS = true }
        let effects = session.send("FEAT")
        guard case .reply(let reply)? = effects.first else { return #expect(effects.count == 1) }
        #expect(reply.text.contains("\r\n AUTH TLS\r\n") && reply.text.contains("\r\n REST STREAM\r\n"))
    }
}
