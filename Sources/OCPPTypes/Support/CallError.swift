/// The code of a CALLERROR (OCPP-J 1.6 §4.2.3), spelled as the specification spells it.
package enum CallErrorCode: String, CaseIterable, Sendable, Hashable {
    /// The action is unknown to the receiver.
    case notImplemented = "NotImplemented"
    /// The action is known but not supported.
    case notSupported = "NotSupported"
    /// The receiver failed internally.
    case internalError = "InternalError"
    /// The payload is incomplete.
    case protocolError = "ProtocolError"
    /// A security problem; also the answer to a charge point that is not yet accepted (OCPP-J errata v1.0 §3.8).
    case securityError = "SecurityError"
    /// The payload does not have the structure of the action.
    case formationViolation = "FormationViolation"
    /// A field has an invalid value.
    case propertyConstraintViolation = "PropertyConstraintViolation"
    /// A field occurs too often or too seldom; the missing "r" is the specification's.
    case occurenceConstraintViolation = "OccurenceConstraintViolation"
    /// A field has the wrong JSON type.
    case typeConstraintViolation = "TypeConstraintViolation"
    /// Anything else.
    case genericError = "GenericError"
}

/// What a CALLERROR says: code, description and details (OCPP-J 1.6 §4.2.3).
package struct CallError: Error, Equatable, Sendable {
    /// The error code; one that is not of the specification is read as `genericError` in lenient mode.
    package var code: CallErrorCode
    /// Free text, at most 255 characters; empty when there is nothing to say.
    package var description: String
    /// The details as JSON text of an object; `{}` when there is nothing to say.
    package var details: String

    /// Makes an error; details are `{}` unless given.
    package init(_ code: CallErrorCode, _ description: String = "", details: String = "{}") {
        self.code = code
        self.description = description
        self.details = details
    }
}
