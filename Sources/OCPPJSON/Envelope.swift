import OCPPTypes

/// A frame's outer array, read; the payload is still text (OCPP-J 1.6 §4.2).
package enum Envelope: Sendable, Equatable {
    /// `[2,"<uniqueId>","<Action>",{payload}]`. `action` is nil for one that OCPP 1.6 does not know; `actionName` is
    /// the text between the quotes. Ranges are byte offsets in the frame.
    case call(uniqueId: UniqueId, action: Action?, actionName: Range<Int>, payload: Range<Int>)
    /// `[3,"<uniqueId>",{payload}]`.
    case callResult(uniqueId: UniqueId, payload: Range<Int>)
    /// `[4,"<uniqueId>","<errorCode>","<errorDescription>",{details}]`. An error code that the specification does not
    /// know is read as GenericError and kept at the beginning of the description.
    case callError(uniqueId: UniqueId, error: CallError)
}

/// Why a frame could not be read.
package struct FrameError: Error, Equatable, Sendable {
    /// What is wrong with the frame.
    package enum Kind: Equatable, Sendable {
        /// Bytes that are not UTF-8.
        case notUTF8
        /// Text that is not JSON.
        case notJSON
        /// JSON that is not an array.
        case notAnArray
        /// An array with too few or too many elements for its message type.
        case wrongLength
        /// The first element is not an integer.
        case missingMessageType
        /// A message type other than 2, 3 and 4: to be ignored (OCPP-J 1.6 §4.1.3).
        case unknownMessageType(Int)
        /// A byte order mark stands before the text (RFC 8259 §8.1).
        case byteOrderMark
        /// The second element is neither a string nor a number.
        case missingId
        /// The id is a number: its digits count as the id of the answer.
        case numericId
        /// The id is an empty string.
        case emptyId
        /// The id has more than `UniqueId.maxLength` bytes.
        case idTooLong
        /// The third element of a CALL is not a string.
        case missingAction
        /// An element of a CALLERROR has the wrong type.
        case malformedCallError
        /// Objects and lists nest deeper than ``CodecLimits/depth``.
        case tooDeep
    }

    /// What is wrong.
    package var kind: Kind
    /// Position in the frame, in bytes.
    package var offset: Int
    /// True when the frame's message type is CALL: only a CALL may be answered.
    package var isCall: Bool
    /// The frame's id where it could be read.
    package var uniqueId: UniqueId?
    /// Where an id stands that is too long to be kept, without its quotes: a CALLERROR repeats it byte by byte. Nil for
    /// every other frame, and for an id above ``CodecLimits/repeatedIdLength``.
    package var longId: Range<Int>?

    /// Makes an error; scanning does.
    package init(
        _ kind: Kind, offset: Int, isCall: Bool = false, uniqueId: UniqueId? = nil, longId: Range<Int>? = nil
    ) {
        self.kind = kind
        self.offset = offset
        self.isCall = isCall
        self.uniqueId = uniqueId
        self.longId = longId
    }

    /// The CALLERROR to answer with; nil unless the frame is a CALL whose id can be told (OCPP-J 1.6 §4.2.3;
    /// otherwise log and drop: guide "Where OCPP is silent"). ``FrameEncoder/refusal(of:in:into:)`` writes it.
    package var reply: CallError? {
        guard isCall, uniqueId != nil || longId != nil else { return nil }
        return CallError(.formationViolation, "\(label)")
    }

    /// The kind as text that never changes: the key in reports and metrics.
    package var label: StaticString {
        switch kind {
        case .notUTF8: "frame is not UTF-8"
        case .notJSON: "frame is not JSON"
        case .notAnArray: "frame is not an array"
        case .wrongLength: "frame has the wrong number of elements"
        case .missingMessageType: "message type is not an integer"
        case .unknownMessageType: "unknown message type"
        case .byteOrderMark: "byte order mark before the frame"
        case .missingId: "unique id is missing"
        case .numericId: "unique id is a number"
        case .emptyId: "unique id is empty"
        case .idTooLong: "unique id is too long"
        case .missingAction: "action is not a string"
        case .malformedCallError: "CALLERROR has an element of the wrong type"
        case .tooDeep: "frame is nested too deep"
        }
    }
}
