import Foundation
import OCPPTypes
import Testing
import TextFormats

@Suite struct JSONStringTests {
    @Test func `what is escaped depends on who else reads the text`() {
        let text = "\"\\\n\r\t\u{1}\u{7F}/é<&>\u{85}\u{2028}\u{FEFF}\u{FFFF}😀"
        let start = #""\"\\\n\r\t\u0001\u007f/é"#
        #expect(JSONString.quoted(text) == start + "<&>\u{85}\u{2028}\u{FEFF}\u{FFFF}😀\"")
        #expect(JSONString.quoted(text, for: .yaml) == start + #"<&>\u0085\u2028\ufeff\uffff😀""#)
        #expect(
            JSONString.quoted(text, for: .html)
                == start + #"\u003c\u0026\u003e"# + "\u{85}" + #"\u2028"# + "\u{FEFF}\u{FFFF}😀\"")
    }

    @Test(arguments: [JSONString.Reader.json, .yaml, .html])
    func `every text becomes a JSON string that reads back the same`(_ reader: JSONString.Reader) throws {
        var random = SeededRandom(seed: 12)
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<(random.next() % 12) {
                let value = UInt32(random.next() % 3 == 0 ? random.next() % 0x80 : random.next() % 0x11_0000)
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            let quoted = JSONString.quoted(text, for: reader)
            let back = try JSONSerialization.jsonObject(with: Data(quoted.utf8), options: [.fragmentsAllowed])
            #expect((back as? String).map { Array($0.utf8) } == Array(text.utf8), "\(quoted)")
        }
    }
}
