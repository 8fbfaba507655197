import CentralSystemModel
import OCPPTypes

/// The first page: sizes, what needs attention, what just happened.
package struct OverviewPage: Sendable {
    /// Sizes of the working set.
    package var counts: CentralSystemCounts
    /// True while the database takes no commit.
    package var isStoreFailing: Bool
    /// Charge points with a faulted connector; a first few.
    package var faulted: [ChargePointSnapshot]
    /// Charge points that wait for the operator's decision; a first few.
    package var pending: [ChargePointSnapshot]
    /// Transactions that run; the youngest few.
    package var running: [TransactionRecord]
    /// What happened last.
    package var events: LiveLog
    /// True while id tags that nobody entered are accepted.
    package var acceptsAnyIdTag: Bool
    /// Now, in device time.
    package var now: DateTime
    /// Where charge points connect.
    package var ocppURL: String

    /// Makes the page's content.
    package init(
        counts: CentralSystemCounts, isStoreFailing: Bool, faulted: [ChargePointSnapshot],
        pending: [ChargePointSnapshot], running: [TransactionRecord], events: LiveLog, acceptsAnyIdTag: Bool,
        now: DateTime, ocppURL: String
    ) {
        self.counts = counts
        self.isStoreFailing = isStoreFailing
        self.faulted = faulted
        self.pending = pending
        self.running = running
        self.events = events
        self.acceptsAnyIdTag = acceptsAnyIdTag
        self.now = now
        self.ocppURL = ocppURL
    }

    /// The content.
    package var content: HTML {
        """
        <ul class="tiles">
        \(tile("/charge-points?connected=true", counts.connected, "online"))
        \(tile("/charge-points?connected=false", counts.chargePoints - counts.connected, "offline"))
        \(tile("/transactions?open=true", counts.openTransactions, "transactions running"))
        \(tile("/id-tags", counts.idTags, "id tags"))
        \(tile("/metrics", counts.pendingStores, "stores under way"))
        </ul>
        \(HTML.when(isStoreFailing, Self.storeNotice))
        \(HTML.when(acceptsAnyIdTag, IdTagsPage.anyTagNotice))
        \(HTML.when(counts.chargePoints == 0, first))
        <div class="columns">
        <section class="panel"><h2>Running transactions</h2>\(transactions)</section>
        \(events.panel("events", "Events", stream: "/api/v1/events", digits: 8))
        </div>
        <div class="columns">
        <section class="panel"><h2>Faulted connectors</h2>\(chargePoints(faulted, "No connector is faulted."))</section>
        <section class="panel"><h2>Waiting for a decision</h2>\(chargePoints(pending, "No charge point is pending."))\
        </section>
        </div>
        """
    }

    private static let storeNotice: HTML = """
        <div class="notice bad" role="alert">The database takes no commit: charge points get InternalError and will \
        send their messages again. Look at the disk and at other programs that hold the file.</div>
        """

    private var first: HTML {
        """
        <div class="notice">No charge point has connected yet. Point one to <code>\(ocppURL)/</code> \
        and its identity, or run a fleet: <code>wattswarm run SCENARIO --target \(ocppURL)</code></div>
        """
    }

    private func tile(_ path: HTML, _ value: Int, _ name: String) -> HTML {
        "<li><a href=\"\(path)\"><strong>\(value)</strong><span>\(name)</span></a></li>"
    }

    private var transactions: HTML {
        let rows = running.map { record -> [HTML] in
            [
                "<a href=\"/transactions/\(record.transactionId)\">\(record.transactionId)</a>",
                "<a href=\"/charge-points/\(url: record.identity)\">\(record.identity)</a>",
                "\(record.start.connectorId)", "\(record.start.idTag.value)",
                Parts.time(record.start.timestamp, now: now),
            ]
        }
        return Parts.table(
            "Running transactions",
            [
                .init("No.", "number"), .init("Charge point", "wrap"), .init("Connector", "number extra"),
                .init("Id tag", "extra wrap"), .init("Started"),
            ], rows, empty: "No transaction is running.")
    }

    private func chargePoints(_ snapshots: [ChargePointSnapshot], _ empty: String) -> HTML {
        let rows = snapshots.map { snapshot -> [HTML] in
            let connectors = snapshot.connectors.filter { $0.status == .faulted }
                .map { "\($0.connectorId): \($0.errorCode.rawValue)" }.joined(separator: ", ")
            return [
                "<a href=\"/charge-points/\(url: snapshot.identity)\">\(snapshot.identity)</a>",
                Parts.chip(connected: snapshot.isConnected), "\(connectors)",
            ]
        }
        return Parts.table(
            empty, [.init("Charge point", "wrap"), .init("Connection"), .init("Connector")], rows, empty: empty)
    }
}
