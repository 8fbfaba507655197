/// Values of `MessageTrigger` on the wire (OCPP 1.6 §7 or the security white paper).
package enum MessageTrigger: String, CaseIterable, Sendable, Hashable {
    /// `BootNotification`.
    case bootNotification = "BootNotification"
    /// `DiagnosticsStatusNotification`.
    case diagnosticsStatusNotification = "DiagnosticsStatusNotification"
    /// `FirmwareStatusNotification`.
    case firmwareStatusNotification = "FirmwareStatusNotification"
    /// `Heartbeat`.
    case heartbeat = "Heartbeat"
    /// `MeterValues`.
    case meterValues = "MeterValues"
    /// `StatusNotification`.
    case statusNotification = "StatusNotification"
}
