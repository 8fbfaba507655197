import OCPPJSON
import OCPPTypes

/// One of the 78 payloads: an action's request or its confirmation.
struct PayloadKind: Hashable, CustomStringConvertible {
    var action: Action
    var isRequest: Bool

    static let all = Action.allCases.flatMap {
        [PayloadKind(action: $0, isRequest: true), PayloadKind(action: $0, isRequest: false)]
    }

    var description: String { action.name + (isRequest ? ".req" : ".conf") }

    init(action: Action, isRequest: Bool) {
        self.action = action
        self.isRequest = isRequest
    }

    /// Reads `Heartbeat.conf`.
    init?(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2, let action = Action(name: String(parts[0])) else { return nil }
        self.init(action: action, isRequest: parts[1] == "req")
    }
}

/// A decoded payload of either direction.
enum Payload: Equatable {
    case request(Request)
    case confirmation(Confirmation)

    init(_ kind: PayloadKind, _ text: String, mode: DecodingMode = .strict) throws {
        self =
            kind.isRequest
            ? .request(try decodeRequest(kind.action, text, mode: mode))
            : .confirmation(try decodeConfirmation(kind.action, text, mode: mode))
    }

    /// The payload's text as the codec writes it.
    var json: String {
        let frame: String
        let prefix: String
        switch self {
        case .request(let request):
            frame = encoded { FrameEncoder.call("1", request, into: &$0) }
            prefix = "[2,\"1\",\"\(request.action.name)\","
        case .confirmation(let confirmation):
            frame = encoded { FrameEncoder.callResult("1", confirmation, into: &$0) }
            prefix = "[3,\"1\","
        }
        return String(frame.dropFirst(prefix.count).dropLast())
    }
}
