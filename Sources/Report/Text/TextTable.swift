import TerminalText

/// A table for a terminal: the first column to the left, the others to the right, columns may stand in named groups.
/// When it is too wide, the columns that say least go first.
struct TextTable {
    enum Row {
        case cells([Cell])
        /// Begins another section: a blank line and a title.
        case section(String)
    }

    struct Column {
        let group: String
        let title: String
        /// Columns with the highest number are left out first, all of one number together; nil is never left out.
        let leaveOut: Int?
        /// Narrowest width, so that figures keep their places from run to run.
        let least: Int
    }

    struct Cell {
        let text: String
        let look: Paint.Look?

        init(_ text: String, _ look: Paint.Look? = nil) {
            self.text = text
            self.look = look
        }
    }

    let columns: [Column]
    private(set) var rows: [Row] = []
    private static let gap = 2

    init(_ columns: [Column]) {
        self.columns = columns
    }

    mutating func add(_ row: [Cell]) {
        precondition(row.count == columns.count, "a row has one cell per column")
        rows.append(.cells(row))
    }

    mutating func section(_ title: String) { rows.append(.section(title)) }

    /// The lines of the table, none wider than `width` as long as leaving out columns can achieve it.
    func lines(width: Int, paint: Paint) -> [String] {
        var shown = Array(columns.indices)
        while totalWidth(shown) > width, let victim = shown.compactMap({ columns[$0].leaveOut }).max() {
            shown.removeAll { columns[$0].leaveOut == victim }
        }
        let widths = columnWidths(shown)
        var lines = [groupLine(shown, widths, paint)]
        lines.append(paint(line(shown, widths, { Cell(columns[$0].title) }, paint: { text, _ in text }), .dim))
        for row in rows {
            switch row {
            case .cells(let cells): lines.append(line(shown, widths, { cells[$0] }, paint: { paint($0, $1) }))
            case .section(let title): lines += ["", paint(title, .bold)]
            }
        }
        return lines
    }

    private func totalWidth(_ shown: [Int]) -> Int {
        columnWidths(shown).reduce(0, +) + Self.gap * (shown.count - 1)
    }

    private func columnWidths(_ shown: [Int]) -> [Int] {
        var widths = shown.map { index in
            rows.reduce(max(TextWidth.columns(columns[index].title), columns[index].least)) { width, row in
                switch row {
                case .cells(let cells): max(width, TextWidth.columns(cells[index].text))
                case .section: width
                }
            }
        }
        for group in groups(shown) {
            let span = group.members.reduce(Self.gap * (group.members.count - 1)) { $0 + widths[$1] }
            let missing = TextWidth.columns(columns[shown[group.members.lowerBound]].group) - span
            if missing > 0 { widths[group.members.lowerBound] += missing }
        }
        return widths
    }

    /// Neighbouring columns of the same group, as positions in `shown`.
    private func groups(_ shown: [Int]) -> [(name: String, members: Range<Int>)] {
        var groups: [(name: String, members: Range<Int>)] = []
        for position in shown.indices {
            let name = columns[shown[position]].group
            if let last = groups.last, last.name == name {
                groups[groups.count - 1].members = last.members.lowerBound..<(position + 1)
            } else {
                groups.append((name, position..<(position + 1)))
            }
        }
        return groups
    }

    private func groupLine(_ shown: [Int], _ widths: [Int], _ paint: Paint) -> String {
        var parts: [String] = []
        for group in groups(shown) {
            let span = group.members.reduce(Self.gap * (group.members.count - 1)) { $0 + widths[$1] }
            if group.members.lowerBound == 0 {
                parts.append(
                    paint(group.name, .bold)
                        + String(repeating: " ", count: max(0, span - TextWidth.columns(group.name))))
            } else if group.name.isEmpty {
                parts.append(String(repeating: " ", count: span))
            } else {
                let rest = span - TextWidth.columns(group.name)
                let rule = rest > 1 ? " " + String(repeating: "─", count: rest - 1) : ""
                parts.append(paint((group.name + rule).paddedLeft(to: span), .dim))
            }
        }
        return parts.joined(separator: String(repeating: " ", count: Self.gap)).trimmedRight
    }

    private func line(
        _ shown: [Int], _ widths: [Int], _ cell: (Int) -> Cell, paint: (String, Paint.Look?) -> String
    ) -> String {
        var parts: [String] = []
        for (position, index) in shown.enumerated() {
            let cell = cell(index)
            let blanks = String(repeating: " ", count: max(0, widths[position] - TextWidth.columns(cell.text)))
            let text = paint(cell.text, cell.look)
            parts.append(position == 0 ? text + blanks : blanks + text)
        }
        return parts.joined(separator: String(repeating: " ", count: Self.gap))
    }
}

extension String {
    var trimmedRight: String {
        var rest = Substring(self)
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
