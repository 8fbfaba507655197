import OCPPTypes
import TerminalText

/// Makes the lines that a person sees; without a width they are as long as they get.
struct Screen: Equatable, Sendable {
    /// Columns; nil where it is no terminal.
    var width: Int?
    /// True when colours are welcome.
    var color = false
    /// How frames are shown.
    var style = FrameStyle.line

    private static let nameWidth = 24

    private var paint: Paint { Paint(isOn: color) }

    /// Time of day with milliseconds.
    static func clock(_ time: DateTime) -> String { String("\(time)".dropFirst(11).prefix(12)) }

    /// A frame.
    func lines(_ note: FrameNote, at time: DateTime) -> [String] {
        let arrow = note.direction == .out ? "→" : "←"
        var look: Paint.Look? = note.direction == .out ? .cyan : .green
        var tail = ""
        switch note.kind {
        case .call, .confirmation: break
        case .error(_, let code, let description):
            look = .red
            tail = " \(code.rawValue)" + (description.isEmpty ? "" : ": " + description.harmless)
        case .malformed(let label):
            look = .red
            tail = " \(label)"
        }
        let latency = note.latencyNanoseconds.map { " " + SpanText.text(nanoseconds: $0) } ?? ""
        let name = note.name.harmless
        let head = paint(Self.clock(time), .dim) + " " + paint(arrow + " " + name, look) + paint(latency, .dim)
        let headColumns = 12 + 1 + 2 + TextWidth.columns(name) + TextWidth.columns(latency)
        let full = head + paint(tail, look)
        let fullColumns = headColumns + TextWidth.columns(tail)
        guard style != .names else { return [full] }
        guard let payload = note.payload, payload != .object([]) else {
            let raw = note.payload == nil ? " " + note.text.harmless : ""
            return [full + raw]
        }
        // Payloads of one kind stand below each other where the heads are short.
        let blanks = String(repeating: " ", count: max(1, 15 + Self.nameWidth - fullColumns))
        let compact = payload.compact.harmless
        guard style == .wrapped, let width, fullColumns + blanks.count + TextWidth.columns(compact) > width else {
            return [full + blanks + compact]
        }
        return [full]
            + payload.lines(width: width - 15).map { String(repeating: " ", count: 15) + $0.harmless }
    }

    /// Something that happened.
    func notice(_ text: String, at time: DateTime) -> String {
        paint(Self.clock(time), .dim) + " " + paint("· " + text.harmless, .yellow)
    }

    /// Something that went wrong.
    func trouble(_ text: String, at time: DateTime) -> String {
        paint(Self.clock(time), .dim) + " " + paint("! " + text.harmless, .red)
    }

    /// Words in columns.
    func columns(_ words: [String]) -> [String] {
        let shown = words.prefix(ConsoleLimits.candidates)
        let widest = (shown.map { TextWidth.columns($0) }.max() ?? 0) + 2
        let perLine = max(1, (width ?? 80) / max(1, widest))
        var lines = stride(from: 0, to: shown.count, by: perLine).map { begin in
            shown[begin..<min(shown.count, begin + perLine)].map { $0.paddedRight(to: widest) }.joined()
        }
        if words.count > shown.count { lines.append("… and \(words.count - shown.count) more") }
        return lines
    }
}
