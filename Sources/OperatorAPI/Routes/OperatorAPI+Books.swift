import CentralSystemModel
import Hummingbird
import OCPPTypes
import OperatorInterface

/// What the central system keeps of charge points: configuration, reservations, profiles, local lists, orders.
extension OperatorAPI {
    var bookRoutes: [APIRoute] {
        func list(_ name: String, _ summary: String, _ item: String, _ items: @escaping BookItems) -> APIRoute {
            APIRoute(
                .get, "/api/v1/charge-points/{identity}/\(name)", tag: "books", role: .read, summary,
                answers: [.json(200, "All of them", APISchemas.page(item)), .failure(404)]
            ) { request in
                let books = try await books(try request.path("identity"))
                return JSONBody.response(.ok, ["items": .array(items(books)), "next": .null])
            }
        }
        return [
            list(
                "configuration", "Configuration keys as last told; read them anew with GetConfiguration",
                "ConfigurationKey"
            ) { $0.configuration.map(JSONBody.configuration) },
            list("availability", "The availability that was ordered", "Availability") {
                $0.availability.map(JSONBody.availability)
            },
            list("reservations", "Reservations in force", "Reservation") { $0.reservations.map(JSONBody.reservation) },
            list(
                "charging-profiles", "Installed charging profiles, in the order of their precedence", "InstalledProfile"
            ) { $0.chargingProfiles.map(JSONBody.profile) },
            list("firmware", "The youngest firmware updates with their steps", "Order") {
                $0.orders.filter { $0.kind == .firmware || $0.kind == .signedFirmware }.map(JSONBody.order)
            },
            list("diagnostics", "The youngest uploads of diagnostics and logs with their steps", "Order") {
                $0.orders.filter { $0.kind == .diagnostics || $0.kind == .log }.map(JSONBody.order)
            },
            APIRoute(
                .get, "/api/v1/charge-points/{identity}/local-list", tag: "books", role: .read,
                "The local authorization list as far as it is known",
                answers: [.json(200, "The list", .named("LocalList")), .failure(404)]
            ) { request in
                JSONBody.response(.ok, JSONBody.localList(try await books(try request.path("identity")).localList))
            },
            APIRoute(
                .get, "/api/v1/reservations", tag: "books", role: .read, "Reservations in force at all charge points",
                query: [.limit, .cursor], answers: [.json(200, "A page", APISchemas.page("Reservation"))]
            ) { request in
                let limit = try request.pageLimit()
                let cursor = try request.number("cursor", in: 0 ... .max) ?? 0
                let (page, next) = try await loop.ask { $0.model.reservations(from: cursor, limit: limit) }
                return JSONBody.response(
                    .ok,
                    [
                        "items": .array(page.map(JSONBody.reservation)),
                        "next": next.map { .string(String($0)) } ?? .null,
                    ])
            },
        ]
    }

    private typealias BookItems = @Sendable (ChargePointBooksSnapshot) -> [JSONText]

    /// What is kept of a charge point.
    ///
    /// - Throws: ``OperatorAPIError`` 404.
    func books(_ identity: String) async throws -> ChargePointBooksSnapshot {
        guard let books = try await loop.ask({ $0.model.books(of: identity) }) else {
            throw OperatorAPIError.notFound("there is no charge point \"\(identity)\"")
        }
        return books
    }
}

extension JSONBody {
    static func configuration(_ entry: ConfigurationEntry) -> JSONText {
        [
            "key": .string(entry.key.value), "value": entry.value.map { .string($0.value) } ?? .null,
            "readonly": entry.readonly.map { .boolean($0) } ?? .null,
            "pendingValue": entry.pendingValue.map { .string($0.value) } ?? .null,
        ]
    }

    static func availability(_ record: AvailabilityRecord) -> JSONText {
        [
            "connectorId": .integer(record.connectorId), "type": .string(record.type.rawValue),
            "status": .string(record.status.rawValue), "time": .string(record.time.description),
        ]
    }

    static func reservation(_ record: ReservationRecord) -> JSONText {
        [
            "identity": .string(record.identity), "state": .string(record.state.rawValue),
            "answer": record.answer.map { .string($0.rawValue) } ?? .null,
            "transactionId": record.transactionId.map { .integer(Int($0)) } ?? .null,
            "request": .raw(CommandOutcome.text(.reserveNow(record.request))),
        ]
    }

    static func profile(_ record: ChargingProfileRecord) -> JSONText {
        let request = SetChargingProfile.Request(connectorId: record.connectorId, csChargingProfiles: record.profile)
        return [
            "time": .string(record.time.description),
            "request": .raw(CommandOutcome.text(.setChargingProfile(request))),
        ]
    }

    static func order(_ record: OrderRecord) -> JSONText {
        [
            "orderId": .integer(Int(record.orderId)), "kind": .string(record.kind.rawValue),
            "time": .string(record.time.description), "state": .string(record.state.rawValue),
            "answer": record.answer.map { .string($0) } ?? .null,
            "steps": .array(
                record.steps.map {
                    [
                        "status": .string($0.status), "time": .string($0.time.description),
                        "repetitions": .integer($0.repetitions),
                    ]
                }),
            "request": .raw(shown(CommandOutcome.text(record.request))),
        ]
    }

    static func localList(_ list: LocalListSnapshot) -> JSONText {
        let entries = list.entries.map { entries -> JSONText in
            .array(
                entries.map { entry in
                    var members: [(name: String, value: JSONText)] = [("idTag", .string(entry.idTag.value))]
                    if let info = entry.idTagInfo {
                        members.append(("status", .string(info.status.rawValue)))
                        if let parent = info.parentIdTag { members.append(("parentIdTag", .string(parent.value))) }
                        if let expiry = info.expiryDate { members.append(("expiryDate", .string(expiry.description))) }
                    }
                    return .object(members)
                })
        }
        return [
            "listVersion": list.listVersion.map { .integer($0) } ?? .null, "entries": entries ?? .null,
            "isUpdating": .boolean(list.isUpdating),
        ]
    }
}
