import OperatorInterface

/// What every page has around its content.
package struct Frame: Sendable {
    /// Where in the navigation the page belongs.
    package enum Section: String, CaseIterable, Sendable {
        case overview = "Overview"
        case chargePoints = "Charge points"
        case transactions = "Transactions"
        case idTags = "Id tags"
        case files = "Files"

        /// Where it lives.
        package var path: String {
            switch self {
            case .overview: "/"
            case .chargePoints: "/charge-points"
            case .transactions: "/transactions"
            case .idTags: "/id-tags"
            case .files: "/files"
            }
        }
    }

    /// Who looks, as the page shows it.
    package struct Viewer: Sendable {
        /// Name of the token; empty without one.
        package var name: String
        /// What they may do; nil: nothing.
        package var role: Role?
        /// True when there is a session that can be ended.
        package var canLogOut: Bool

        /// Makes a viewer.
        package init(name: String, role: Role?, canLogOut: Bool) {
            self.name = name
            self.role = role
            self.canLogOut = canLogOut
        }

        /// True when they may change something.
        package var mayOperate: Bool { role.map { $0 >= .operate } ?? false }
    }

    /// The title, in the tab and as heading.
    package var title: String
    /// The section; nil for none.
    package var section: Section?
    /// Who looks.
    package var viewer: Viewer
    /// A message above the content, told by screen readers at once.
    package var notice: Notice?

    /// The outcome of something that was just done.
    package struct Notice: Sendable {
        /// True when it went well.
        package var isGood: Bool
        /// What happened.
        package var html: HTML

        /// Makes a notice.
        package init(isGood: Bool, _ html: HTML) {
            self.isGood = isGood
            self.html = html
        }
    }

    /// Makes a frame.
    package init(title: String, section: Section?, viewer: Viewer, notice: Notice? = nil) {
        self.title = title
        self.section = section
        self.viewer = viewer
        self.notice = notice
    }

    /// The whole document.
    package func page(_ content: HTML) -> String {
        let links = Section.allCases.map { item -> HTML in
            let current: HTML = item == section ? " aria-current=\"page\"" : ""
            return "<li><a href=\"\(item.path)\"\(current)>\(item.rawValue)</a></li>"
        }
        let noticeHTML = notice.map { notice -> HTML in
            let kind = notice.isGood ? "good" : "bad"
            return "<div class=\"notice \(kind)\" role=\"status\" tabindex=\"-1\" id=\"notice\">\(notice.html)</div>"
        }
        let document: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title) · Wattswarm</title>
            <link rel="stylesheet" href="/page.css">
            <link rel="icon" href="/icon.svg" type="image/svg+xml">
            <script src="/page.js" defer></script>
            </head>
            <body>
            <a class="skip" href="#content">Skip to content</a>
            <header class="bar">
            <a class="brand" href="/"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M13 2 5 13.5h5L9.5 22 \
            19 9.5h-5.5z"/></svg>Wattswarm</a>
            <nav aria-label="Sections"><ul>\(links)</ul></nav>
            \(viewerHTML)
            </header>
            <main id="content" tabindex="-1">
            <h1>\(title)</h1>
            \(noticeHTML)
            \(content)
            </main>
            </body>
            </html>

            """
        return document.text
    }

    private var viewerHTML: HTML {
        guard viewer.canLogOut else { return .empty }
        let role = viewer.role?.rawValue ?? ""
        return """
            <form class="viewer" method="post" action="/logout"><span>\(viewer.name) <small>\(role)</small></span>\
            <button type="submit" class="quiet">Log out</button></form>
            """
    }
}
