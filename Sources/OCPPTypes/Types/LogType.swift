/// Values of `LogType` on the wire (OCPP 1.6 §7 or the security white paper).
package enum LogType: String, CaseIterable, Sendable, Hashable {
    /// `DiagnosticsLog`.
    case diagnosticsLog = "DiagnosticsLog"
    /// `SecurityLog`.
    case securityLog = "SecurityLog"
}
