import OCPPTypes
import Testing

@testable import TransferModel

@Suite struct FTPCommandTests {
    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    static let commands: [(String, FTPCommand)] = [
        ("USER cp1", .user("cp1")), ("user  cp1 ", .user("cp1")), ("PASS  with blanks ", .pass(" with blanks ")),
        ("PASS", .pass("")), ("ACCT x", .acct), ("CWD a b ", .changeDirectory(bytes("a b "))),
        ("XCWD x", .changeDirectory(bytes("x"))),
        ("CDUP", .changeToParent), ("XCUP", .changeToParent), ("PWD", .printDirectory), ("XPWD", .printDirectory),
        ("QUIT", .quit),
        ("PORT 127,0,0,1,4,1", .port(FTPAddress(host: "127.0.0.1", port: 1025))),
        ("EPRT |1|132.235.1.2|6275|", .extendedPort(FTPAddress(host: "132.235.1.2", port: 6275))),
        ("EPRT |2|1080::8:800:200C:417A|5282|", .extendedPort(FTPAddress(host: "1080::8:800:200C:417A", port: 5282))),
        ("EPRT |3|x|1|", .extendedPortFamily), ("PASV", .passive), ("EPSV", .extendedPassive(.any)),
        ("EPSV 1", .extendedPassive(.ipv4)),
        ("EPSV 2", .extendedPassive(.ipv6)), ("epsv all", .extendedPassive(.all)),
        ("EPSV 3", .extendedPassive(.unknown)),
        ("TYPE A", .type(.ascii)), ("TYPE a n", .type(.ascii)), ("TYPE I", .type(.image)), ("TYPE L 8", .type(.image)),
        ("TYPE E", .type(.unknown)),
        ("STRU F", .structure(isFile: true)), ("STRU R", .structure(isFile: false)), ("MODE S", .mode(isStream: true)),
        ("MODE Z", .mode(isStream: false)),
        ("RETR f", .retrieve(bytes("f"))), ("STOR f", .store(bytes("f"))), ("APPE f", .append(bytes("f"))),
        ("REST 100", .restart(100)),
        ("SIZE f", .size(bytes("f"))), ("MDTM f", .modified(bytes("f"))), ("MKD d", .makeDirectory(bytes("d"))),
        ("XMKD d", .makeDirectory(bytes("d"))),
        ("RMD d", .removeDirectory(bytes("d"))), ("DELE f", .delete(bytes("f"))), ("RNFR f", .renameFrom(bytes("f"))),
        ("RNTO f", .renameTo(bytes("f"))),
        ("LIST", .list([], .list)), ("LIST -la", .list([], .list)), ("LIST -l -a x y", .list(bytes("x y"), .list)),
        ("NLST x", .list(bytes("x"), .names)),
        ("MLSD", .list([], .machine)), ("MLST x", .list(bytes("x"), .one)), ("STAT", .status), ("ABOR", .abort),
        ("NOOP", .noOperation), ("FEAT", .features),
        ("OPTS UTF8 ON", .options(bytes("UTF8 ON"))), ("AUTH tls", .authenticate(bytes("TLS"))),
        ("PBSZ 0", .bufferSize(0)), ("PROT p", .protection(0x50)),
        ("SYST", .system), ("HELP me", .help), ("ALLO 5", .allocate), ("SITE CHMOD 1 f", .site),
        ("CLNT x", .clientName),
    ]

    @Test(arguments: commands.indices) func `a line becomes a command`(index: Int) throws {
        let (line, command) = Self.commands[index]
        #expect(try FTPCommand(Self.bytes(line)) == command)
    }

    static let refused: [String: FTPCommand.Failure] = [
        "": .unknown("?"), " USER x": .unknown("?"), "GET /": .unknown("GET"), "USER\tx": .unknown("?"),
        "VERYLONGVERB": .unknown("?"),
        "STOU": .unknown("STOU"), "SMNT /": .unknown("SMNT"), "USER": .argument("USER needs a name in UTF-8"),
        "RETR": .argument("RETR needs a path"),
        "CWD ": .argument("CWD needs a path"), "RETR a\u{0}b": .argument("NUL in the argument"),
        "PORT 1,2,3,4,5": .argument("PORT needs h1,h2,h3,h4,p1,p2"),
        "PORT 256,0,0,1,4,1": .argument("PORT needs h1,h2,h3,h4,p1,p2"),
        "PORT 127,0,0,1,4,": .argument("PORT needs h1,h2,h3,h4,p1,p2"),
        "PORT -1,0,0,1,4,1": .argument("PORT needs h1,h2,h3,h4,p1,p2"),
        "EPRT |1|::1|5|": .argument("EPRT needs |1|address|port| or |2|address|port|"),
        "EPRT |1|1.2.3.4|99999|": .argument("EPRT needs |1|address|port| or |2|address|port|"),
        "EPRT |1|h.example|21|": .argument("EPRT needs |1|address|port| or |2|address|port|"),
        "REST -1": .argument("REST needs a number of bytes"), "REST 1e3": .argument("REST needs a number of bytes"),
        "REST 9999999999999999999": .argument("REST needs a number of bytes"), "TYPE": .argument("TYPE needs A or I"),
        "MODE": .argument("MODE needs S"),
        "STRU": .argument("STRU needs F"), "PBSZ x": .argument("PBSZ needs a number"),
        "PROT": .argument("PROT needs C or P"), "PROT PP": .argument("PROT needs C or P"),
    ]

