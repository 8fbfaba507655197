/// Values of `DiagnosticsStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum DiagnosticsStatus: String, CaseIterable, Sendable, Hashable {
    /// `Idle`.
    case idle = "Idle"
    /// `Uploaded`.
    case uploaded = "Uploaded"
    /// `UploadFailed`.
    case uploadFailed = "UploadFailed"
    /// `Uploading`.
    case uploading = "Uploading"
}
