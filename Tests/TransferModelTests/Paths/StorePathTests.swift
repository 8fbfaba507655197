import Testing

@testable import TransferModel

@Suite struct StorePathTests {
    static let folder = StorePath(literal: "charge-points/CP1")

    /// What a peer sends over FTP, and what becomes of it below `/charge-points/CP1`.
    static let ftp: [(String, Result<String, StorePath.Refusal>)] = [
        ("a.bin", .success("/charge-points/CP1/a.bin")),
        ("/a.bin", .success("/a.bin")),
        ("//firmware///a.bin", .success("/firmware/a.bin")),
        ("./logs/./x", .success("/charge-points/CP1/logs/x")),
        ("/", .success("/")),
        ("", .success("/charge-points/CP1")),
        ("..", .failure(.climbs)),
        ("../CP2/x", .failure(.climbs)),
        ("/firmware/../../etc/passwd", .failure(.climbs)),
        ("a/..", .failure(.climbs)),
        (".incoming", .failure(.hidden)),
        ("/.incoming/1-1", .failure(.hidden)),
        ("...", .failure(.hidden)),
        ("a\\..\\b", .failure(.badCharacter)),
        ("a\u{0}.bin", .failure(.badCharacter)),
        ("a\rb", .failure(.badCharacter)),
        ("a\u{7F}", .failure(.badCharacter)),
        (String(repeating: "a", count: 255), .success("/charge-points/CP1/" + String(repeating: "a", count: 255))),
        (String(repeating: "a", count: 256), .failure(.tooLong)),
        (String(repeating: "a/", count: 513), .failure(.tooLong)),
        ("1/2/3/4/5/6", .success("/charge-points/CP1/1/2/3/4/5/6")),
        ("1/2/3/4/5/6/7", .failure(.tooDeep)),
        ("%2e%2e", .success("/charge-points/CP1/%2e%2e")),
        ("Ladesäule", .success("/charge-points/CP1/Ladesäule")),
    ]

    @Test(arguments: ftp.indices) func `a path of FTP is plain names below the root, or refused`(index: Int) {
        let (text, expected) = Self.ftp[index]
        let got = Result { () throws(StorePath.Refusal) in
            try StorePath(ftp: Array(text.utf8), relativeTo: Self.folder).description
        }
        #expect(got == expected, "\(text)")
    }

    static let url: [(String, Result<String, StorePath.Refusal>)] = [
        ("/firmware/a%20b.bin", .success("/firmware/a b.bin")),
        ("/firmware/a%2Fb", .failure(.badCharacter)),
        ("/firmware/%2e%2e/%2e%2e/etc/passwd", .failure(.climbs)),
        ("/firmware/%2E./x", .failure(.climbs)),
        ("/firmware/..%2f..%2fetc", .failure(.hidden)), ("/firmware/x%2f..%2fetc", .failure(.badCharacter)),
        ("/firmware/%252e%252e/x", .success("/firmware/%2e%2e/x")),
        ("/firmware/a%00b", .failure(.badCharacter)),
        ("/firmware/%0d%0aX: y", .failure(.badCharacter)),
        ("/firmware/%5c..%5c", .failure(.badCharacter)),
        ("/firmware/%", .failure(.badEncoding)),
        ("/firmware/%4", .failure(.badEncoding)),
        ("/firmware/%zz", .failure(.badEncoding)),
        ("/firmware/%ff", .failure(.notUTF8)),
        ("/firmware/%c0%ae%c0%ae", .failure(.notUTF8)),
        ("/" + String(repeating: "%61", count: 256), .failure(.tooLong)),
        ("/" + String(repeating: "a", count: 4000), .failure(.tooLong)),
        ("", .success("/")),
    ]

    @Test(arguments: url.indices) func `a path of a URL is decoded name by name, or refused`(index: Int) {
        let (text, expected) = Self.url[index]
        let got = Result { () throws(StorePath.Refusal) in try StorePath(url: Array(text.utf8)).description }
        #expect(got == expected, "\(text)")
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: StorePath.Refusal.notUTF8) { try StorePath(ftp: [0x61, 0xFE], relativeTo: .root) }
    }

    @Test func `two spellings of a letter are two names`() throws {
        let composed = try StorePath.root.appending("\u{E9}")
        let decomposed = try StorePath.root.appending("e\u{301}")
        #expect(composed != decomposed)
        #expect(!decomposed.isWithin(composed))
    }

    @Test func `a path lies within its folders and not within names that begin alike`() throws {
        let path = try Self.folder.appending("logs")
        #expect(path.isWithin(Self.folder) && path.isWithin(.root) && path.isWithin(path))
        #expect(!(try StorePath.root.appending("charge-points").appending("CP12")).isWithin(Self.folder))
        #expect(!Self.folder.isWithin(path))
        #expect(path.parent == Self.folder && StorePath.root.parent == .root)
    }

    @Test func `a charge point's folder is one name whatever its identity is`() throws {
        for (identity, folder) in [
            ("CP1", "/charge-points/CP1"), ("a/b", "/charge-points/a%2Fb"), ("..", "/charge-points/%2E."),
            (".x", "/charge-points/%2Ex"), ("Säule 1", "/charge-points/S%C3%A4ule%201"),
        ] {
            #expect(StoreLayout.folder(of: identity)?.description == folder)
        }
        #expect(StoreLayout.folder(of: String(repeating: "/", count: 86)) == nil)
        #expect(StoreLayout.folder(of: "a/b")?.urlPath == "/charge-points/a%252Fb")
    }

    @Test func `the account and the kind of a path`() throws {
        let cases: [(String, String, FileKind)] = [
            ("/firmware/a", "/firmware", .firmware),
            ("/charge-points/CP1/diagnostics/x", "/charge-points/CP1", .diagnostics),
            ("/charge-points/CP1/logs/x", "/charge-points/CP1", .log),
            ("/charge-points/CP1/x", "/charge-points/CP1", .other),
            ("/charge-points", "/", .other), ("/x", "/", .other),
        ]
        for (text, account, kind) in cases {
            let path = try StorePath(ftp: Array(text.utf8), relativeTo: .root)
            #expect(StoreLayout.account(of: path).description == account)
            #expect(StoreLayout.kind(of: path) == kind, "\(text)")
        }
    }
}
