import CentralSystemModel
import Hummingbird
import OCPPTypes
import OperatorInterface

/// Charge points: the list, one of them, its connectors, the decision on its registration.
extension OperatorAPI {
    var chargePointRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/v1/charge-points", tag: "charge points", role: .read,
                "Charge points that are connected or were accepted, in the order of their entry",
                query: [
                    .limit, .cursor,
                    .init("connected", .boolean, "Only those that are connected, or only those that are not."),
                    .init(
                        "status", .choice(ChargePointStatus.allCases.map(\.rawValue)),
                        "Only those with a connector of this status."),
                    .init(
                        "registration", .choice(RegistrationStatus.allCases.map(\.rawValue)),
                        "Only those with this registration."),
                    .init("search", .text(), "Only those whose identity, vendor, model or serial number holds it."),
                ],
                answers: [.json(200, "A page", APISchemas.page("ChargePoint"))]
            ) { request in try await chargePoints(request) },
            APIRoute(
                .get, "/api/v1/charge-points/{identity}", tag: "charge points", role: .read, "One charge point",
                answers: [.json(200, "The charge point", .named("ChargePoint")), .failure(404)]
            ) { request in try await chargePoint(try request.path("identity")) },
            APIRoute(
                .put, "/api/v1/charge-points/{identity}", tag: "charge points", role: .operate,
                "Decides on a charge point's registration, whatever the policy says",
                body: .json(
                    .object([
                        .required("registration", .choice(RegistrationStatus.allCases.map(\.rawValue)))
                    ])),
                answers: [
                    .json(200, "The charge point", .named("ChargePoint")), .failure(404), .failure(409, "A limit"),
                ]
            ) { request in try await putChargePoint(try request.path("identity"), request) },
            APIRoute(
                .get, "/api/v1/charge-points/{identity}/connectors", tag: "charge points", role: .read,
                "The last status of each connector; 0 is the charge point itself",
                answers: [.json(200, "The connectors", APISchemas.page("Connector")), .failure(404)]
            ) { request in
                let snapshot = try await snapshot(try request.path("identity"))
                return try JSONBody.response(
                    .ok, JSONBody.Page(items: JSONBody.ChargePoint(snapshot, clock: clock).connectors, next: Int?.none))
            },
        ]
    }

    /// Places of the model's array that one question to its event loop looks at.
    static var placesPerQuestion: Int { 2_048 }
    /// Charge points that one question to the model's event loop copies.
    static var snapshotsPerQuestion: Int { 256 }

    /// A page of charge points. The search runs in short questions, so that charge points do not wait for it.
    func snapshots(
        _ filter: ChargePointFilter, from cursor: Int, limit: Int
    ) async throws -> (page: [ChargePointSnapshot], next: Int?) {
        var page: [ChargePointSnapshot] = []
        var next: Int? = cursor
        while let from = next, page.count < limit {
            let wanted = min(limit - page.count, Self.snapshotsPerQuestion)
            let part = try await loop.ask {
                $0.model.snapshots(where: filter, from: from, limit: wanted, scanning: Self.placesPerQuestion)
            }
            page += part.page
            next = part.next
        }
        return (page, next)
    }

    /// One charge point.
    ///
    /// - Throws: ``OperatorAPIError`` 404.
    func snapshot(_ identity: String) async throws -> ChargePointSnapshot {
        guard let snapshot = try await loop.ask({ $0.model.snapshot(of: identity) }) else {
            throw OperatorAPIError.notFound("there is no charge point \"\(identity)\"")
        }
        return snapshot
    }

    /// The filter that a query asks for.
    func filter(_ request: APIRequest) throws -> ChargePointFilter {
        ChargePointFilter(
            isConnected: try request.flag("connected"), status: try request.choice("status", ChargePointStatus.self),
            registration: try request.choice("registration", RegistrationStatus.self),
            search: try request.text("search"))
    }

    private func chargePoints(_ request: APIRequest) async throws -> Response {
        let (page, next) = try await snapshots(
            try filter(request), from: try request.number("cursor") ?? 0, limit: try request.pageLimit())
        let items = page.map { JSONBody.ChargePoint($0, clock: clock) }
        return try JSONBody.response(.ok, JSONBody.Page(items: items, next: next.map { String($0) }))
    }

    private func chargePoint(_ identity: String) async throws -> Response {
        try JSONBody.response(.ok, JSONBody.ChargePoint(try await snapshot(identity), clock: clock))
    }

    private func putChargePoint(_ identity: String, _ request: APIRequest) async throws -> Response {
        let object = try await request.json() as? [String: Any]
        guard let object, object.count == 1, let text = object["registration"] as? String,
            let status = RegistrationStatus(rawValue: text)
        else {
            throw OperatorAPIError.badRequest(
                "the body must be {\"registration\": \"Accepted\" or \"Pending\" or \"Rejected\"}",
                field: "registration")
        }
        try await decide(identity, status)
        return try await chargePoint(identity)
    }

    /// Decides on a registration.
    func decide(_ identity: String, _ status: RegistrationStatus) async throws {
        try check(
            try await loop.order { .putChargePoint(identity: identity, status, $0) },
            "there is no charge point \"\(identity)\"")
    }
}
