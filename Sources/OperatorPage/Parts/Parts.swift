import OCPPTypes

/// Small pieces that several pages share.
enum Parts {
    /// A word with a coloured dot; the colour only repeats what the word says.
    static func chip(_ word: String, _ kind: ChipKind) -> HTML {
        "<span class=\"chip \(kind.rawValue)\">\(word)</span>"
    }

    /// How a chip looks.
    enum ChipKind: String {
        case good, busy, warn, bad, idle
    }

    /// A connector's status.
    static func chip(_ status: ChargePointStatus) -> HTML {
        let kind: ChipKind =
            switch status {
            case .available: .good
            case .charging: .busy
            case .preparing, .suspendedEV, .suspendedEVSE, .finishing, .reserved: .warn
            case .faulted: .bad
            case .unavailable: .idle
            }
        return chip(status.rawValue, kind)
    }

    /// A registration.
    static func chip(_ registration: RegistrationStatus?) -> HTML {
        switch registration {
        case .accepted?: chip("Accepted", .good)
        case .pending?: chip("Pending", .warn)
        case .rejected?: chip("Rejected", .bad)
        case nil: chip("not booted", .idle)
        }
    }

    /// Connected or not.
    static func chip(connected: Bool) -> HTML {
        connected ? chip("online", .good) : chip("offline", .idle)
    }

    /// The status of an id tag.
    static func chip(_ status: AuthorizationStatus) -> HTML {
        chip(status.rawValue, status == .accepted ? .good : status == .blocked ? .bad : .warn)
    }

    /// A time with its distance from now.
    static func time(_ time: DateTime?, now: DateTime) -> HTML {
        guard let time else { return "<span class=\"muted\">–</span>" }
        return "<time datetime=\"\(time.description)\" title=\"\(time.description)\">\(ago(time, now: now))</time>"
    }

    /// A time as it is read: `2030-01-01 12:00:05`.
    static func clock(_ time: DateTime) -> HTML {
        let text = time.description
        let shown = text.prefix(10) + " " + text.dropFirst(11).prefix(8)
        return "<time datetime=\"\(text)\">\(shown)</time>"
    }

    /// `5 s ago`, `in 3 min`, or the date when it is longer away than a day.
    static func ago(_ time: DateTime, now: DateTime) -> String {
        let seconds = (now.millisecondsSince1970 - time.millisecondsSince1970) / 1_000
        let distance = abs(seconds)
        let words: String
        switch distance {
        case 0..<2: return "now"
        case ..<90: words = "\(distance) s"
        case ..<5_400: words = "\(distance / 60) min"
        case ..<86_400: words = "\(distance / 3_600) h"
        default: return String(time.description.prefix(10))
        }
        return seconds >= 0 ? "\(words) ago" : "in \(words)"
    }

    /// A table in a frame that scrolls by itself where it is too wide. Cells of a row and its columns are in one order.
    static func table(
        _ caption: String, _ columns: [Column], _ rows: [[HTML]], empty: String, isCaptionShown: Bool = false
    ) -> HTML {
        guard !rows.isEmpty else { return "<p class=\"empty\">\(empty)</p>" }
        let head = columns.map { column -> HTML in
            "<th scope=\"col\" class=\"\(column.style)\">\(column.name)</th>"
        }
        let body = rows.map { cells -> HTML in
            let row = zip(columns, cells).map { column, cell -> HTML in
                "<td class=\"\(column.style)\" data-label=\"\(column.name)\">\(cell)</td>"
            }
            return "<tr>\(row)</tr>"
        }
        let captionStyle = isCaptionShown ? "" : "hidden"
        return """
            <div class="scroll" role="region" aria-label="\(caption)" tabindex="0"><table>\
            <caption class="\(captionStyle)">\(caption)</caption><thead><tr>\(head)</tr></thead>\
            <tbody>\(body)</tbody></table></div>
            """
    }

    /// A column of a table.
    struct Column {
        var name: String
        /// `number` right-aligns, `extra` is left out on narrow screens, `mono` for identifiers.
        var style: String

        init(_ name: String, _ style: String = "") {
            self.name = name
            self.style = style
        }
    }

    /// Names and values.
    static func facts(_ facts: [(String, HTML?)]) -> HTML {
        let items = facts.compactMap { name, value -> HTML? in
            value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>" }
        }
        return "<dl class=\"facts\">\(items)</dl>"
    }

    /// A link to the next page of a list.
    static func next(_ path: HTML?) -> HTML {
        path.map { "<p class=\"pager\"><a class=\"button\" rel=\"next\" href=\"\($0)\">Next page</a></p>" } ?? .empty
    }

    /// A choice in a form.
    static func select(_ name: String, label: String, _ options: [(value: String, text: String)], chosen: String)
        -> HTML
    {
        let items = options.map { option -> HTML in
            let selected: HTML = option.value == chosen ? " selected" : ""
            return "<option value=\"\(option.value)\"\(selected)>\(option.text)</option>"
        }
        return "<label>\(label)<select name=\"\(name)\">\(items)</select></label>"
    }
}
