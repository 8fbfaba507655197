import HTTPTypes
import Hummingbird

/// An answer of the operator API that is no success: `{"error": "notFound", "message": "…"}`.
struct OperatorAPIError: Error {
    var status: HTTPResponse.Status
    /// A fixed word for programs.
    var error: String
    /// A sentence for people.
    var message: String

    static func notFound(_ message: String) -> OperatorAPIError {
        OperatorAPIError(status: .notFound, error: "notFound", message: message)
    }

    static func badRequest(_ message: String) -> OperatorAPIError {
        OperatorAPIError(status: .badRequest, error: "badRequest", message: message)
    }

    static let busy = OperatorAPIError(
        status: .serviceUnavailable, error: "busy", message: "too many requests wait; try again")
    static let storeFailed = OperatorAPIError(
        status: .serviceUnavailable, error: "storeFailed", message: "the database takes no commit; nothing changed")
    static let storeUnreadable = OperatorAPIError(
        status: .serviceUnavailable, error: "storeUnreadable", message: "the database cannot be read")
    static let limitReached = OperatorAPIError(
        status: .conflict, error: "limitReached", message: "a limit is reached; nothing changed")
}

/// Turns every error into the API's JSON.
struct OperatorAPIErrorMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as OperatorAPIError {
            return try JSONBody.response(error.status, JSONBody.Failure(error: error.error, message: error.message))
        } catch is CentralSystemLoop.Busy {
            let busy = OperatorAPIError.busy
            return try JSONBody.response(busy.status, JSONBody.Failure(error: busy.error, message: busy.message))
        } catch let error as HTTPError {
            let isNotFound = error.status == .notFound
            let failure = JSONBody.Failure(
                error: isNotFound ? "notFound" : "badRequest",
                message: error.body ?? (isNotFound ? "no such resource" : error.status.reasonPhrase))
            return try JSONBody.response(error.status, failure)
        }
    }
}
