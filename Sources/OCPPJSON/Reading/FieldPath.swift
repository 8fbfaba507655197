/// Finds the path of the member at a position by reading the text once more from its beginning. Only failures pay for
/// it; the text before the position is known to be JSON.
func fieldPath(
    in start: UnsafeRawPointer, to limit: UnsafeRawPointer, at position: UnsafeRawPointer, missing: StaticString?
) -> String {
    var finder = FieldPathFinder(cursor: start, limit: limit, target: position)
    finder.run()
    var path = finder.path
    if let missing { path += path.isEmpty ? "\(missing)" : ".\(missing)" }
    guard path.utf8.count > CodecLimits.fieldPathLength else { return path }
    return String(path.prefix(CodecLimits.fieldPathLength - 3)) + "…"
}

private struct FieldPathFinder {
    private enum Level {
        case object(name: String)
        case list(index: Int)
    }

    var cursor: UnsafeRawPointer
    let limit: UnsafeRawPointer
    let target: UnsafeRawPointer
    private var levels: [Level] = []
    private var expectsName = false

    init(cursor: UnsafeRawPointer, limit: UnsafeRawPointer, target: UnsafeRawPointer) {
        self.cursor = cursor
        self.limit = limit
        self.target = target
    }

    var path: String {
        var text = ""
        for level in levels {
            switch level {
            case .object(let name): if !name.isEmpty { text += text.isEmpty ? name : ".\(name)" }
            case .list(let index): text += "[\(index)]"
            }
        }
        return text
    }

    mutating func run() {
        while cursor < target, cursor < limit {
            switch cursor.load(as: UInt8.self) {
            case Ascii.openBrace:
                levels.append(.object(name: ""))
                expectsName = true
            case Ascii.openBracket:
                levels.append(.list(index: 0))
                expectsName = false
            case Ascii.closeBrace, Ascii.closeBracket:
                _ = levels.popLast()
                expectsName = false
            case Ascii.comma: nextMember()
            case Ascii.quote:
                string()
                continue
            default: break
            }
            cursor += 1
        }
        if cursor == target, cursor < limit, expectsName, cursor.load(as: UInt8.self) == Ascii.quote { string() }
    }

    private mutating func nextMember() {
        guard let last = levels.popLast() else { return }
        switch last {
        case .object:
            levels.append(.object(name: ""))
            expectsName = true
        case .list(let index): levels.append(.list(index: index + 1))
        }
    }

    /// Moves over a string; a name becomes the object's current one, cut at ``CodecLimits/fieldNameLength``.
    private mutating func string() {
        cursor += 1
        let begin = cursor
        while cursor < limit, cursor.load(as: UInt8.self) != Ascii.quote {
            cursor += cursor.load(as: UInt8.self) == Ascii.backslash && limit - cursor > 1 ? 2 : 1
        }
        if expectsName, !levels.isEmpty {
            let count = min(cursor - begin, CodecLimits.fieldNameLength)
            let name = String(decoding: UnsafeRawBufferPointer(start: begin, count: count), as: UTF8.self)
            levels[levels.count - 1] = .object(name: name)
            expectsName = false
        }
        if cursor < limit { cursor += 1 }
    }
}
