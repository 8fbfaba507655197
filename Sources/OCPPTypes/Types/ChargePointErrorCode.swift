/// Values of `ChargePointErrorCode` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ChargePointErrorCode: String, CaseIterable, Sendable, Hashable {
    /// `ConnectorLockFailure`.
    case connectorLockFailure = "ConnectorLockFailure"
    /// `EVCommunicationError`.
    case evCommunicationError = "EVCommunicationError"
    /// `GroundFailure`.
    case groundFailure = "GroundFailure"
    /// `HighTemperature`.
    case highTemperature = "HighTemperature"
    /// `InternalError`.
    case internalError = "InternalError"
    /// `LocalListConflict`.
    case localListConflict = "LocalListConflict"
    /// `NoError`.
    case noError = "NoError"
    /// `OtherError`.
    case otherError = "OtherError"
    /// `OverCurrentFailure`.
    case overCurrentFailure = "OverCurrentFailure"
    /// `PowerMeterFailure`.
    case powerMeterFailure = "PowerMeterFailure"
    /// `PowerSwitchFailure`.
    case powerSwitchFailure = "PowerSwitchFailure"
    /// `ReaderFailure`.
    case readerFailure = "ReaderFailure"
    /// `ResetFailure`.
    case resetFailure = "ResetFailure"
    /// `UnderVoltage`.
    case underVoltage = "UnderVoltage"
    /// `OverVoltage`.
    case overVoltage = "OverVoltage"
    /// `WeakSignal`.
    case weakSignal = "WeakSignal"
}
