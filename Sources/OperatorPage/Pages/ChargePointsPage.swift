import CentralSystemModel
import OCPPTypes

/// The list of charge points.
package struct ChargePointsPage: Sendable {
    /// A page of them.
    package var snapshots: [ChargePointSnapshot]
    /// Cursor of the next page.
    package var next: Int?
    /// What was asked for.
    package var filter: ChargePointFilter
    /// Turns an instant of the model into a time.
    package var clock: DeviceClock
    /// Now, in device time.
    package var now: DateTime

    /// Makes the page's content.
    package init(
        snapshots: [ChargePointSnapshot], next: Int?, filter: ChargePointFilter, clock: DeviceClock, now: DateTime
    ) {
        self.snapshots = snapshots
        self.next = next
        self.filter = filter
        self.clock = clock
        self.now = now
    }

    /// The content.
    package var content: HTML {
        """
        <section class="panel">
        \(form)
        \(table)
        \(Parts.next(next.map { "/charge-points?cursor=\($0)\(query)" }))
        </section>
        """
    }

    private var form: HTML {
        let statuses =
            [(value: "", text: "any")] + ChargePointStatus.allCases.map { (value: $0.rawValue, text: $0.rawValue) }
        let connections = [("", "any"), ("true", "online"), ("false", "offline")].map { (value: $0.0, text: $0.1) }
        let connection = filter.isConnected.map { "\($0)" } ?? ""
        return """
            <form class="filter" method="get" action="/charge-points" role="search">
            <label>Search<input type="search" name="search" value="\(filter.search ?? "")" autocomplete="off"></label>
            \(Parts.select("connected", label: "Connection", connections, chosen: connection))
            \(Parts.select("status", label: "Connector status", statuses, chosen: filter.status?.rawValue ?? ""))
            <button type="submit">Show</button></form>
            """
    }

    private var query: HTML {
        var query: HTML = ""
        if let search = filter.search { query += "&amp;search=\(url: search)" }
        if let connected = filter.isConnected { query += "&amp;connected=\(connected ? "true" : "false")" }
        if let status = filter.status { query += "&amp;status=\(status.rawValue)" }
        if let registration = filter.registration { query += "&amp;registration=\(registration.rawValue)" }
        return query
    }

    private var table: HTML {
        let rows = snapshots.map { snapshot -> [HTML] in
            let connectors = snapshot.connectors.filter { $0.connectorId > 0 }.prefix(8).map { connector -> HTML in
                "<span title=\"Connector \(connector.connectorId)\">\(Parts.chip(connector.status))</span>"
            }
            let boot = snapshot.boot?.request
            let model = boot.map { "\($0.chargePointVendor.value) \($0.chargePointModel.value)" } ?? ""
            return [
                "<a href=\"/charge-points/\(url: snapshot.identity)\">\(snapshot.identity)</a>",
                Parts.chip(connected: snapshot.isConnected),
                "<span class=\"chips\">\(Array(connectors))</span>",
                Parts.chip(snapshot.registration),
                "\(model)",
                "\(boot?.firmwareVersion?.value ?? "")",
                Parts.time(snapshot.lastContact.map { clock.time(at: $0) }, now: now),
            ]
        }
        return Parts.table(
            "Charge points",
            [
                .init("Identity", "wrap"), .init("Connection"), .init("Connectors"), .init("Registration", "extra"),
                .init("Model", "extra wrap"), .init("Firmware", "extra wrap"), .init("Last contact", "extra"),
            ], rows, empty: "No charge point fits.")
    }
}
