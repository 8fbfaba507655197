import TerminalText
import Testing

@testable import ConsoleModel

/// Keys and what they make of a line.
@Suite struct LineEditorTests {
    /// Types the bytes and gives the line with `|` at the cursor.
    private static func edit(_ bytes: String, history: [String] = []) -> String {
        var editor = LineEditor()
        for line in history { editor.remember(line) }
        var reader = KeyReader()
        for key in reader.read(Array(bytes.utf8)) { _ = editor.handle(key, Console.context) }
        let text = editor.text
        return String(text[..<editor.cursor]) + "|" + String(text[editor.cursor...])
    }

    private static let edits: [(String, String)] = [
        ("abc", "abc|"), ("abc\u{7F}", "ab|"), ("\u{7F}", "|"), ("abc\u{1B}[D\u{1B}[Dx", "ax|bc"),
        ("abc\u{1}x", "x|abc"), ("abc\u{1B}[Hx\u{5}y", "xabcy|"), ("abc\u{1B}[1~\u{1B}[3~", "|bc"),
        ("abc\u{1B}OHx\u{1B}OF", "xabc|"),
        ("one two\u{17}", "one |"), ("one two\u{1B}b\u{B}", "one |"), ("one two\u{15}", "|"),
        ("one two\u{17}\u{19}\u{19}", "one twotwo|"), ("one two\u{1B}[1;5D\u{1B}[1;5Dx", "x|one two"),
        ("one two\u{1}\u{1B}f!", "one!| two"), ("ab\u{14}", "ba|"), ("äöü\u{7F}", "äö|"), ("日本\u{1B}[Dx", "日x|本"),
        ("e\u{301}x", "e\u{301}x|"), ("a\u{1B}[200~b\u{1B}[201~", "ab|"), ("a\u{0}\u{1C}b", "ab|"),
        ("pl\t", "plug |"), ("plug car=la\t", "plug car=large |"), ("plug ca\t", "plug car=|"), ("zz\t", "zz|"),
        ("SEND heart\t", "SEND Heartbeat |"),
    ]

    @Test(arguments: edits.indices) func `keys edit the line`(index: Int) {
        let (bytes, line) = Self.edits[index]
        #expect(Self.edit(bytes) == line)
    }

    private static let recalls: [(String, String)] = [
        ("\u{1B}[A", "third|"), ("\u{1B}[A\u{1B}[A", "second|"), ("\u{1B}[A\u{1B}[A\u{1B}[A\u{1B}[A", "first|"),
        ("new\u{1B}[A\u{1B}[B", "new|"), ("\u{10}\u{10}\u{E}", "third|"), ("\u{12}ir", "third|"),
        ("\u{12}ir\u{12}", "first|"),
        ("\u{12}ir\u{7}", "|"), ("\u{12}ir\u{1B}[Dx", "thirxd|".replacing("xd|", with: "x|d")), ("\u{12}zzz", "|"),
    ]

    @Test(arguments: recalls.indices) func `lines come back from the history`(index: Int) {
        let (bytes, line) = Self.recalls[index]
        #expect(Self.edit(bytes, history: ["first", "second", "second", "third", " "]) == line)
    }

    @Test func `outcomes of keys`() {
        var editor = LineEditor()
        for character in "plug" { #expect(editor.handle(.character(character), Console.context) == nil) }
        #expect(editor.handle(.control("d"), Console.context) == nil)
        #expect(editor.handle(.enter, Console.context) == .submit("plug"))
        #expect(editor.history == ["plug"])
        #expect(editor.handle(.enter, Console.context) == .submit(""))
        #expect(editor.history == ["plug"])
        #expect(editor.handle(.control("c"), Console.context) == .interrupt(wasEmpty: true))
        _ = editor.handle(.character("x"), Console.context)
        #expect(editor.handle(.control("c"), Console.context) == .interrupt(wasEmpty: false))
        #expect(editor.line == "")
        #expect(editor.handle(.control("d"), Console.context) == .endOfInput)
        #expect(editor.handle(.control("l"), Console.context) == .clearScreen)
        for character in "door " { _ = editor.handle(.character(character), Console.context) }
        #expect(editor.handle(.tab, Console.context) == .list(["open", "close"]))
    }

    @Test func `an escape sequence that comes in pieces is one key`() {
        var reader = KeyReader()
        #expect(reader.read([0x1B]) == [])
        #expect(reader.read([0x5B]) == [])
        #expect(reader.read([0x41, 0x78]) == [.up, .character("x")])
        #expect(reader.read([0xC3]) == [])
        #expect(reader.read([0xA4]) == [.character("ä")])
        #expect(reader.read([0xFF, 0x41]) == [.character("A")])
        #expect(reader.read([0x1B, 0x5B] + [UInt8](repeating: 0x30, count: 40)) == [])
        #expect(reader.read([0x41]) == [.character("A")])
    }

    @Test func `the history keeps its limit`() {
        var editor = LineEditor()
        for number in 0...ConsoleLimits.history { editor.remember("line \(number)") }
        #expect(editor.history.count == ConsoleLimits.history)
        #expect(editor.history.first == "line 1")
    }

    @Test func `a line longer than the row is shown around the cursor`() {
        var editor = LineEditor()
        let plain = Paint(isOn: false)
        #expect(editor.render(prompt: "> ", width: 20, paint: plain) == "\r\u{1B}[2K> \r\u{1B}[2C")
        for character in "abcdefghijklmnopqrstuvwxyz" { _ = editor.handle(.character(character), Console.context) }
        #expect(editor.render(prompt: "> ", width: 20, paint: plain) == "\r\u{1B}[2K> jklmnopqrstuvwxyz\r\u{1B}[19C")
        _ = editor.handle(.home, Console.context)
        #expect(editor.render(prompt: "> ", width: 20, paint: plain) == "\r\u{1B}[2K> abcdefghijklmnopq\r\u{1B}[2C")
    }
}
