/// Every bound that the codec keeps; frames themselves are bounded by the transport.
package enum CodecLimits {
    /// How many characters a text may be longer than its field and still be kept by lenient decoding.
    package static let excessTextLength = 255
    /// How deep objects and lists may nest in a value that is skipped; no payload of OCPP 1.6 nests deeper than 6.
    package static let depth = 32
    /// How many violations of one payload are kept with field and reason; the others are only counted.
    package static let recordedViolations = 4
    /// Longest field path in a report, in bytes; longer ones end in `…`.
    package static let fieldPathLength = 160
    /// Longest part of an unknown member's name in a field path, in bytes.
    package static let fieldNameLength = 50
    /// Longest id, in bytes as it is written, that a CALLERROR repeats although OCPP does not allow it; above it
    /// nothing is answered.
    package static let repeatedIdLength = 1024
    /// Longest description of a CALLERROR in characters (OCPP-J 1.6 §4.2.3).
    package static let descriptionLength = 255
    /// How many elements a list reserves room for before they have been read.
    package static let reservedElements = 16
}
