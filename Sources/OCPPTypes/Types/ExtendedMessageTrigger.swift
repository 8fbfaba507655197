/// Values of `ExtendedMessageTrigger` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ExtendedMessageTrigger: String, CaseIterable, Sendable, Hashable {
    /// `BootNotification`.
    case bootNotification = "BootNotification"
    /// `LogStatusNotification`.
    case logStatusNotification = "LogStatusNotification"
    /// `FirmwareStatusNotification`.
    case firmwareStatusNotification = "FirmwareStatusNotification"
    /// `Heartbeat`.
    case heartbeat = "Heartbeat"
    /// `MeterValues`.
    case meterValues = "MeterValues"
    /// `SignChargePointCertificate`.
    case signChargePointCertificate = "SignChargePointCertificate"
    /// `StatusNotification`.
    case statusNotification = "StatusNotification"
}
