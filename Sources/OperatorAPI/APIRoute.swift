import CentralSystemSettings
import HTTPTypes
import Hummingbird
import OperatorInterface

/// An operation and what it does. Everything that the API serves is one of these, so `/openapi.json` cannot lie.
///
/// ```swift
/// APIRoute(.get, "/healthz", tag: "service", role: nil, "True while the process runs", answers: [...]) { request in
///     try JSONBody.response(.ok, JSONBody.Status(status: "ok"))
/// }
/// ```
struct APIRoute: Sendable {
    typealias Handler = @Sendable (APIRequest) async throws -> Response

    var operation: OperatorInterface.Operation
    var handler: Handler

    init(_ operation: OperatorInterface.Operation, handler: @escaping Handler) {
        self.operation = operation
        self.handler = handler
    }

    init(
        _ method: APIMethod, _ path: String, tag: String, role: Role?, _ summary: String, details: String? = nil,
        query: [OperatorInterface.Operation.Parameter] = [], body: OperatorInterface.Operation.Body? = nil,
        answers: [OperatorInterface.Operation.Answer], handler: @escaping Handler
    ) {
        operation = OperatorInterface.Operation(
            method, path, tag: tag, role: role, summary, details: details, query: query, body: body, answers: answers)
        self.handler = handler
    }
}

/// The table of routes: makes the router and the API's description.
struct APIRouteTable: Sendable {
    let routes: [APIRoute]
    /// What the API tells of itself.
    let document: OpenAPIDocument

    /// - Precondition: no operation is there twice.
    init(_ routes: [APIRoute], document: OpenAPIDocument) {
        var seen: Set<String> = []
        for route in routes {
            let isNew = seen.insert("\(route.operation.method.rawValue) \(route.operation.path)").inserted
            precondition(isNew, "\(route.operation.path) is in the table twice")
        }
        self.routes = routes
        self.document = document
    }

    /// The methods that a path is served under.
    func methods(path: String) -> [APIMethod] {
        APIMethod.allCases.filter { method in
            routes.contains { $0.operation.method == method && $0.operation.matches(path: path) }
        }
    }

    /// An operation of a path, whatever its method.
    func operation(path: String) -> OperatorInterface.Operation? {
        routes.first { $0.operation.matches(path: path) }?.operation
    }

    /// The router; `access` decides on each request before its handler runs.
    func router(access: AccessControl, limits: OperatorAPILimits) -> Router<OperatorRequestContext> {
        let router = Router(context: OperatorRequestContext.self)
        router.add(middleware: OperatorAPIErrorMiddleware(table: self, access: access))
        for route in routes {
            let operation = route.operation
            let handler = route.handler
            guard let method = HTTPRequest.Method(rawValue: operation.method.rawValue) else {
                preconditionFailure("\(operation.method.rawValue) is a method of HTTP")
            }
            router.on(RouterPath(Self.template(operation.path)), method: method) { request, context in
                let isHealth = OperatorAPI.healthPaths.contains(operation.path)
                let caller =
                    isHealth
                    ? Caller(name: "", role: nil, proof: .none) : try access.admit(request, context, operation)
                let request = APIRequest(request: request, context: context, caller: caller, limits: limits)
                if operation.path.hasPrefix("/api/") { try request.refuseUnknownParameters(of: operation) }
                return try await handler(request)
            }
        }
        return router
    }

    /// `/a/{b}` as Hummingbird writes it: `/a/:b`.
    private static func template(_ path: String) -> String {
        path.split(separator: "/").map { $0.hasPrefix("{") ? ":\($0.dropFirst().dropLast())" : String($0) }
            .joined(separator: "/")
    }
}
