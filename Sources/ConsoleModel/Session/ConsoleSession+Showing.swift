import OCPPJSON
import OCPPTypes
import TerminalText
import TextFormats

extension ConsoleSession {
    /// Writes lines; on a terminal above the line that is being edited.
    mutating func say(_ lines: [String], _ effects: inout [ConsoleEffect]) {
        guard !lines.isEmpty else { return }
        let text = lines.joined(separator: "\n") + "\n"
        guard isInteractive else {
            effects.append(.write(text))
            return
        }
        effects.append(.write("\r\u{1B}[2K" + text))
        redraw(&effects)
    }

    /// Draws the line that is being edited.
    func redraw(_ effects: inout [ConsoleEffect]) {
        guard isInteractive, exitCode == nil else { return }
        effects.append(.write(editor.render(prompt: prompt, width: screen.width ?? 80, paint: paint)))
    }

    /// Leaves a finished line on the screen.
    func redraw(typed line: String, _ effects: inout [ConsoleEffect]) {
        effects.append(.write("\r\u{1B}[2K" + paint(prompt, .bold) + line + "\n"))
    }

    /// Tells something that happened.
    mutating func notice(_ text: String, at now: Instant, _ effects: inout [ConsoleEffect]) {
        say([screen.notice(text, at: setup.clock.time(at: now))], &effects)
        record(#""kind":"notice","text":"# + JSONString.quoted(text), at: now, &effects)
    }

    /// Tells something that went wrong.
    mutating func trouble(_ text: String, at now: Instant, _ effects: inout [ConsoleEffect]) {
        say([screen.trouble(text, at: setup.clock.time(at: now))], &effects)
        record(#""kind":"trouble","text":"# + JSONString.quoted(text), at: now, &effects)
    }

    /// Writes a line of the transcript, if there is one.
    mutating func record(_ members: @autoclosure () -> String, at now: Instant, _ effects: inout [ConsoleEffect]) {
        guard setup.records else { return }
        let members = URLRedaction.redacted(members())
        effects.append(.record("{\"time\":\"\(setup.clock.time(at: now))\",\(members)}\n"))
    }

    /// An `expect` may be fulfilled by what has come before it.
    mutating func lookBack(at now: Instant, _ effects: inout [ConsoleEffect]) {
        guard case .expectation(let expected) = waiting, !expected.isNegated, trail.take(expected) else { return }
        waiting = .nothing
        nextDeadline = .distantFuture
        notice("\(expected.text): as expected", at: now, &effects)
    }
}

/// The lines of a transcript. It is made to be given to others, so keys are masked here, and passwords in URLs where
/// lines are recorded.
enum Transcript {
    private static let mask = "***"

    /// The members of a frame's line.
    static func members(of note: FrameNote) -> String {
        var text =
            #""kind":"frame","direction":""# + note.direction.rawValue + "\",\"name\":" + JSONString.quoted(note.name)
        if let latency = note.latencyNanoseconds {
            let micros = (latency + 500) / 1000
            let rest = String(micros % 1000)
            text += ",\"latencyMilliseconds\":\(micros / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
        }
        if let frame = JSONText(Array(note.text.utf8)) {
            return text + ",\"frame\":" + masked(frame).compact
        }
        var broken = note.text
        let shown = broken.withUTF8 { FrameRedaction.redacted(UnsafeRawBufferPointer($0)) }
        return text + ",\"text\":" + JSONString.quoted(String(decoding: shown, as: UTF8.self))
    }

    /// The line of a command that sets a key.
    static func masked(_ command: ConsoleCommand, _ text: String) -> String {
        guard text.lowercased().contains("authorizationkey") else { return text }
        switch command {
        case .act(.configure(let key, _), _): return "set \(key) \(mask)"
        case .send(let action, let payload):
            return "send \(action.name) " + (JSONText(payload).map { masked(payload: $0).compact } ?? mask)
        case .frame(let bytes): return "frame " + (JSONText(bytes).map { masked($0).compact } ?? mask)
        default: return text
        }
    }

    /// The frame without the value of an AuthorizationKey.
    private static func masked(_ frame: JSONText) -> JSONText {
        guard case .list(var elements) = frame, elements.count == 4, elements[2].plain == "ChangeConfiguration" else {
            return frame
        }
        elements[3] = masked(payload: elements[3])
        return .list(elements)
    }

    /// The payload of ChangeConfiguration without the value of an AuthorizationKey.
    private static func masked(payload: JSONText) -> JSONText {
        guard case .object(var members) = payload, payload["key"]?.plain.lowercased() == "authorizationkey" else {
            return payload
        }
        for index in members.indices where members[index].name == "\"value\"" {
            members[index].value = .scalar("\"\(mask)\"")
        }
        return .object(members)
    }
}
