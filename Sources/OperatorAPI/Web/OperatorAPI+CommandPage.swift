import CentralSystemModel
import Hummingbird
import OCPPTypes
import OperatorInterface
import OperatorPage
import TransferModel

/// Commands from the page's forms, and the sections of what is kept of a charge point.
extension OperatorAPI {
    /// Sends what a form holds and shows the charge point's page with the outcome on top.
    func commandFromPage(_ request: APIRequest) async throws -> Response {
        let identity = try request.path("identity")
        let fields = try await request.form()
        let name = fields["action"] ?? ""
        guard let action = Action(name: name), action.isFromCentralSystem else {
            throw OperatorAPIError.badRequest("there is no command \"\(name)\"")
        }
        // The form for any payload has it as text, the others have a field per member.
        let text = fields["payload"] ?? CommandForms.payload(of: action, fields: fields).text
        let notice: Frame.Notice
        do {
            var bytes = Array(text.utf8)
            if fields["unchecked"] != "true" { bytes = try await completed(action, identity, bytes, fields) }
            let payload =
                fields["unchecked"] == "true"
                ? try Self.unchecked(action, bytes) : .typed(try Self.checked(action, bytes))
            let outcome = try await outcome(of: payload, to: identity)
            notice = Frame.Notice(
                isGood: outcome.isConfirmed,
                CommandNotice.html(action: action.name, summary: outcome.summary, payload: outcome.payload))
        } catch let error as OperatorAPIError where [.badRequest, .notFound].contains(error.status) {
            notice = Frame.Notice(
                isGood: false, CommandNotice.html(action: action.name, summary: error.message, payload: text))
        }
        return try await chargePointPage(request, identity, notice: notice)
    }

    /// The payload with the place of its file, where the form leaves that to the file endpoint.
    private func completed(
        _ action: Action, _ identity: String, _ body: [UInt8], _ fields: [String: String]
    ) async throws -> [UInt8] {
        let via = fields["via"].flatMap { $0.isEmpty ? nil : $0 }
        let scheme = via.flatMap(TransferScheme.init)
        guard via == nil || scheme != nil else { throw OperatorAPIError.badRequest("via is no scheme") }
        return try await completed(
            action, identity, body, image: fields["image"].flatMap { $0.isEmpty ? nil : $0 }, scheme: scheme)
    }

    /// Sections of a charge point's page that have something to show.
    func sections(_ books: ChargePointBooksSnapshot) -> [BookSection] {
        [reservations(books), profiles(books), localList(books), orders(books), configuration(books)].compactMap { $0 }
    }

    private func configuration(_ books: ChargePointBooksSnapshot) -> BookSection? {
        BookSection(
            title: "Configuration", columns: [("Key", "wrap mono"), ("Value", "wrap mono"), ("", "extra")],
            rows: books.configuration.map { entry in
                let pending: HTML? = entry.pendingValue.map { " <small>after a reboot: \($0.value)</small>" }
                let kind: HTML = entry.readonly == true ? "<small>read only</small>" : ""
                return ["\(entry.key.value)", "\(entry.value?.value ?? "")\(pending)", kind]
            }, empty: "Not read yet: send GetConfiguration without keys.")
    }

    private func reservations(_ books: ChargePointBooksSnapshot) -> BookSection? {
        guard !books.reservations.isEmpty else { return nil }
        return BookSection(
            title: "Reservations",
            columns: [("No.", "number"), ("Connector", "number"), ("Id tag", "wrap"), ("Until", ""), ("State", "")],
            rows: books.reservations.map { record in
                [
                    "\(record.request.reservationId)", "\(record.request.connectorId)", "\(record.request.idTag.value)",
                    "\(record.request.expiryDate.description.prefix(16).replacing("T", with: " "))",
                    "\(record.state.rawValue)",
                ]
            }, empty: "")
    }

    private func profiles(_ books: ChargePointBooksSnapshot) -> BookSection? {
        guard !books.chargingProfiles.isEmpty else { return nil }
        return BookSection(
            title: "Charging profiles",
            columns: [
                ("No.", "number"), ("Connector", "number"), ("Purpose", "wrap"), ("Level", "number"),
                ("Limits", "wrap"),
            ],
            rows: books.chargingProfiles.map { record in
                let schedule = record.profile.chargingSchedule
                let limits = schedule.chargingSchedulePeriod.prefix(6).map {
                    "\($0.startPeriod) s: \($0.limit) \(schedule.chargingRateUnit.rawValue)"
                }
                let more = schedule.chargingSchedulePeriod.count > 6 ? ", …" : ""
                return [
                    "\(record.profile.chargingProfileId)", "\(record.connectorId)",
                    """
                    \(record.profile.chargingProfilePurpose.rawValue) \
                    <small>\(record.profile.chargingProfileKind.rawValue)</small>
                    """,
                    "\(record.profile.stackLevel)", "\(limits.joined(separator: ", "))\(more)",
                ]
            }, empty: "")
    }

    private func localList(_ books: ChargePointBooksSnapshot) -> BookSection? {
        guard let version = books.localList.listVersion else { return nil }
        let lead: HTML =
            "<p>Version \(version)\(HTML.when(books.localList.isUpdating, ", an update is under way"))</p>"
        return BookSection(
            title: "Local list", columns: [("Id tag", "wrap mono"), ("Status", "")],
            rows: (books.localList.entries ?? []).prefix(50).map { entry in
                ["\(entry.idTag.value)", "\(entry.idTagInfo?.status.rawValue ?? "")"]
            }, empty: books.localList.entries == nil ? "Its entries are not known." : "It is empty.", lead: lead)
    }

    private func orders(_ books: ChargePointBooksSnapshot) -> BookSection? {
        guard !books.orders.isEmpty else { return nil }
        return BookSection(
            title: "Firmware and uploads", columns: [("Order", ""), ("State", ""), ("Steps", "wrap")],
            rows: books.orders.reversed().map { record in
                let steps = record.steps.map(\.status).joined(separator: " → ")
                return [
                    "\(record.kind.rawValue) <small>\(record.time.description.prefix(16))</small>",
                    "\(record.state.rawValue)", "\(steps)",
                ]
            }, empty: "")
    }
}
