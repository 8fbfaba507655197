import TerminalText

/// One line that is being edited: a pure model of what a terminal shows behind the prompt.
struct LineEditor: Sendable {
    /// What a key led to.
    enum Outcome: Equatable, Sendable {
        /// A line was finished.
        case submit(String)
        /// Ctrl-C; the line is empty afterwards, `wasEmpty` tells whether it was before.
        case interrupt(wasEmpty: Bool)
        /// Ctrl-D on an empty line.
        case endOfInput
        /// Ctrl-L.
        case clearScreen
        /// Several words would complete the line.
        case list([String])
    }

    private(set) var text: [Character] = []
    private(set) var cursor = 0
    private(set) var history: [String] = []
    /// Place in the history; its count while a new line is edited.
    private var place = 0
    /// The new line while an old one is shown.
    private var draft: [Character] = []
    /// What was cut last.
    private var cut: [Character] = []
    /// The text that a search backwards looks for; nil while none goes on.
    private var search: String?

    /// The line as it stands.
    var line: String { String(text) }

    /// Takes a key; nil when the line is only changed.
    mutating func handle(_ key: Key, _ context: ConsoleContext) -> Outcome? {
        if search != nil, let outcome = searching(key) { return outcome.result }
        switch key {
        case .character(let character): insert([character])
        case .enter: return submit()
        case .tab: return complete(context)
        case .backspace: remove(max(0, cursor - 1)..<cursor)
        case .delete: remove(cursor..<min(text.count, cursor + 1))
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(text.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = text.count
        case .wordLeft: cursor = wordStart
        case .wordRight: cursor = wordEnd
        case .up: recall(place - 1)
        case .down: recall(place + 1)
        case .escape: break
        case .control(let letter): return control(letter)
        }
        return nil
    }

    private mutating func control(_ letter: Character) -> Outcome? {
        switch letter {
        case "a": cursor = 0
        case "e": cursor = text.count
        case "b": cursor = max(0, cursor - 1)
        case "f": cursor = min(text.count, cursor + 1)
        case "p": recall(place - 1)
        case "n": recall(place + 1)
        case "k": cutOut(cursor..<text.count)
        case "u": cutOut(0..<cursor)
        case "w": cutOut(wordStart..<cursor)
        case "y": insert(cut)
        case "l": return .clearScreen
        case "r": search = ""
        case "c":
            let wasEmpty = text.isEmpty
            replace([])
            place = history.count
            return .interrupt(wasEmpty: wasEmpty)
        case "d":
            if text.isEmpty { return .endOfInput }
            remove(cursor..<min(text.count, cursor + 1))
        case "t": swapLetters()
        default: break
        }
        return nil
    }

    private mutating func submit() -> Outcome {
        let line = line
        remember(line)
        replace([])
        return .submit(line)
    }

    /// Puts a line into the history, unless it is empty or the last one.
    mutating func remember(_ line: String) {
        if !line.allSatisfy(\.isWhitespace), line != history.last {
            history.append(line)
            if history.count > ConsoleLimits.history { history.removeFirst() }
        }
        place = history.count
    }

    // MARK: Changing

    private mutating func replace(_ characters: [Character]) {
        text = characters
        cursor = characters.count
    }

    private mutating func insert(_ characters: [Character]) {
        guard text.count + characters.count <= ConsoleLimits.lineBytes / 4 else { return }
        text.insert(contentsOf: characters, at: cursor)
        cursor += characters.count
    }

    private mutating func remove(_ range: Range<Int>) {
        text.removeSubrange(range)
        cursor = range.lowerBound
    }

    private mutating func cutOut(_ range: Range<Int>) {
        cut = Array(text[range])
        remove(range)
    }

    private mutating func swapLetters() {
        guard cursor > 0, text.count > 1 else { return }
        if cursor == text.count { cursor -= 1 }
        text.swapAt(cursor - 1, cursor)
        cursor += 1
    }

    private var wordStart: Int {
        var index = cursor
        while index > 0, text[index - 1].isWhitespace { index -= 1 }
        while index > 0, !text[index - 1].isWhitespace { index -= 1 }
        return index
    }

    private var wordEnd: Int {
        var index = cursor
        while index < text.count, text[index].isWhitespace { index += 1 }
        while index < text.count, !text[index].isWhitespace { index += 1 }
        return index
    }

    // MARK: History

    private mutating func recall(_ wanted: Int) {
        guard wanted >= 0, wanted <= history.count, wanted != place else { return }
        if place == history.count { draft = text }
        place = wanted
        replace(wanted == history.count ? draft : Array(history[wanted]))
    }

    /// The newest line before `place` that contains the text searched for.
    private mutating func find(_ wanted: String, before place: Int) {
        guard !wanted.isEmpty,
            let found = history.prefix(place).lastIndex(where: { $0.contains(wanted) })
        else { return }
        recall(found)
    }

    /// A key during a search; nil when the search ends and the key has its usual meaning.
    private mutating func searching(_ key: Key) -> (result: Outcome?, Void)? {
        guard let wanted = search else { return nil }
        switch key {
        case .character(let character):
            search = wanted + String(character)
            find(search ?? "", before: history.count)
        case .backspace:
            search = String(wanted.dropLast())
            find(search ?? "", before: history.count)
        case .control("r"): find(wanted, before: place)
        case .control("g"), .control("c"), .escape:
            search = nil
            recall(history.count)
        default:
            search = nil
            return nil
        }
        return (nil, ())
    }

    // MARK: Completion

    private mutating func complete(_ context: ConsoleContext) -> Outcome? {
        let completion = Completion(String(text[..<cursor]), context)
        guard !completion.candidates.isEmpty else { return nil }
        var common = completion.common
        if completion.candidates.count == 1, !common.hasSuffix("="), !(cursor < text.count && text[cursor] == " ") {
            common += " "
        }
        guard common.count > completion.word.count || common.lowercased() != completion.word.lowercased() else {
            return completion.candidates.count > 1 ? .list(completion.candidates) : nil
        }
        text.removeSubrange(cursor - completion.word.count..<cursor)
        cursor -= completion.word.count
        insert(Array(common))
        return nil
    }

    // MARK: Showing

    /// The escape sequences and text that show prompt and line in one row of the terminal, whatever was in it before.
    func render(prompt: String, width: Int, paint: Paint) -> String {
        let shownPrompt = search.map { "(search `\($0)`) " } ?? prompt
        let room = max(10, width - TextWidth.columns(shownPrompt) - 1)
        var begin = 0
        var columns = TextWidth.columns(String(text[..<cursor]))
        while columns > room {
            columns -= TextWidth.columns(text[begin])
            begin += 1
        }
        var shown = ""
        var used = 0
        for character in text[begin...] {
            used += TextWidth.columns(character)
            if used > room { break }
            shown.append(character)
        }
        let column = TextWidth.columns(shownPrompt) + columns
        return "\r\u{1B}[2K" + paint(shownPrompt, .bold) + shown + "\r" + (column > 0 ? "\u{1B}[\(column)C" : "")
    }
}
