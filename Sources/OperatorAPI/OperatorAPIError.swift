import CentralSystemDriver
import HTTPTypes
import Hummingbird
import OperatorInterface
import OperatorPage

/// An answer of the operator API that is no success: `{"error": "notFound", "message": "…"}`.
struct OperatorAPIError: Error {
    var status: HTTPResponse.Status
    /// A fixed word for programs.
    var error: String
    /// A sentence for people.
    var message: String
    /// The member of the body that is wrong, where there is one.
    var field: String?
    /// Further headers.
    var headers: HTTPFields = [:]

    init(
        status: HTTPResponse.Status, error: String, message: String, field: String? = nil, headers: HTTPFields = [:]
    ) {
        self.status = status
        self.error = error
        self.message = message
        self.field = field
        self.headers = headers
    }

    static func notFound(_ message: String) -> OperatorAPIError {
        OperatorAPIError(status: .notFound, error: "notFound", message: message)
    }

    static func badRequest(_ message: String, field: String? = nil) -> OperatorAPIError {
        OperatorAPIError(status: .badRequest, error: "badRequest", message: message, field: field)
    }

    static func forbidden(_ message: String) -> OperatorAPIError {
        OperatorAPIError(status: .forbidden, error: "forbidden", message: message)
    }

    static func conflict(_ error: String, _ message: String) -> OperatorAPIError {
        OperatorAPIError(status: .conflict, error: error, message: message)
    }

    static func tooMany(seconds: Int) -> OperatorAPIError {
        OperatorAPIError(
            status: .tooManyRequests, error: "tooManyRequests", message: "too many requests; wait \(seconds) s",
            headers: [.retryAfter: String(seconds)])
    }

    static let unauthorized = OperatorAPIError(
        status: .unauthorized, error: "unauthorized", message: "send a known token: Authorization: Bearer TOKEN",
        headers: [.wwwAuthenticate: "Bearer"])
    static let busy = OperatorAPIError(
        status: .serviceUnavailable, error: "busy", message: "too many requests wait; try again",
        headers: [.retryAfter: "1"])
    static let storeFailed = OperatorAPIError(
        status: .serviceUnavailable, error: "storeFailed", message: "the database takes no commit; nothing changed")
    static let storeUnreadable = OperatorAPIError(
        status: .serviceUnavailable, error: "storeUnreadable", message: "the database cannot be read")
    static let limitReached = OperatorAPIError(
        status: .conflict, error: "limitReached", message: "a limit is reached; nothing changed")

    /// The answer.
    func response() throws -> Response {
        var response = try JSONBody.response(
            status, JSONBody.Failure(error: error, message: message, field: field))
        response.headers.append(contentsOf: headers)
        return response
    }
}

/// Turns every error into the API's JSON, gives paths that have other methods a 405, and adds the headers that keep
/// browsers from doing what they should not.
struct OperatorAPIErrorMiddleware: RouterMiddleware {
    typealias Context = OperatorRequestContext

    let table: APIRouteTable
    let access: AccessControl

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as OperatorAPIError {
            response = try answer(error, request, context)
        } catch is CentralSystemLoop.Busy {
            response = try answer(.busy, request, context)
        } catch let error as HTTPError {
            response = try answer(convert(error, request, context), request, context)
        }
        for (name, value) in Self.headers where response.headers[name] == nil { response.headers[name] = value }
        if access.isTLS { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return response
    }

    /// Programs get JSON, people a page; who has to log in first is sent there.
    private func answer(_ error: OperatorAPIError, _ request: Request, _ context: Context) throws -> Response {
        guard isForPeople(request) else { return try error.response() }
        if error.status == .unauthorized, request.method == .get {
            let link: HTML = "/login?next=\(url: request.uri.string)"
            return PageResponse.redirect(link.text)
        }
        var response = PageResponse.failure(
            error.status, error.message, viewer: Frame.Viewer(name: "", role: nil, canLogOut: false))
        response.headers.append(contentsOf: error.headers)
        return response
    }

    private func isForPeople(_ request: Request) -> Bool {
        let path = request.uri.path
        if let operation = table.operation(path: path) { return operation.tag == OperatorAPI.pageTag }
        return !path.hasPrefix("/api/") && request.headers[.accept]?.contains("text/html") ?? false
    }

    private func convert(_ error: HTTPError, _ request: Request, _ context: Context) -> OperatorAPIError {
        guard error.status == .notFound else {
            return OperatorAPIError(
                status: error.status, error: "badRequest", message: error.body ?? error.status.reasonPhrase)
        }
        do {
            // Strangers that try paths count like any other caller.
            _ = try access.caller(request, context)
        } catch let error as OperatorAPIError {
            return error
        } catch {
            return .notFound("no such resource")
        }
        let methods = table.methods(path: request.uri.path).map(\.rawValue)
        guard !methods.isEmpty else { return .notFound("no such resource") }
        return OperatorAPIError(
            status: .methodNotAllowed, error: "methodNotAllowed",
            message: "this resource takes \(methods.joined(separator: ", "))",
            headers: [.allow: methods.joined(separator: ", ")])
    }

    /// The page has no scripts and styles but its own, is shown in no frame, and tells no other page where it was.
    static let headers: [(HTTPField.Name, String)] = [
        (
            .contentSecurityPolicy,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        (.xContentTypeOptions, "nosniff"),
        (HTTPField.Name("Referrer-Policy")!, "same-origin"),
        (HTTPField.Name("X-Frame-Options")!, "DENY"),
        (HTTPField.Name("Cross-Origin-Resource-Policy")!, "same-origin"),
        (HTTPField.Name("Cross-Origin-Opener-Policy")!, "same-origin"),
        (HTTPField.Name("Permissions-Policy")!, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (.cacheControl, "no-store"),
    ]
}
