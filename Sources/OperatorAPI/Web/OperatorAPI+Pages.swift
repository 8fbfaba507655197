import CentralSystemDriver
import CentralSystemModel
import CentralSystemSettings
import CentralSystemStore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPTypes
import OperatorInterface
import OperatorPage

/// The web page: server-rendered HTML over the same data as the API.
extension OperatorAPI {
    /// The tag that marks routes of the page.
    static let pageTag = OperatorInterface.Operation.pageTag

    var pageRoutes: [APIRoute] {
        [
            page("/", "Overview") { request in try await overviewPage(request) },
            page("/charge-points", "Charge points") { request in try await chargePointsPage(request) },
            page("/charge-points/{identity}", "One charge point") { request in
                try await chargePointPage(request, try request.path("identity"))
            },
            page("/transactions", "Transactions") { request in try await transactionsPage(request) },
            page("/transactions/{transactionId}", "One transaction with its power curve") { request in
                try await transactionPage(request)
            },
            action("/transactions/{transactionId}/end", "Ends a transaction in the books") { request in
                let ended = try await endTransaction(request)
                return PageResponse.redirect("/transactions/\(ended.transactionId)")
            },
            page("/id-tags", "Id tags") { request in try await idTagsPage(request) },
            action("/charge-points/{identity}/registration", "Decides on a registration") { request in
                let identity = try request.path("identity")
                guard let status = RegistrationStatus(rawValue: try await request.form()["registration"] ?? "") else {
                    throw OperatorAPIError.badRequest("registration must be Accepted, Pending or Rejected")
                }
                try await decide(identity, status)
                return PageResponse.redirect(PagePath.chargePoint(identity))
            },
            APIRoute(
                .post, "/charge-points/{identity}/commands", tag: Self.pageTag, role: .operate,
                "Sends a command from a form and shows how it ended", body: .form([.required("action", .text())]),
                answers: [.text(200, "The charge point's page", mediaType: "text/html")]
            ) { request in try await commandFromPage(request) },
            action("/id-tags", "Enters or replaces an id tag") { request in try await saveIdTag(request) },
            action("/id-tags/delete", "Removes an id tag") { request in
                guard let idTag = IdTag(try await request.form()["idTag"] ?? "") else {
                    throw OperatorAPIError.badRequest("idTag has 1 to 20 characters")
                }
                try check(try await loop.order { .deleteIdTag(idTag, $0) }, "there is no id tag \"\(idTag)\"")
                return PageResponse.redirect("/id-tags")
            },
        ] + filePageRoutes + loginRoutes + assetRoutes
    }

    func page(_ path: String, _ summary: String, handler: @escaping APIRoute.Handler) -> APIRoute {
        APIRoute(
            .get, path, tag: Self.pageTag, role: .read, summary,
            answers: [.text(200, "A page for people", mediaType: "text/html")], handler: handler)
    }

    func action(_ path: String, _ summary: String, handler: @escaping APIRoute.Handler) -> APIRoute {
        APIRoute(
            .post, path, tag: Self.pageTag, role: .operate, summary, body: .form([]),
            answers: [
                .empty(303, "Done; the page to look at"),
                .text(200, "Nothing is done; the page tells why", mediaType: "text/html"),
                .text(404, "There is no such thing", mediaType: "text/html"),
                .text(409, "A limit is reached", mediaType: "text/html"),
            ], handler: handler)
    }

    /// Now, in device time.
    var now: DateTime { clock.time(at: CentralSystemLoop.instant(.now())) }

    // MARK: Looking

    private func overviewPage(_ request: APIRequest) async throws -> Response {
        let (counts, acceptsAnyIdTag) = try await loop.ask {
            ($0.model.counts, $0.model.configuration.acceptsAnyIdTag)
        }
        async let events = eventLog(of: nil)
        let few = 8
        async let faulted = snapshots(ChargePointFilter(status: .faulted), from: 0, limit: few)
        async let pending = snapshots(ChargePointFilter(registration: .pending), from: 0, limit: few)
        var filter = TransactionFilter()
        filter.isOpen = true
        filter.order = .newest
        let page = OverviewPage(
            counts: counts, isStoreFailing: writer.counters.isFailing, faulted: try await faulted.page,
            pending: try await pending.page, running: try await transactions(filter, limit: few).page,
            events: try await events, acceptsAnyIdTag: acceptsAnyIdTag, now: now, ocppURL: ocppURL)
        return PageResponse.page(
            Frame(title: "Overview", section: .overview, viewer: request.caller.viewer), page.content)
    }

