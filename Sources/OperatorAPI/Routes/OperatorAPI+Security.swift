import CentralSystemDriver
import CentralSystemModel
import CentralSystemStore
import Foundation
import HTTPTypes
import Hummingbird
import OCPPTypes
import OperatorInterface

/// Passwords of charge points: entered and taken away, never told.
extension OperatorAPI {
    var authorizationKeyRoutes: [APIRoute] {
        let path = "/api/v1/charge-points/{identity}/authorization-key"
        return [
            APIRoute(
                .put, path, tag: "security", role: .operate, "Enters or replaces the password of a charge point",
                body: .json(
                    .object([.required("authorizationKey", .text(maxLength: 40), "32 to 40 hexadecimal digits.")])),
                answers: [.empty(204, "It holds from now on"), .failure(409, "A limit is reached")]
            ) { request in try await putAuthorizationKey(request) },
            APIRoute(
                .delete, path, tag: "security", role: .operate, "Removes the password of a charge point",
                answers: [.empty(204, "It is gone"), .failure(404)]
            ) { request in
                let entry = AuthorizationKeyEntry(identity: try request.path("identity"), key: nil)
                guard try await loop.ask({ !$0.model.authorizationKeys(of: entry.identity).isEmpty }) else {
                    throw OperatorAPIError.notFound("the charge point \"\(entry.identity)\" has no authorization key")
                }
                try check(try await loop.order { .putAuthorizationKeys([entry], $0) }, "there is no such charge point")
                return Response(status: .noContent)
            },
        ]
    }

    private func putAuthorizationKey(_ request: APIRequest) async throws -> Response {
        let object = try await request.json() as? [String: Any]
        guard let object, object.count == 1, let hex = object["authorizationKey"] as? String,
            let password = AuthorizationKey(hex: hex)?.bytes
        else {
            throw OperatorAPIError.badRequest(
                "the body must be {\"authorizationKey\": a text of 32 to 40 hexadecimal digits, an even number}",
                field: "authorizationKey")
        }
        let entry = AuthorizationKeyEntry(identity: try request.path("identity"), key: KeyVault.salted(password))
        try check(try await loop.order { .putAuthorizationKeys([entry], $0) }, "there is no such charge point")
        return Response(status: .noContent)
    }
}

/// Certificates and security events of a charge point.
extension OperatorAPI {
    var securityRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/v1/charge-points/{identity}/certificates", tag: "security", role: .read,
                "Certificates that were signed for a charge point, and those that it told to have installed",
                answers: [.json(200, "All of them", APISchemas.page("Certificate"))]
            ) { request in
                let identity = try request.path("identity")
                let certificates = try await read { try await $0.certificates(of: identity) }
                return try JSONBody.response(.ok, JSONBody.Page(items: certificates, next: Int?.none))
            },
            APIRoute(
                .get, "/api/v1/charge-points/{identity}/security-events", tag: "security", role: .read,
                "The last 1000 security events, in the order of their arrival", query: [.limit, .cursor],
                answers: [.json(200, "A page", APISchemas.page("SecurityEvent"))]
            ) { request in
                let identity = try request.path("identity")
                let limit = try request.pageLimit()
                let after = try request.number("cursor") ?? 0
                var events = try await read {
                    try await $0.securityEvents(of: identity, after: after, limit: limit + 1)
                }
                let hasNext = events.count > limit
                if hasNext { events.removeLast() }
                let next = hasNext ? events.last.map { String($0.id) } : nil
                return try JSONBody.response(.ok, JSONBody.Page(items: events, next: next))
            },
        ]
    }
}
