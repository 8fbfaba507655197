import CentralSystemModel
import OCPPJSON
import OCPPTypes

extension OperatorEvent.Cause {
    /// The message behind an input; nothing where there is none.
    init(_ input: CentralSystemModel.Input) {
        switch input {
        case .call(_, let id, let request):
            self.init(action: request.action, uniqueId: id)
        case .confirmation(_, let id, let confirmation):
            self.init(action: confirmation.action, uniqueId: id)
        case .callError(_, let id, let error):
            self.init(uniqueId: id, detail: Self.text(error))
        case .invalidAnswer(_, let id, let reason):
            self.init(uniqueId: id, detail: reason)
        case .malformed(_, let id, let error):
            self.init(uniqueId: id, detail: Self.text(error))
        default:
            self.init()
        }
    }

    /// The code and what the peer says of it, cut to the length that OCPP-J allows it (4.2.3): a peer chooses the text. One
    /// that speaks of AuthorizationKey may repeat a password, so only the code is told then.
    private static func text(_ error: CallError) -> String {
        let description = String(error.description.unicodeScalars.prefix(CodecLimits.descriptionLength))
        guard !description.isEmpty, !description.lowercased().contains("authorizationkey") else {
            return error.code.rawValue
        }
        return "\(error.code.rawValue): \(description)"
    }
}

extension Violations {
    /// The broken rules as text: `idTag: too long; reason: unknown value`, and how many more there were.
    var text: String {
        var parts = first.map { $0.field.isEmpty ? "\($0.reason.label)" : "\($0.field): \($0.reason.label)" }
        if count > first.count { parts.append("\(count - first.count) more") }
        return parts.joined(separator: "; ")
    }
}