    @Test func `a line that is no command is told why`() {
        for (line, failure) in Self.refused {
            #expect(throws: failure) { try FTPCommand(Self.bytes(line)) }
        }
        #expect(throws: FTPCommand.Failure.argument("USER needs a name in UTF-8")) {
            try FTPCommand(Self.bytes("USER ") + [0xC3])
        }
    }

    @Test func `lines are cut however the bytes come, and telnet commands are left out`() {
        func lines(_ bytes: [UInt8], limit: Int = 10) -> [FTPLineReader.Outcome] {
            var reader = FTPLineReader(limit: limit)
            return bytes.compactMap { reader.consume($0) }
        }
        #expect(
            lines(Self.bytes("NOOP\r\nQUIT\n\r\nX")) == [
                .line(Self.bytes("NOOP")), .line(Self.bytes("QUIT")), .line([]),
            ])
        #expect(lines([0xFF, 0xF4, 0xFF, 0xF2] + Self.bytes("ABOR\r\n")) == [.line(Self.bytes("ABOR"))])
        #expect(lines([0xFF, 0xFD, 0x06] + Self.bytes("ABOR\r\n")) == [.line(Self.bytes("ABOR"))])
        #expect(lines(Self.bytes("0123456789\r\n")) == [.line(Self.bytes("0123456789"))])
        #expect(lines(Self.bytes("0123456789\n")) == [.line(Self.bytes("0123456789"))])
        #expect(lines(Self.bytes("01234567890\r\nNOOP\r\n")) == [.tooLong, .line(Self.bytes("NOOP"))])
        #expect(lines(Self.bytes("01234567890\nNOOP\r\n")) == [.tooLong, .line(Self.bytes("NOOP"))])
        #expect(lines(Self.bytes(String(repeating: "x", count: 10_000) + "\r\n")) == [.tooLong])
    }

    @Test func `spellings of an IPv6 address that mean the same are the same host`() {
        let address = FTPAddress(host: "0:0:0:0:0:0:0:1", port: 2000)
        #expect(
            address.hasHost("::1") && !address.hasHost("::2") && !address.hasHost("1::")
                && !address.hasHost("127.0.0.1"))
        #expect(FTPAddress(host: "fe80::A", port: 1).hasHost("FE80:0:0:0::a"))
        #expect(!FTPAddress(host: "::1::", port: 1).hasHost("::1"))
        #expect(!FTPAddress(host: "127.0.0.2", port: 1).hasHost("127.0.0.1"))
    }

    @Test func `listings are what clients read`() throws {
        let now = try #require(DateTime("2025-06-15T12:00:00Z"))
        let file = StoreEntry(
            name: "a b.bin", isFolder: false, size: 1234, modified: try #require(DateTime("2025-06-05T09:08:07.006Z")))
        let old = StoreEntry(
            name: "old", isFolder: true, size: 0, modified: try #require(DateTime("2023-12-31T23:59:59Z")))
        #expect(
            FTPListing.line(file, .list, now: now)
                == "-rw-r--r-- 1 wattswarm wattswarm         1234 Jun  5 09:08 a b.bin\r\n")
        #expect(
            FTPListing.line(old, .list, now: now)
                == "drwxr-xr-x 1 wattswarm wattswarm            0 Dec 31  2023 old\r\n")
        #expect(FTPListing.line(file, .names, now: now) == "a b.bin\r\n")
        #expect(
            FTPListing.line(file, .machine, now: now) == "type=file;size=1234;modify=20250605090807.006; a b.bin\r\n")
        #expect(FTPListing.line(old, .machine, now: now) == "type=dir;modify=20231231235959.000; old\r\n")
    }
}
