import OCPPTypes

/// Files: the firmware library, what charge points sent, the history of transfers, jobs with vendors' servers.
package struct FilesPage: Sendable {
    /// A file of the endpoint.
    package struct File: Sendable {
        /// Its path.
        package var path: String
        /// Its length in bytes.
        package var size: Int64
        /// SHA-256 in hexadecimal digits.
        package var sha256: String
        /// The charge point that sent it.
        package var chargePoint: String?
        /// Where it came from.
        package var source: String?
        /// When it was stored.
        package var stored: DateTime?

        /// Makes a file.
        package init(
            path: String, size: Int64, sha256: String, chargePoint: String?, source: String?, stored: DateTime?
        ) {
            self.path = path
            self.size = size
            self.sha256 = sha256
            self.chargePoint = chargePoint
            self.source = source
            self.stored = stored
        }
    }

    /// A transfer that has ended, or a job with a vendor's server.
    package struct Transfer: Sendable {
        /// When it began.
        package var started: DateTime?
        /// The charge point, or the vendor's URL.
        package var peer: String
        /// The charge point's identity, for a link.
        package var chargePoint: String?
        /// What was done, such as `ftp upload`.
        package var deed: String
        /// The file.
        package var path: String
        /// Bytes that went over.
        package var bytes: Int64?
        /// How it ended: `done`, `running`, or why it failed.
        package var outcome: String
        /// True for a good end, nil while it runs.
        package var isGood: Bool?

        /// Makes a transfer.
        package init(
            started: DateTime?, peer: String, chargePoint: String?, deed: String, path: String, bytes: Int64?,
            outcome: String, isGood: Bool?
        ) {
            self.started = started
            self.peer = peer
            self.chargePoint = chargePoint
            self.deed = deed
            self.path = path
            self.bytes = bytes
            self.outcome = outcome
            self.isGood = isGood
        }
    }

    /// URLs of the endpoint by scheme.
    package var addresses: [String]
    /// The firmware library.
    package var images: [File]
    /// What charge points sent, a page of it.
    package var files: [File]
    /// Cursor of the next page of files.
    package var next: String?
    /// The charge point that was asked for.
    package var identity: String?
    /// The youngest transfers.
    package var transfers: [Transfer]
    /// Jobs with vendors' servers.
    package var jobs: [Transfer]
    /// Planned faults, one word each; empty: none.
    package var faults: [String]
    /// Now.
    package var now: DateTime
    /// True when the viewer may change something.
    package var mayOperate: Bool

    /// Makes the page's content.
    package init(
        addresses: [String], images: [File], files: [File], next: String?, identity: String?, transfers: [Transfer],
        jobs: [Transfer], faults: [String], now: DateTime, mayOperate: Bool
    ) {
        self.addresses = addresses
        self.images = images
        self.files = files
        self.next = next
        self.identity = identity
        self.transfers = transfers
        self.jobs = jobs
        self.faults = faults
        self.now = now
        self.mayOperate = mayOperate
    }

    /// The content where no file endpoint runs.
    package static let none: HTML = """
        <section class="panel"><p class="empty">No file endpoint runs. Start the central system with \
        <code>--http-files HOST:PORT</code> or <code>--ftp HOST:PORT</code>.</p></section>
        """

    /// The content.
    package var content: HTML {
        """
        <p class="muted">Served: \(addresses.joined(separator: ", "))\(faultsHTML)</p>
        <div class="columns"><section class="panel"><h2>Firmware library</h2>\
        \(table("Firmware library", images, empty: "There is no image yet."))</section>
        \(HTML.when(mayOperate, forms))</div>
        <section class="panel"><h2>From charge points</h2>
        <form class="filter" method="get" action="/files" role="search">
        <label>Charge point<input type="search" name="identity" value="\(identity ?? "")" autocomplete="off"></label>\
        <button type="submit">Show</button></form>
        \(table("From charge points", files, empty: "No charge point has sent a file."))
        \(Parts.next(next.map { "/files?cursor=\(url: $0)\(query)" }))</section>
        \(HTML.when(!jobs.isEmpty, history("Jobs with vendors' servers", jobs, empty: "")))
        \(history("Transfers", transfers, empty: "There was no transfer."))
        """
    }

    private var query: HTML { identity.map { "&amp;identity=\(url: $0)" } ?? "" }

    private var faultsHTML: HTML {
        faults.isEmpty ? "" : ". Faults on purpose: \(faults.joined(separator: ", "))"
    }

    private func table(_ caption: String, _ files: [File], empty: String) -> HTML {
        var columns: [Parts.Column] = [
            .init("File", "wrap"), .init("Bytes", "number"), .init("SHA-256", "wrap mono extra"), .init("Stored"),
        ]
        if mayOperate { columns.append(.init("Action")) }
        let rows = files.map { file -> [HTML] in
            let source: HTML? = file.source.map { " <small>\($0)</small>" }
            let cells: [HTML] = [
                "<a href=\"/api/v1/file-content?path=\(url: file.path)\" download>\(file.path)</a>\(source)",
                "\(file.size)", "\(file.sha256)", Parts.time(file.stored, now: now),
            ]
            return mayOperate ? cells + [action(file)] : cells
        }
        return Parts.table(caption, columns, rows, empty: empty)
    }

    private func action(_ file: File) -> HTML {
        """
        <details class="more"><summary>Pass on</summary><form method="post" action="/files/forward">\
        <input type="hidden" name="path" value="\(file.path)">\
        <label>To<input name="url" type="text" required autocomplete="off" spellcheck="false" \
        placeholder="ftp://user:password@host/folder/"></label>\
        <button type="submit">Pass on</button></form></details>\
        <form method="post" action="/files/delete" class="inline">\
        <input type="hidden" name="path" value="\(file.path)">\
        <button class="quiet" aria-label="Remove \(file.path)">Remove</button></form>
        """
    }

    private var forms: HTML {
        """
        <section class="panel"><h2>Add an image</h2>
        <form method="post" action="/files/firmware" enctype="multipart/form-data">
        <label>File<input name="file" type="file" required></label>
        <button type="submit">Upload</button></form>
        <h2>Fetch an image</h2>
        <form method="post" action="/files/fetch">
        <label>Name<input name="name" type="text" required autocomplete="off" spellcheck="false" maxlength="255">\
        </label>
        <label>URL<input name="url" type="text" required autocomplete="off" spellcheck="false" \
        placeholder="ftp://user:password@vendor.example/image.bin"></label>
        <label>SHA-256 <small>optional</small><input name="sha256" type="text" autocomplete="off" maxlength="64">\
        </label>
        <button type="submit">Fetch</button></form></section>
        """
    }

    private func history(_ title: String, _ transfers: [Transfer], empty: String) -> HTML {
        let rows = transfers.map { transfer -> [HTML] in
            let peer: HTML? = transfer.chargePoint.map { "<a href=\"/charge-points/\(url: $0)\">\($0)</a>" }
            let kind: Parts.ChipKind = transfer.isGood.map { $0 ? .good : .bad } ?? .busy
            return [
                Parts.time(transfer.started, now: now), peer ?? "\(transfer.peer)", "\(transfer.deed)",
                "\(transfer.path)", "\(transfer.bytes.map { String($0) } ?? "–")",
                Parts.chip(transfer.outcome, kind),
            ]
        }
        let columns: [Parts.Column] = [
            .init("Started"), .init("With", "wrap extra"), .init("What"), .init("File", "wrap"),
            .init("Bytes", "number extra"), .init("End", "wrap"),
        ]
        return "<section class=\"panel\"><h2>\(title)</h2>\(Parts.table(title, columns, rows, empty: empty))</section>"
    }
}
