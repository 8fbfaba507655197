/// Values of `UploadLogStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum UploadLogStatus: String, CaseIterable, Sendable, Hashable {
    /// `BadMessage`.
    case badMessage = "BadMessage"
    /// `Idle`.
    case idle = "Idle"
    /// `NotSupportedOperation`.
    case notSupportedOperation = "NotSupportedOperation"
    /// `PermissionDenied`.
    case permissionDenied = "PermissionDenied"
    /// `Uploaded`.
    case uploaded = "Uploaded"
    /// `UploadFailure`.
    case uploadFailure = "UploadFailure"
    /// `Uploading`.
    case uploading = "Uploading"
}
