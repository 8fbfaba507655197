import CentralSystemModel
import OCPPTypes

/// Id tags: who may charge.
package struct IdTagsPage: Sendable {
    /// A page of them.
    package var records: [IdTagRecord]
    /// Cursor of the next page.
    package var next: String?
    /// What was asked for.
    package var search: String?
    /// True while id tags that nobody entered are accepted.
    package var acceptsAny: Bool
    /// Now, in device time.
    package var now: DateTime
    /// True when the viewer may change them.
    package var mayOperate: Bool

    /// Makes the page's content.
    package init(
        records: [IdTagRecord], next: String?, search: String?, acceptsAny: Bool, now: DateTime, mayOperate: Bool
    ) {
        self.records = records
        self.next = next
        self.search = search
        self.acceptsAny = acceptsAny
        self.now = now
        self.mayOperate = mayOperate
    }

    /// The content.
    package var content: HTML {
        """
        \(HTML.when(acceptsAny, Self.anyTagNotice))
        <div class="columns"><section class="panel">
        <form class="filter" method="get" action="/id-tags" role="search">
        <label>Begins with<input type="search" name="search" value="\(search ?? "")" autocomplete="off" maxlength="20">\
        </label><button type="submit">Show</button></form>
        \(table)
        \(Parts.next(next.map { "/id-tags?cursor=\(url: $0)\(query)" }))
        </section>\(HTML.when(mayOperate, form))</div>
        """
    }

    static let anyTagNotice: HTML = """
        <div class="notice">Any id tag is accepted (<code>--id-tags accept</code>); those that are entered are answered \
        as they are entered.</div>
        """

    private var query: HTML { search.map { "&amp;search=\(url: $0)" } ?? "" }

    private var table: HTML {
        var columns: [Parts.Column] = [
            .init("Id tag", "wrap mono"), .init("Status"), .init("Parent", "wrap extra"), .init("Expires", "extra"),
            .init("At once", "number extra"),
        ]
        if mayOperate { columns.append(.init("Action")) }
        let rows = records.map { record -> [HTML] in
            let cells: [HTML] = [
                "\(record.idTag.value)", Parts.chip(record.status), "\(record.parentIdTag?.value ?? "")",
                record.expiryDate.map { Parts.time($0, now: now) } ?? "–",
                record.maxActiveTransactions.map { "\($0)" } ?? "–",
            ]
            let remove: HTML = """
                <form method="post" action="/id-tags/delete" class="inline">\
                <input type="hidden" name="idTag" value="\(record.idTag.value)">\
                <button class="quiet" aria-label="Remove \(record.idTag.value)">Remove</button></form>
                """
            return mayOperate ? cells + [remove] : cells
        }
        return Parts.table("Id tags", columns, rows, empty: "No id tag fits.")
    }

    private var form: HTML {
        let statuses = [AuthorizationStatus.accepted, .blocked, .expired, .invalid]
            .map { (value: $0.rawValue, text: $0.rawValue) }
        return """
            <section class="panel"><h2>Enter or replace</h2>
            <form method="post" action="/id-tags">
            <label>Id tag<input name="idTag" required maxlength="20" autocomplete="off" spellcheck="false"></label>
            \(Parts.select("status", label: "Status", statuses, chosen: "Accepted"))
            <label>Parent id tag <small>optional</small>\
            <input name="parentIdTag" maxlength="20" autocomplete="off"></label>
            <label>Expires <small>optional, like 2030-01-01T00:00:00Z</small>\
            <input name="expiryDate" autocomplete="off"></label>
            <label>Transactions at once <small>optional</small>\
            <input name="maxActiveTransactions" type="number" min="0" max="1000000"></label>
            <button type="submit">Save</button></form></section>
            """
    }
}

/// The page that asks for a token.
package struct LoginPage: Sendable {
    /// Where to go afterwards.
    package var next: String

    /// Makes the page's content.
    package init(next: String) {
        self.next = next
    }

    /// The content.
    package var content: HTML {
        """
        <section class="panel login">
        <form method="post" action="/login"><input type="hidden" name="next" value="\(next)">
        <label>Token<input name="token" type="password" required autocomplete="current-password" autofocus></label>
        <button type="submit">Log in</button></form>
        <p class="muted">Tokens are made with <code>wattswarm csms token create</code>.</p></section>
        """
    }

    /// A path of this server to go to after the login; `/` for anything that could lead elsewhere.
    package static func safe(next: String?) -> String {
        guard let next, next.hasPrefix("/"), !next.hasPrefix("//"), !next.contains("\\"),
            !next.unicodeScalars.contains(where: { $0.value < 0x21 || $0.value > 0x7E })
        else { return "/" }
        return next
    }
}

/// A page that tells why there is none.
package enum FailurePage {
    /// The content.
    package static func content(_ message: String) -> HTML {
        "<section class=\"panel\"><p>\(message)</p><p><a href=\"/\">To the overview</a></p></section>"
    }
}

/// The answer to a command, shown above the charge point's page.
package enum CommandNotice {
    /// The notice of how a command ended.
    /// - Parameters:
    ///   - action: what was sent.
    ///   - summary: one line.
    ///   - payload: JSON of the answer.
    package static func html(action: String, summary: String, payload: String?) -> HTML {
        "<strong>\(action)</strong>: \(summary)\(payload.map { "<pre>\($0)</pre>" } ?? .empty)"
    }
}
