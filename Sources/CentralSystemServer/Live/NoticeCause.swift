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

    private static func text(_ error: CallError) -> String {
        error.description.isEmpty ? error.code.rawValue : "\(error.code.rawValue): \(error.description)"
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