    private func chargePointsPage(_ request: APIRequest) async throws -> Response {
        let filter = try filter(request)
        let (page, next) = try await snapshots(filter, from: try request.number("cursor") ?? 0, limit: 50)
        return PageResponse.page(
            Frame(title: "Charge points", section: .chargePoints, viewer: request.caller.viewer),
            ChargePointsPage(snapshots: page, next: next, filter: filter, clock: clock, now: now).content)
    }

    /// The page of a charge point; the notice tells what was just done.
    func chargePointPage(
        _ request: APIRequest, _ identity: String, notice: Frame.Notice? = nil
    ) async throws -> Response {
        let snapshot = try await snapshot(identity)
        var filter = TransactionFilter()
        filter.identity = identity
        filter.order = .newest
        let viewer = request.caller.viewer
        let page = ChargePointPage(
            snapshot: snapshot, transactions: try await transactions(filter, limit: 8).page, clock: clock, now: now,
            mayOperate: viewer.mayOperate, messages: try await messageLog(of: identity),
            events: try await eventLog(of: identity),
            books: sections(try await books(identity)) + (try await unmatchedStopSection(of: identity)),
            files: viewer.mayOperate ? try await fileChoices() : nil)
        return PageResponse.page(
            Frame(title: identity, section: .chargePoints, viewer: viewer, notice: notice), page.content)
    }

    private func transactionsPage(_ request: APIRequest) async throws -> Response {
        var filter = TransactionFilter()
        filter.identity = try request.text("identity")
        filter.idTag = try request.text("idTag")
        filter.isOpen = try request.flag("open")
        filter.cursor = try request.number("cursor").map { Int64($0) }
        filter.order = .newest
        let (page, next) = try await transactions(filter, limit: 50)
        let isFirst = filter.cursor == nil && filter.idTag == nil && filter.isOpen == nil
        let unmatched = isFirst ? try await unmatchedStopSection(of: filter.identity).first : nil
        return PageResponse.page(
            Frame(title: "Transactions", section: .transactions, viewer: request.caller.viewer),
            TransactionsPage(
                records: page, next: next, unmatchedStops: unmatched, identity: filter.identity, idTag: filter.idTag,
                isOpen: filter.isOpen,
                now: now
            ).content)
    }

    private func idTagsPage(_ request: APIRequest, notice: Frame.Notice? = nil) async throws -> Response {
        let search = try request.text("search")
        let (page, next) = try await idTags(after: try request.text("cursor"), prefix: search, limit: 50)
        let viewer = request.caller.viewer
        return PageResponse.page(
            Frame(title: "Id tags", section: .idTags, viewer: viewer, notice: notice),
            IdTagsPage(
                records: page, next: next, search: search,
                acceptsAny: try await loop.ask { $0.model.configuration.acceptsAnyIdTag }, now: now,
                mayOperate: viewer.mayOperate
            ).content)
    }

    // MARK: Changing

    private func saveIdTag(_ request: APIRequest) async throws -> Response {
        var members: [String: Any] = [:]
        for (name, value) in try await request.form() where !value.isEmpty {
            members[name] = name == "maxActiveTransactions" ? Int(value) ?? value as Any : value
        }
        do {
            let record = try IdTagFile.entry(members)
            try await enter([record])
            return PageResponse.redirect("/id-tags")
        } catch let error as IdTagFile.EntryFailure {
            return try await idTagsPage(request, notice: Frame.Notice(isGood: false, "\(error.text)"))
        }
    }
}

/// Paths of pages.
enum PagePath {
    /// A charge point's page.
    static func chargePoint(_ identity: String) -> String {
        let link: HTML = "/charge-points/\(url: identity)"
        return link.text
    }
}
