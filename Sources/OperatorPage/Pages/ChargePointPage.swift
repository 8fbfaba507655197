import CentralSystemModel
import OCPPTypes

/// One charge point.
package struct ChargePointPage: Sendable {
    /// Its state.
    package var snapshot: ChargePointSnapshot
    /// Its youngest transactions.
    package var transactions: [TransactionRecord]
    /// Turns an instant of the model into a time.
    package var clock: DeviceClock
    /// Now, in device time.
    package var now: DateTime
    /// True when the viewer may send commands.
    package var mayOperate: Bool
    /// Frames of the charge point.
    package var messages: LiveLog
    /// Events of the charge point.
    package var events: LiveLog
    /// Further sections: configuration, reservations, profiles, orders.
    package var books: [BookSection]
    /// What the file endpoint offers; nil where none runs.
    package var files: CommandForms.Files?

    /// Makes the page's content.
    package init(
        snapshot: ChargePointSnapshot, transactions: [TransactionRecord], clock: DeviceClock, now: DateTime,
        mayOperate: Bool, messages: LiveLog, events: LiveLog, books: [BookSection], files: CommandForms.Files? = nil
    ) {
        self.snapshot = snapshot
        self.transactions = transactions
        self.clock = clock
        self.now = now
        self.mayOperate = mayOperate
        self.messages = messages
        self.events = events
        self.books = books
        self.files = files
    }

    /// The content.
    package var content: HTML {
        let first = books.filter { !$0.isWide }.map(\.html)
        let wide = books.filter(\.isWide).map(\.html)
        return """
            <div class="lead">\(Parts.chip(connected: snapshot.isConnected)) \(Parts.chip(snapshot.registration)) \
            <span class="muted">last contact \(lastContact)</span> \(decision)</div>
            <div class="columns"><div>
            <section class="panel"><h2>Connectors</h2>\(connectors)</section>
            <section class="panel"><h2>Transactions</h2>\(transactionTable)\
            <p><a href="/transactions?identity=\(url: snapshot.identity)">All transactions</a></p></section>
            <section class="panel"><h2>Charge point</h2>\(boot)</section>
            \(first)
            </div><div>
            \(HTML.when(mayOperate, commands))
            \(messages.panel("log", "Messages", stream: messageStream, digits: 12))
            \(events.panel("events", "Events", stream: eventStream, digits: 8))
            </div></div>
            \(wide)
            """
    }

    private var lastContact: HTML { Parts.time(snapshot.lastContact.map { clock.time(at: $0) }, now: now) }

    private var decision: HTML {
        guard mayOperate else { return .empty }
        let path: HTML = "/charge-points/\(url: snapshot.identity)/registration"
        let words: [(RegistrationStatus, String)] = [
            (.accepted, "Accept"), (.pending, "Set pending"), (.rejected, "Reject"),
        ]
        let buttons = words.filter { $0.0 != snapshot.admission }.map { status, word -> HTML in
            "<button class=\"quiet\" name=\"registration\" value=\"\(status.rawValue)\">\(word)</button>"
        }
        return "<form method=\"post\" class=\"inline\" action=\"\(path)\" aria-label=\"Registration\">\(buttons)</form>"
    }

    private var connectors: HTML {
        let rows = snapshot.connectors.map { connector -> [HTML] in
            [
                connector.connectorId == 0 ? "0 <small>all</small>" : "\(connector.connectorId)",
                Parts.chip(connector.status),
                connector.errorCode == .noError ? "–" : "\(connector.errorCode.rawValue)",
                Parts.time(connector.timestamp, now: now),
            ]
        }
        return Parts.table(
            "Connectors", [.init("No."), .init("Status"), .init("Error"), .init("Since")], rows,
            empty: "No connector has reported a status.")
    }

    private var transactionTable: HTML {
        let rows = transactions.map { record -> [HTML] in
            let energy = record.stop.map { "\(PowerChart.energy(from: record.start.meterStart, to: $0.meterStop))" }
            return [
                "<a href=\"/transactions/\(record.transactionId)\">\(record.transactionId)</a>",
                "\(record.start.connectorId)", "\(record.start.idTag.value)",
                Parts.time(record.start.timestamp, now: now),
                energy.map { "\($0)" } ?? Parts.chip("running", .busy),
            ]
        }
        return Parts.table(
            "Transactions",
            [
                .init("No.", "number"), .init("Connector", "number"), .init("Id tag", "wrap"), .init("Started"),
                .init("kWh", "number"),
            ], rows, empty: "There was no transaction.")
    }

    private var boot: HTML {
        guard let boot = snapshot.boot else {
            return "<p class=\"empty\">The charge point has not sent BootNotification.</p>"
        }
        let request = boot.request
        func fact<let length: Int>(_ value: CiString<length>?) -> HTML? { value.map { "\($0.value)" } }
        return Parts.facts([
            ("Vendor", fact(request.chargePointVendor)), ("Model", fact(request.chargePointModel)),
            ("Serial number", fact(request.chargePointSerialNumber)),
            ("Charge box", fact(request.chargeBoxSerialNumber)), ("Firmware", fact(request.firmwareVersion)),
            ("ICCID", fact(request.iccid)), ("IMSI", fact(request.imsi)), ("Meter", fact(request.meterType)),
            ("Meter serial number", fact(request.meterSerialNumber)), ("Booted", Parts.time(boot.time, now: now)),
        ])
    }

    private var commands: HTML {
        let proposals = CommandForms.Proposals(
            transactionId: snapshot.openTransactions.first, now: now, files: files)
        return """
            <section class="panel"><h2>Commands</h2>\
            \(HTML.when(!snapshot.isConnected, Self.offline))\
            \(CommandForms.all(identity: snapshot.identity, proposals))</section>
            """
    }

    private static let offline: HTML = "<p class=\"muted\">The charge point is offline; commands are refused.</p>"

    private var messageStream: HTML { "/api/v1/charge-points/\(url: snapshot.identity)/messages/stream" }
    private var eventStream: HTML { "/api/v1/events?identity=\(url: snapshot.identity)" }
}

/// A table of what the central system keeps of a charge point.
package struct BookSection: Sendable {
    /// The heading.
    package var title: String
    /// Column names and styles.
    package var columns: [(name: String, style: String)]
    /// Cells by row.
    package var rows: [[HTML]]
    /// What stands there when there are no rows.
    package var empty: String
    /// Something above the table.
    package var lead: HTML
    /// True for a section over the page's whole width.
    package var isWide: Bool

    /// Makes a section.
    package init(
        title: String, columns: [(name: String, style: String)], rows: [[HTML]], empty: String,
        lead: HTML = .empty, isWide: Bool = false
    ) {
        self.title = title
        self.columns = columns
        self.rows = rows
        self.empty = empty
        self.lead = lead
        self.isWide = isWide
    }

    var html: HTML {
        """
        <section class="panel"><h2>\(title)</h2>\(lead)\
        \(Parts.table(title, columns.map { Parts.Column($0.name, $0.style) }, rows, empty: empty))</section>
        """
    }
}
