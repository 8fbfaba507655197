/// Values of `SignedFirmwareStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum SignedFirmwareStatus: String, CaseIterable, Sendable, Hashable {
    /// `Downloaded`.
    case downloaded = "Downloaded"
    /// `DownloadFailed`.
    case downloadFailed = "DownloadFailed"
    /// `Downloading`.
    case downloading = "Downloading"
    /// `DownloadScheduled`.
    case downloadScheduled = "DownloadScheduled"
    /// `DownloadPaused`.
    case downloadPaused = "DownloadPaused"
    /// `Idle`.
    case idle = "Idle"
    /// `InstallationFailed`.
    case installationFailed = "InstallationFailed"
    /// `Installing`.
    case installing = "Installing"
    /// `Installed`.
    case installed = "Installed"
    /// `InstallRebooting`.
    case installRebooting = "InstallRebooting"
    /// `InstallScheduled`.
    case installScheduled = "InstallScheduled"
    /// `InstallVerificationFailed`.
    case installVerificationFailed = "InstallVerificationFailed"
    /// `InvalidSignature`.
    case invalidSignature = "InvalidSignature"
    /// `SignatureVerified`.
    case signatureVerified = "SignatureVerified"
}
