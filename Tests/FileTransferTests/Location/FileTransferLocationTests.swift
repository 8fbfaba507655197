import Testing

@testable import FileTransfer

@Suite struct FileTransferLocationTests {
    @Test(arguments: [
        ("ftp://x", "ftp://x"), ("FTP://x/a", "ftp://x/a"), ("ftps://x:990/a", "ftps://x:990/a"),
        ("ftps://x/a", "ftps://x/a"), ("ftps://x:2121/a", "ftps://x:2121/a"), ("ftps://x:21/a", "ftp://x:21/a"),
        ("ftps://x:21/a#implicit", "ftps://x:21/a"), ("ftps://x/a#explicit", "ftp://x/a"),
        ("http://u:p%40w@x:8080/a?b=c#put", "http://u:p%40w@x:8080/a?b=c"),
        ("https://[::1]:443/a", "https://[::1]:443/a"),
        ("ftp://u:p@ss@x/a?b", "ftp://u:p@ss@x/a?b"), ("http://x?y", "http://x?y"),
    ])
    func `libcurl is given what it understands`(_ text: String, _ url: String) throws {
        #expect(try FileTransferLocation(text).curlURL == url)
    }

    @Test(arguments: [
        ("", FileTransferLocation.Problem.malformed), ("x", .malformed), ("x/y", .malformed), ("://x", .malformed),
        ("ftp:/x", .malformed), ("ftp://", .malformed), ("ftp:///a", .malformed), ("ftp://x:0/", .malformed),
        ("ftp://x:70000/", .malformed), ("ftp://x:a/", .malformed), ("ftp://x y/", .malformed),
        ("ftp://x/\n", .malformed), ("ftp://[::1/", .malformed), ("ftp://x/ü", .malformed),
        ("sftp://x/a", .unsupportedScheme), ("file:///etc/passwd", .unsupportedScheme),
        ("gopher://x", .unsupportedScheme), ("ftp://x/a#loud", .unknownWord),
        ("ftp://x/" + String(repeating: "a", count: FileTransferLimits.locationBytes), .tooLong),
    ])
    func `what is no location says why`(_ text: String, _ problem: FileTransferLocation.Problem) {
        #expect(throws: problem) { try FileTransferLocation(text) }
    }

    @Test(arguments: [
        ("ftp://u:p@x/logs", "ftp://u:p@x/logs/a%20b.gz"), ("ftp://x/logs/", "ftp://x/logs/a%20b.gz"),
        ("http://x", "http://x/a%20b.gz"), ("https://x/up?token=1", "https://x/up/a%20b.gz?token=1"),
    ])
    func `a file's name becomes the last part of the path`(_ text: String, _ url: String) throws {
        #expect(try FileTransferLocation(text).appending(fileName: "a b.gz").curlURL == url)
    }

    @Test(
        arguments: [
            ("ftp://x/a/fw-1.2%20b.bin", "fw-1.2 b.bin"), ("ftp://x/a/", nil), ("ftp://x", nil),
            ("http://x/y?z/w", "y"),
            ("ftp://x/100%", "100%"),
        ] as [(String, String?)])
    func `a download's file has a name`(_ text: String, _ name: String?) throws {
        #expect(try FileTransferLocation(text).fileName == name)
    }

    @Test func `user, password, query and fragment are not told`() throws {
        let location = try FileTransferLocation("https://me:secret@x:1/a?token=secret#multipart")
        #expect(location.redacted == "https://x:1/a")
        #expect(FileTransferSettings().usesForm(for: location))
    }
}
