import OCPPTypes

/// Why a payload was refused: the rule, the field and the code of the CALLERROR to answer with (OCPP-J 1.6 §4.2.3).
package struct PayloadError: Error, Equatable, Sendable {
    /// The broken rule; labels are static, so they serve as keys in reports.
    package enum Reason: UInt8, CaseIterable, Sendable, Hashable {
        /// The text ends inside a value.
        case truncated
        /// A character that JSON does not allow at this place.
        case unexpectedCharacter
        /// A control character (U+0000 to U+001F) inside a string.
        case controlCharacter
        /// An escape sequence that JSON does not know.
        case invalidEscape
        /// Half of a surrogate pair in `\u` escapes.
        case loneSurrogate
        /// Bytes that are not UTF-8.
        case notUTF8
        /// A number that JSON does not allow, like `01` or `1.`.
        case malformedNumber
        /// Something follows the payload inside the frame.
        case trailingText
        /// Objects and lists nest deeper than ``CodecLimits/depth``.
        case tooDeep
        /// The payload is not an object.
        case notAnObject
        /// A member that the action does not have.
        case unknownField
        /// A member that occurs twice.
        case duplicateField
        /// A required member is absent.
        case missingField
        /// The value has another JSON type than the field.
        case wrongType
        /// The value is not among those of the enumeration.
        case unknownValue
        /// The text has more characters than the field allows.
        case tooLong
        /// The number is too large to be kept.
        case outOfRange
        /// The number has more than one fraction digit.
        case tooManyDigits
        /// The text is not a date and time.
        case malformedDateTime
        /// The date and time has no time zone.
        case missingTimeZone
        /// The text is not a URI.
        case malformedURI
        /// The list is empty where at least one element is required.
        case emptyList
    }

    /// The broken rule.
    package var reason: Reason
    /// Path of the field, like `meterValue[0].sampledValue[2].unit`; empty for the payload itself.
    package var field: String
    /// Position in the frame, in bytes, where the offending value, name or character begins.
    package var offset: Int

    /// Makes an error; decoding does.
    package init(_ reason: Reason, field: String, offset: Int) {
        self.reason = reason
        self.field = field
        self.offset = offset
    }

    /// The code of the CALLERROR to answer with.
    package var code: CallErrorCode { reason.code }

    /// The rule as text that never changes: the key in reports and metrics.
    package var label: StaticString { reason.label }

    /// `field: rule`, at most ``CodecLimits/descriptionLength`` characters.
    package var description: String {
        let text = field.isEmpty ? "\(reason.label)" : "\(field): \(reason.label)"
        return String(text.prefix(CodecLimits.descriptionLength))
    }

    /// The CALLERROR to answer a CALL with, unless ``confirmation(for:)`` has an answer.
    package var callError: CallError { CallError(code, description) }

    /// The confirmation that the specification wants in place of a CALLERROR: a message that the charge point does not
    /// know cannot be triggered, and the answer is NotImplemented (OCPP 1.6 §5.17). Nil for every other error.
    package func confirmation(for action: Action) -> Confirmation? {
        guard reason == .unknownValue, field == "requestedMessage" else { return nil }
        switch action {
        case .triggerMessage: return .triggerMessage(TriggerMessage.Confirmation(status: .notImplemented))
        case .extendedTriggerMessage:
            return .extendedTriggerMessage(ExtendedTriggerMessage.Confirmation(status: .notImplemented))
        default: return nil
        }
    }
}

extension PayloadError.Reason {
    /// The code for this rule (guide "OCPPJSON").
    package var code: CallErrorCode {
        switch self {
        case .truncated, .unexpectedCharacter, .controlCharacter, .invalidEscape, .loneSurrogate, .notUTF8,
            .malformedNumber, .trailingText, .tooDeep, .notAnObject, .unknownField, .duplicateField:
            .formationViolation
        case .missingField: .protocolError
        case .wrongType: .typeConstraintViolation
        case .unknownValue, .tooLong, .outOfRange, .tooManyDigits, .malformedDateTime, .missingTimeZone, .malformedURI:
            .propertyConstraintViolation
        case .emptyList: .occurenceConstraintViolation
        }
    }

    /// True when the text is not JSON at all, so that nothing after this place can be read.
    package var isSyntax: Bool {
        switch self {
        case .truncated, .unexpectedCharacter, .controlCharacter, .invalidEscape, .loneSurrogate, .notUTF8,
            .malformedNumber, .trailingText, .tooDeep:
            true
        case .notAnObject, .unknownField, .duplicateField, .missingField, .wrongType, .unknownValue, .tooLong,
            .outOfRange, .tooManyDigits, .malformedDateTime, .missingTimeZone, .malformedURI, .emptyList:
            false
        }
    }

    /// The rule as text that never changes.
    package var label: StaticString {
        switch self {
        case .truncated: "JSON ends too early"
        case .unexpectedCharacter: "unexpected character"
        case .controlCharacter: "control character in a string"
        case .invalidEscape: "invalid escape sequence"
        case .loneSurrogate: "lone surrogate"
        case .notUTF8: "not UTF-8"
        case .malformedNumber: "malformed number"
        case .trailingText: "text after the payload"
        case .tooDeep: "nested too deep"
        case .notAnObject: "payload is not an object"
        case .unknownField: "unknown field"
        case .duplicateField: "duplicate field"
        case .missingField: "missing field"
        case .wrongType: "wrong type"
        case .unknownValue: "unknown value"
        case .tooLong: "too long"
        case .outOfRange: "number out of range"
        case .tooManyDigits: "more than one fraction digit"
        case .malformedDateTime: "malformed date and time"
        case .missingTimeZone: "missing time zone"
        case .malformedURI: "malformed URI"
        case .emptyList: "empty list"
        }
    }
}
