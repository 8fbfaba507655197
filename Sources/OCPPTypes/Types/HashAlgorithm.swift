/// Values of `HashAlgorithm` on the wire (OCPP 1.6 §7 or the security white paper).
package enum HashAlgorithm: String, CaseIterable, Sendable, Hashable {
    /// `SHA256`.
    case sha256 = "SHA256"
    /// `SHA384`.
    case sha384 = "SHA384"
    /// `SHA512`.
    case sha512 = "SHA512"
}
