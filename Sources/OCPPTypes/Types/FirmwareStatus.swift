/// Values of `FirmwareStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum FirmwareStatus: String, CaseIterable, Sendable, Hashable {
    /// `Downloaded`.
    case downloaded = "Downloaded"
    /// `DownloadFailed`.
    case downloadFailed = "DownloadFailed"
    /// `Downloading`.
    case downloading = "Downloading"
    /// `Idle`.
    case idle = "Idle"
    /// `InstallationFailed`.
    case installationFailed = "InstallationFailed"
    /// `Installing`.
    case installing = "Installing"
    /// `Installed`.
    case installed = "Installed"
}
