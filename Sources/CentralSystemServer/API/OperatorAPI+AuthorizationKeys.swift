import CentralSystemModel
import Foundation
import HTTPTypes
import Hummingbird
import OCPPTypes

/// Passwords of charge points: entered and taken away, never told.
extension OperatorAPI {
    func addAuthorizationKeyRoutes(to router: Router<Context>) {
        router.put("api/v1/charge-points/:identity/authorization-key") { request, context in
            try await putAuthorizationKey(try parameter("identity", context), request)
        }
        router.delete("api/v1/charge-points/:identity/authorization-key") { _, context in
            let entry = AuthorizationKeyEntry(identity: try parameter("identity", context), key: nil)
            guard try await loop.ask({ !$0.model.authorizationKeys(of: entry.identity).isEmpty }) else {
                throw OperatorAPIError.notFound("the charge point \"\(entry.identity)\" has no authorization key")
            }
            try check(try await loop.order { .putAuthorizationKeys([entry], $0) }, "there is no such charge point")
            return Response(status: .noContent)
        }
    }

    private func putAuthorizationKey(_ identity: String, _ request: Request) async throws -> Response {
        let object = try await body(request) as? [String: Any]
        guard let object, object.count == 1, let hex = object["authorizationKey"] as? String,
            let password = KeyVault.password(hex: hex)
        else {
            throw OperatorAPIError.badRequest(
                "the body must be {\"authorizationKey\": a text of 32 to 40 hexadecimal digits, an even number}")
        }
        let entry = AuthorizationKeyEntry(identity: identity, key: KeyVault.salted(password))
        try check(try await loop.order { .putAuthorizationKeys([entry], $0) }, "there is no such charge point")
        return Response(status: .noContent)
    }
}

/// Certificates and security events of a charge point.
extension OperatorAPI {
    func addSecurityRoutes(to router: Router<Context>) {
        router.get("api/v1/charge-points/:identity/certificates") { _, context in
            let identity = try parameter("identity", context)
            let certificates = try await read { try SecurityReader(db: $0).certificates(of: identity) }
            return try JSONBody.response(
                .ok, JSONBody.Page<SecurityReader.Certificate, Int>(items: certificates, next: nil))
        }
        router.get("api/v1/charge-points/:identity/security-events") { request, context in
            let identity = try parameter("identity", context)
            let limit = try limit(request)
            let after = try number(request, "after") ?? 0
            var events = try await read {
                try SecurityReader(db: $0).events(of: identity, after: after, limit: limit + 1)
            }
            let hasNext = events.count > limit
            if hasNext { events.removeLast() }
            return try JSONBody.response(.ok, JSONBody.Page(items: events, next: hasNext ? events.last?.id : nil))
        }
    }
}
