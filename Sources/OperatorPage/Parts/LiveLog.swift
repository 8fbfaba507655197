import OCPPTypes

/// A list of lines that grows while somebody looks: what is held when the page is made, and behind it what comes.
package struct LiveLog: Sendable {
    /// A line: a frame or an event.
    package struct Line: Sendable {
        /// When it passed or happened.
        package var time: DateTime
        /// What it says.
        package var text: String
        /// What it is, for those who do not see the mark: `sent`, `received`, or the kind of an event.
        package var words: String

        /// Makes a line.
        package init(time: DateTime, text: String, words: String) {
            self.time = time
            self.text = text
            self.words = words
        }
    }

    /// Lines, newest first.
    package var lines: [Line]
    /// The id behind which the stream goes on.
    package var position: UInt64

    /// Makes a log.
    package init(lines: [Line], position: UInt64) {
        self.lines = lines
        self.position = position
    }

    /// Lines that a page shows at first.
    package static let firstLines = 100

    /// The panel.
    /// - Parameters:
    ///   - name: a name for the page's elements.
    ///   - title: the heading.
    ///   - stream: the stream's URL with a query or without.
    ///   - digits: how much of the time is shown: 8 for seconds, 12 for milliseconds.
    func panel(_ name: String, _ title: String, stream: HTML, digits: Int) -> HTML {
        let separator: HTML = stream.text.contains("?") ? "&amp;" : "?"
        let items = lines.map { line -> HTML in
            let sent = line.words == "sent"
            let mark: HTML = sent ? "→" : line.words == "received" ? "←" : "•"
            return """
                <li class="\(sent ? "sent" : "")"><time>\(line.time.description.dropFirst(11).prefix(digits))</time>\
                <span aria-label="\(line.words)">\(mark)</span><code>\(line.text)</code></li>
                """
        }
        return """
            <section class="panel"><div class="live"><h2>\(title)</h2><span class="muted">\
            <span id="\(name)-state">–</span> <button type="button" class="quiet" id="\(name)-pause" hidden \
            aria-pressed="false">Pause</button></span></div>
            <ul class="log" aria-label="\(title)" data-stream="\(stream)\(separator)after=\(position)" \
            data-state="\(name)-state" data-pause="\(name)-pause">\(items)</ul>
            \(HTML.when(lines.isEmpty, "<noscript><p>Nothing is held; new lines need JavaScript.</p></noscript>"))</section>
            """
    }
}
