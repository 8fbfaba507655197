import OCPPTypes
import Testing

@Suite struct HexadecimalTextTests {
    @Test func `every byte goes there and back, in both sizes`() {
        let all = (UInt8.min...UInt8.max).map { $0 }
        let small = HexadecimalText.text(all)
        #expect(small.hasPrefix("000102030405060708090a0b0c0d0e0f10"))
        #expect(small.hasSuffix("fdfeff") && small.utf8.count == 512)
        #expect(HexadecimalText.text(all, isUppercase: true) == small.uppercased())
        #expect(HexadecimalText.bytes(small) == all)
        #expect(HexadecimalText.bytes(small.uppercased()) == all)
        #expect(HexadecimalText.bytes("")?.isEmpty == true)
    }

    @Test(arguments: ["0", "0g", "g0", "@0", "0`", "/0", "0:", "００", " 0", "0x"])
    func `anything else is refused`(_ text: String) {
        #expect(HexadecimalText.bytes(text) == nil)
    }

    @Test func `numbers have zeros in front, and never lose a digit`() {
        #expect(HexadecimalText.padded(UInt8(0x0A), to: 2, isUppercase: true) == "0A")
        #expect(HexadecimalText.padded(UInt32(0x2028), to: 4) == "2028")
        #expect(HexadecimalText.padded(UInt32(0x1_F600), to: 4) == "1f600")
        #expect(HexadecimalText.padded(UInt64.zero, to: 16) == "0000000000000000")
    }
}

@Suite struct URLRedactionTests {
    @Test(arguments: [
        ("", ""), ("a@b", "a@b"), ("a/b@c", "a/b@c"), ("mailto:a@b", "mailto:a@b"), ("ws://h/a@b", "ws://h/a@b"),
        ("ftp://u:p@h/a", "ftp://u:***@h/a"), ("ftp://u:@h", "ftp://***@h"), ("ftp://:p@h", "ftp://:***@h"),
        ("ftp://u:it's@h/", "ftp://u:***@h/"), (#"ftp://u:p\u00e4ss@h/"#, "ftp://u:***@h/"),
        ("ws://token@h:9000?x=a@b", "ws://***@b"), ("https://token:@h", "https://***@h"),
        ("http://token@h/", "http://***@h/"), ("ftp://u:a@b:c@h:21/x@y", "ftp://u:***@h:21/x@y"),
        ("ftp://u:a#b?c@h/x", "ftp://u:***@h/x"), ("x ws://u:p@h y http://q@z", "x ws://u:***@h y http://***@z"),
        (#"{"l":"https:\/\/u:p@h\/a","t":"//a:b@c"}"#, #"{"l":"https:\/\/u:***@h\/a","t":"//a:b@c"}"#),
        (#"ftp:\\/\\/u:p@h\\/a"#, #"ftp:\\/\\/u:***@h\\/a"#), (#"ftp:\/x/u:p@h"#, #"ftp:\/x/u:p@h"#),
        ("'ftp://u:pä@h' says", "'ftp://u:***@h' says"), ("ftp://u:p", "ftp://u:p"), ("://u:p@", "://u:***@"),
    ])
    func `the password in a URL is taken out`(_ text: String, _ shown: String) {
        #expect(URLRedaction.redacted(text) == shown)
        #expect(URLRedaction.redacted(Array(text.utf8)) == Array(shown.utf8))
        #expect(URLRedaction.redacted(shown) == shown)
    }
}
