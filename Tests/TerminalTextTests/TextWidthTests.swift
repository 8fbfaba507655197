import Foundation
import TerminalText
import Testing

@Suite struct TextWidthTests {
    private static let guide = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources/TerminalText/TerminalText.docc/TerminalText.md")

    /// What a row of the guide says is done to the text.
    private static func done(_ words: [Substring], to text: String) -> String? {
        guard let width = words.last.flatMap({ Int($0) }) else { return "\(TextWidth.columns(text))" }
        return switch words[0] {
        case "paddedRight": text.paddedRight(to: width).replacing(" ", with: "·")
        case "paddedLeft": text.paddedLeft(to: width).replacing(" ", with: "·")
        case "cut": text.cut(to: width)
        case "wrapped": text.wrapped(to: width).joined(separator: "/")
        default: nil
        }
    }

    @Test func `the rows of the guide are true`() throws {
        let rows = try String(contentsOf: Self.guide, encoding: .utf8).split(separator: "\n").filter {
            $0.hasPrefix("| `")
        }
        #expect(rows.count == 10)
        for row in rows {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
            #expect(Self.done(cells[1].split(separator: " "), to: cells[0]) == cells[2], "\(row)")
        }
    }

    @Test func `no width is exceeded and no letter lost`() {
        let texts = ["", "a", "charge point", "充電ポイント", "e\u{301}e\u{301}e\u{301}", "a 充電 b ポイント", "🚗🔌 x"]
        for text in texts {
            for width in 0...14 {
                #expect(TextWidth.columns(text.cut(to: width)) <= width, "\(text) cut to \(width)")
                // A character may be wider than the line.
                let widest = text.map { TextWidth.columns($0) }.max() ?? 0
                let lines = text.wrapped(to: width)
                #expect(lines.allSatisfy { TextWidth.columns($0) <= max(width, widest) }, "\(text) wrapped to \(width)")
                #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " }, "\(text) wrapped to \(width)")
                #expect(TextWidth.columns(text.paddedLeft(to: width)) == max(width, TextWidth.columns(text)))
            }
        }
    }

    @Test func `what steers a terminal becomes a question mark`() {
        #expect("a\u{1B}[31mb\u{7F}\u{9B}\u{202E}\u{2066}c\n".harmless == "a?[31mb????c?")
        #expect("Straße 充電 e\u{301}".harmless == "Straße 充電 e\u{301}")
    }

    @Test func `colours leave empty text and terminals without colour alone`() {
        #expect(Paint(isOn: true)("x", .boldRed) == "\u{1B}[1;31mx\u{1B}[0m")
        #expect(Paint(isOn: true)("", .red) == "")
        #expect(Paint(isOn: true)("x", nil) == "x")
        #expect(Paint(isOn: false)("x", .red) == "x")
    }
}
