import CentralSystemModel
import OCPPTypes

/// The list of transactions, youngest first.
package struct TransactionsPage: Sendable {
    /// A page of them.
    package var records: [TransactionRecord]
    /// Cursor of the next page.
    package var next: Int32?
    /// The youngest stops that ended nothing, on the first page.
    package var unmatchedStops: BookSection?
    /// What was asked for.
    package var identity: String?
    /// What was asked for.
    package var idTag: String?
    /// What was asked for.
    package var isOpen: Bool?
    /// Now, in device time.
    package var now: DateTime

    /// Makes the page's content.
    package init(
        records: [TransactionRecord], next: Int32?, unmatchedStops: BookSection? = nil, identity: String?,
        idTag: String?, isOpen: Bool?, now: DateTime
    ) {
        self.records = records
        self.next = next
        self.unmatchedStops = unmatchedStops
        self.identity = identity
        self.idTag = idTag
        self.isOpen = isOpen
        self.now = now
    }

    /// The content.
    package var content: HTML {
        let states = [("", "any"), ("true", "running"), ("false", "ended")].map { (value: $0.0, text: $0.1) }
        return """
            <section class="panel">
            <form class="filter" method="get" action="/transactions" role="search">
            <label>Charge point<input name="identity" value="\(identity ?? "")" autocomplete="off"></label>
            <label>Id tag<input name="idTag" value="\(idTag ?? "")" autocomplete="off" maxlength="20"></label>
            \(Parts.select("open", label: "State", states, chosen: isOpen.map { "\($0)" } ?? ""))
            <button type="submit">Show</button></form>
            \(table)
            \(Parts.next(next.map { "/transactions?cursor=\(Int($0))\(query)" }))
            </section>\(unmatchedStops?.html ?? .empty)
            """
    }

    private var query: HTML {
        var query: HTML = ""
        if let identity { query += "&amp;identity=\(url: identity)" }
        if let idTag { query += "&amp;idTag=\(url: idTag)" }
        if let isOpen { query += "&amp;open=\(isOpen ? "true" : "false")" }
        return query
    }

    private var table: HTML {
        let rows = records.map { record -> [HTML] in
            [
                "<a href=\"/transactions/\(record.transactionId)\">\(record.transactionId)</a>",
                "<a href=\"/charge-points/\(url: record.identity)\">\(record.identity)</a>",
                "\(record.start.connectorId)", "\(record.start.idTag.value)", Parts.clock(record.start.timestamp),
                record.stop.map { Parts.clock($0.timestamp) } ?? Parts.chip("running", .busy),
                record.stop.map { "\(PowerChart.energy(from: record.start.meterStart, to: $0.meterStop))" } ?? "–",
                record.stop.map(Self.reason) ?? "",
            ]
        }
        return Parts.table(
            "Transactions",
            [
                .init("No.", "number"), .init("Charge point", "wrap"), .init("Connector", "number extra"),
                .init("Id tag", "wrap"), .init("Started", "extra"), .init("Stopped", "extra"), .init("kWh", "number"),
                .init("Reason", "extra"),
            ], rows, empty: "No transaction fits.")
    }

    /// Why it ended, marked where the charge point has not told it.
    static func reason(_ stop: TransactionStop) -> HTML {
        guard let reason = stop.centralSystemReason else { return "\(stop.reason?.rawValue ?? "Local")" }
        return Parts.chip(Self.words(reason), .warn)
    }

    private static func words(_ reason: CentralSystemReason) -> String {
        switch reason {
        case .laterStart: "no stop: a later start"
        case .idleAfterBoot: "no stop: idle after a boot"
        case .endedByOperator: "no stop: ended by hand"
        }
    }
}

/// One transaction with its power curve.
package struct TransactionPage: Sendable {
    /// The transaction.
    package var record: TransactionRecord
    /// The picture.
    package var chart: PowerChart
    /// The youngest register reading in Wh, for one that runs.
    package var lastRegister: Int?
    /// Values that are no numbers, the first few; they were stored as they came.
    package var unreadable: [String]
    /// How many there are.
    package var unreadableCount: Int
    /// Messages with meter values that were stored.
    package var meterValues: Int
    /// Now, in device time.
    package var now: DateTime
    /// True when the viewer may stop it.
    package var mayOperate: Bool

    /// Makes the page's content.
    package init(
        record: TransactionRecord, chart: PowerChart, lastRegister: Int?, unreadable: [String] = [],
        unreadableCount: Int = 0, meterValues: Int, now: DateTime, mayOperate: Bool
    ) {
        self.record = record
        self.chart = chart
        self.lastRegister = lastRegister
        self.unreadable = unreadable
        self.unreadableCount = unreadableCount
        self.meterValues = meterValues
        self.now = now
        self.mayOperate = mayOperate
    }

    /// The content.
    package var content: HTML {
        let stop = record.stop
        let register = stop?.meterStop ?? lastRegister
        let energy = register.map { PowerChart.energy(from: record.start.meterStart, to: $0) }
        let facts = Parts.facts([
            ("Charge point", "<a href=\"/charge-points/\(url: record.identity)\">\(record.identity)</a>"),
            ("Connector", "\(record.start.connectorId)"), ("Id tag", "\(record.start.idTag.value)"),
            ("State", stop == nil ? Parts.chip("running", .busy) : Parts.chip("ended", .idle)),
            ("Authorization", Parts.chip(record.startStatus)),
            ("Started", Parts.clock(record.start.timestamp)), ("Stopped", stop.map { Parts.clock($0.timestamp) }),
            ("Energy", energy.map { "\($0) kWh" }), ("Register at start", "\(record.start.meterStart) Wh"),
            ("Register at stop", stop.map { "\($0.meterStop) Wh" }),
            ("Reason", stop.map(TransactionsPage.reason)),
            ("Stopped by", stop?.idTag.map { "\($0.value)" }),
            ("Reservation", record.start.reservationId.map { "\($0)" }), ("Meter values", "\(meterValues) messages"),
            ("Values that are no numbers", noNumbers),
        ])
        return """
            <section class="panel"><h2>Power</h2>\(chart.svg)</section>
            <section class="panel">\(facts)\(HTML.when(stop?.centralSystemReason != nil, Self.endNote))\
            \(HTML.when(mayOperate && stop == nil, stopForm))\
            <p><a href="/api/v1/transactions/\(record.transactionId)">As JSON</a></p></section>
            """
    }

    private var noNumbers: HTML? {
        guard unreadableCount > 0 else { return nil }
        let shown = unreadable.map { "<code>\($0.prefix(40))</code>" as HTML }
        return "\(unreadableCount): \(shown)\(HTML.when(unreadableCount > unreadable.count, " …"))"
    }

    private var stopForm: HTML {
        """
        <form method="post" action="/charge-points/\(url: record.identity)/commands">
        <input type="hidden" name="action" value="RemoteStopTransaction">
        <input type="hidden" name="transactionId" value="\(record.transactionId)">
        <button type="submit" class="bad">Stop this transaction</button></form>
        <form method="post" action="/transactions/\(record.transactionId)/end">
        <button type="submit" class="bad">End it in the books</button>
        <p class="muted">For a transaction whose StopTransaction will not come: nothing is sent to the charge point, the \
        register is that of the last meter value, the id tag is free again.</p></form>
        """
    }

    private static let endNote: HTML = """
        <p class="muted">No StopTransaction came: the central system ended this transaction in its books. Register and \
        time are those of the last meter value. A StopTransaction that comes late takes their place.</p>
        """
}
