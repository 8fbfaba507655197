import CentralSystemModel
import HTTPTypes
import Hummingbird
import OCPPJSON
import OCPPTypes
import OperatorInterface

/// How a command ended, for programs and for people (guide "OperatorAPI").
struct CommandOutcome: Sendable {
    var status: HTTPResponse.Status
    /// The body.
    var body: JSONText
    /// One line for people.
    var summary: String
    /// The answer's payload, for people.
    var payload: String?
    /// True when the charge point confirmed.
    var isConfirmed: Bool
    var headers: HTTPFields = [:]

    init(_ answer: OperatorAnswer, identity: String) {
        switch answer {
        case .confirmation(let confirmation):
            self.init(confirmation, extra: [])
        case .compositeSchedule(let confirmation, let expectation):
            self.init(.getCompositeSchedule(confirmation), extra: Self.members(expectation))
        case .callError(let error):
            self.init(error)
        case .timedOut:
            self.init(.gatewayTimeout, "timeout", "the charge point did not answer in time")
        case .notConnected:
            self.init(.conflict, "notConnected", "the charge point has no connection; nothing was sent")
        case .queueFull:
            self.init(.tooManyRequests, "queueFull", "too many commands wait for the charge point; nothing was sent")
            headers[.retryAfter] = "5"
        case .connectionLost:
            self.init(
                .badGateway, "connectionLost",
                "the connection went away before the answer; whether the charge point acted on it is not known")
        case .invalidAnswer(let reason):
            self.init(.badGateway, "invalidAnswer", "the charge point's answer cannot be read: \(reason)")
        case .refused(let reason):
            self.init(.conflict, "refused", "nothing was sent: \(reason)")
        case .notFound:
            self.init(.notFound, "notFound", "there is no charge point \"\(identity)\"")
        case .storeFailed:
            self.init(.serviceUnavailable, "storeFailed", "the database takes no commit; nothing was sent")
        case .limitReached:
            self.init(.conflict, "limitReached", "a limit is reached; nothing was sent")
        case .done:
            self.init(status: .ok, body: ["result": "done"], summary: "done", payload: nil, isConfirmed: true)
        }
    }

    private init(status: HTTPResponse.Status, body: JSONText, summary: String, payload: String?, isConfirmed: Bool) {
        self.status = status
        self.body = body
        self.summary = summary
        self.payload = payload
        self.isConfirmed = isConfirmed
    }

    private init(_ confirmation: Confirmation, extra: [(name: String, value: JSONText)]) {
        let text = Self.text(confirmation)
        self.init(
            status: .ok, body: .object([("result", "confirmation"), ("payload", .raw(text))] + extra),
            summary: "the charge point confirmed", payload: text, isConfirmed: true)
        if extra.contains(where: { $0.name == "differences" && $0.value != .array([]) }) {
            summary = "the charge point confirmed, but its schedule is not the expected one"
        }
    }

    private init(_ error: CallError) {
        let details = error.details.isEmpty ? "{}" : error.details
        self.init(
            status: .ok,
            body: [
                "result": "callError", "code": .string(error.code.rawValue), "description": .string(error.description),
                "details": .raw(details),
            ], summary: "CALLERROR \(error.code.rawValue) \(error.description)", payload: nil, isConfirmed: false)
    }

    private init(_ status: HTTPResponse.Status, _ word: String, _ message: String) {
        self.init(
            status: status, body: ["error": .string(word), "message": .string(message)],
            summary: message, payload: nil, isConfirmed: false)
    }

    private static func members(_ expectation: ScheduleExpectation) -> [(name: String, value: JSONText)] {
        [
            ("expected", expectation.schedule.map { .raw(text(.getCompositeSchedule($0))) } ?? .null),
            ("differences", .array(expectation.differences.map { .string($0) })),
        ]
    }

    /// A confirmation's payload as JSON text.
    static func text(_ confirmation: Confirmation) -> String {
        var output = OutputBuffer(capacity: 512)
        FrameEncoder.payload(confirmation, into: &output)
        return output.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// A request's payload as JSON text.
    static func text(_ request: OCPPTypes.Request) -> String {
        var output = OutputBuffer(capacity: 512)
        FrameEncoder.payload(request, into: &output)
        return output.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    var response: Response {
        var response = JSONBody.response(status, body)
        response.headers.append(contentsOf: headers)
        return response
    }
}
