import Testing
import TextFormats

@Suite struct PercentTextTests {
    @Test(arguments: [
        ("CP1", "CP1"), ("RDAM 123", "RDAM%20123"), ("a/b", "a%2Fb"), ("a-b.c_d~e", "a-b.c_d~e"), ("ü", "%C3%BC"),
        ("50%", "50%25"),
        ("a:b@c+d", "a%3Ab%40c%2Bd"), ("", ""),
    ])
    func `identities are percent-encoded but for unreserved characters`(identity: String, encoded: String) {
        #expect(PercentText.encode(identity.utf8) == encoded)
        #expect(PercentText.decodeText(encoded.utf8) == identity)
    }

    @Test(arguments: [("CP-1_a", "CP-1_a"), ("..", "%2E%2E"), ("a/b~c", "a%2Fb%7Ec"), ("\u{1}ä", "%01%C3%A4")])
    func `names of files keep neither dots nor tildes`(identity: String, name: String) {
        #expect(PercentText.encode(identity.utf8, plain: .fileName) == name)
        #expect(PercentText.decodeText(name.utf8) == identity)
    }

    @Test(arguments: [("%", "%"), ("a%2", "a%2"), ("%zz%41", "%zzA"), ("%+1", "%+1"), ("%%41", "%A"), ("50%25", "50%")])
    func `a percent sign without two digits is refused, or stays where that is asked for`(text: String, kept: String) {
        let isWhole = text == "50%25"
        #expect((PercentText.decode(text.utf8) == nil) == !isWhole)
        #expect((PercentText.decodeText(text.utf8) == nil) == !isWhole)
        #expect(PercentText.decodeWhatIsEncoded(text.utf8) == Array(kept.utf8))
    }

    @Test func `bytes that are no UTF-8 are no text`() {
        #expect(PercentText.decode("%FF".utf8) == [0xFF])
        #expect(PercentText.decodeText("%FF".utf8) == nil)
        #expect(PercentText.decodeText("%C3".utf8) == nil)
    }
}
