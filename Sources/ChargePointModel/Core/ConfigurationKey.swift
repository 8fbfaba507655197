import OCPPTypes

/// The configuration keys that the charge point has (OCPP 1.6 §9.1, PROTOCOL §13), each with access, form and default.
///
/// The raw value is a dense index in alphabetical order, which is also the order of GetConfiguration.conf.
package enum ConfigurationKey: UInt8, CaseIterable, Sendable, Hashable, Comparable {
    /// A tag that nobody knows may charge while offline.
    case allowOfflineTxForUnknownId
    /// A remote start asks Authorize first.
    case authorizeRemoteTxRequests
    /// Seconds of device time between clock-aligned meter values; 0 = off.
    case clockAlignedDataInterval
    /// Seconds of device time in Preparing; 0 = no end.
    case connectionTimeOut
    /// How the phases are wired; information only.
    case connectorPhaseRotation
    /// Most keys in a GetConfiguration.req.
    case getConfigurationMaxKeys
    /// Seconds of silence before a Heartbeat; 0 = off.
    case heartbeatInterval
    /// Without cache and list there is nothing to authorize offline from.
    case localAuthorizeOffline
    /// Without cache and list there is nothing to authorize from.
    case localPreAuthorize
    /// Seconds before a CALL is given up (E4 3.82).
    case messageTimeout
    /// Measurands of clock-aligned values.
    case meterValuesAlignedData
    /// Most items of MeterValuesAlignedData.
    case meterValuesAlignedDataMaxLength
    /// Seconds of device time between sampled values; 0 = off.
    case meterValueSampleInterval
    /// Measurands of sampled values.
    case meterValuesSampledData
    /// Most items of MeterValuesSampledData.
    case meterValuesSampledDataMaxLength
    /// Number of connectors.
    case numberOfConnectors
    /// Retries of a reset that failed; a reset of this charge point never fails.
    case resetRetries
    /// Taking the plug out of the car ends the transaction.
    case stopTransactionOnEVSideDisconnect
    /// A tag that is not accepted in StartTransaction.conf ends the transaction.
    case stopTransactionOnInvalidId
    /// The profiles that are built.
    case supportedFeatureProfiles
    /// Transmissions of a transaction message that the central system fails to process.
    case transactionMessageAttempts
    /// Seconds before the second transmission; before the n-th, n - 1 times as many.
    case transactionMessageRetryInterval
    /// Taking the plug out of the car unlocks the cable on our side.
    case unlockConnectorOnEVSideDisconnect

    /// The key's name on the wire; names are compared without regard to case.
    package var name: String {
        switch self {
        case .allowOfflineTxForUnknownId: "AllowOfflineTxForUnknownId"
        case .authorizeRemoteTxRequests: "AuthorizeRemoteTxRequests"
        case .clockAlignedDataInterval: "ClockAlignedDataInterval"
        case .connectionTimeOut: "ConnectionTimeOut"
        case .connectorPhaseRotation: "ConnectorPhaseRotation"
        case .getConfigurationMaxKeys: "GetConfigurationMaxKeys"
        case .heartbeatInterval: "HeartbeatInterval"
        case .localAuthorizeOffline: "LocalAuthorizeOffline"
        case .localPreAuthorize: "LocalPreAuthorize"
        case .messageTimeout: "MessageTimeout"
        case .meterValuesAlignedData: "MeterValuesAlignedData"
        case .meterValuesAlignedDataMaxLength: "MeterValuesAlignedDataMaxLength"
        case .meterValuesSampledData: "MeterValuesSampledData"
        case .meterValuesSampledDataMaxLength: "MeterValuesSampledDataMaxLength"
        case .meterValueSampleInterval: "MeterValueSampleInterval"
        case .numberOfConnectors: "NumberOfConnectors"
        case .resetRetries: "ResetRetries"
        case .stopTransactionOnEVSideDisconnect: "StopTransactionOnEVSideDisconnect"
        case .stopTransactionOnInvalidId: "StopTransactionOnInvalidId"
        case .supportedFeatureProfiles: "SupportedFeatureProfiles"
        case .transactionMessageAttempts: "TransactionMessageAttempts"
        case .transactionMessageRetryInterval: "TransactionMessageRetryInterval"
        case .unlockConnectorOnEVSideDisconnect: "UnlockConnectorOnEVSideDisconnect"
        }
    }

    /// The form of a key's value.
    enum Form: Equatable, Sendable {
        case boolean
        case integer(ClosedRange<Int>)
        case measurands
        case phaseRotation
        case text
    }

    /// The form of the value; integers with the range that ChangeConfiguration accepts.
    var form: Form {
        switch self {
        case .allowOfflineTxForUnknownId, .authorizeRemoteTxRequests, .localAuthorizeOffline, .localPreAuthorize,
            .stopTransactionOnEVSideDisconnect, .stopTransactionOnInvalidId, .unlockConnectorOnEVSideDisconnect:
            .boolean
        case .clockAlignedDataInterval, .meterValueSampleInterval, .connectionTimeOut, .heartbeatInterval:
            .integer(0...ChargePointLimits.longestIntervalSeconds)
        case .messageTimeout: .integer(1...86_400)
        case .transactionMessageAttempts: .integer(1...100)
        case .transactionMessageRetryInterval: .integer(0...86_400)
        case .resetRetries: .integer(0...100)
        case .getConfigurationMaxKeys: .integer(1...ChargePointLimits.configurationKeysPerRequest)
        case .meterValuesAlignedDataMaxLength, .meterValuesSampledDataMaxLength:
            .integer(1...ChargePointLimits.measurandListLength)
        case .numberOfConnectors: .integer(1...ChargePointLimits.connectors)
        case .meterValuesAlignedData, .meterValuesSampledData: .measurands
        case .connectorPhaseRotation: .phaseRotation
        case .supportedFeatureProfiles: .text
        }
    }

    /// True when ChangeConfiguration answers Rejected.
    ///
    /// A fixed cable makes UnlockConnectorOnEVSideDisconnect read-only (E4 3.83).
    func isReadOnly(on kind: ChargePointKind) -> Bool {
        switch self {
        case .getConfigurationMaxKeys, .meterValuesAlignedDataMaxLength, .meterValuesSampledDataMaxLength,
            .numberOfConnectors, .supportedFeatureProfiles:
            true
        case .unlockConnectorOnEVSideDisconnect: kind.hasFixedCable
        case .allowOfflineTxForUnknownId, .authorizeRemoteTxRequests, .clockAlignedDataInterval, .connectionTimeOut,
            .connectorPhaseRotation, .heartbeatInterval, .localAuthorizeOffline, .localPreAuthorize, .messageTimeout,
            .meterValuesAlignedData, .meterValuesSampledData, .meterValueSampleInterval, .resetRetries,
            .stopTransactionOnEVSideDisconnect, .stopTransactionOnInvalidId, .transactionMessageAttempts,
            .transactionMessageRetryInterval:
            false
        }
    }

    /// The value that a charge point of a kind has when nobody set another.
    func defaultText(kind: ChargePointKind, connectors: Int) -> String {
        switch self {
        case .allowOfflineTxForUnknownId, .localPreAuthorize: "false"
        case .authorizeRemoteTxRequests, .localAuthorizeOffline, .stopTransactionOnEVSideDisconnect,
            .stopTransactionOnInvalidId:
            "true"
        case .unlockConnectorOnEVSideDisconnect: kind.hasFixedCable ? "false" : "true"
        case .clockAlignedDataInterval: "0"
        case .connectionTimeOut, .meterValueSampleInterval, .transactionMessageRetryInterval: "60"
        case .connectorPhaseRotation: "NotApplicable"
        case .getConfigurationMaxKeys: "\(ChargePointLimits.configurationKeysPerRequest)"
        case .heartbeatInterval: "300"
        case .messageTimeout: "30"
        case .meterValuesAlignedData: "Energy.Active.Import.Register"
        case .meterValuesSampledData: kind.sampledData
        case .meterValuesAlignedDataMaxLength, .meterValuesSampledDataMaxLength:
            "\(ChargePointLimits.measurandListLength)"
        case .numberOfConnectors: "\(connectors)"
        case .resetRetries: "1"
        case .supportedFeatureProfiles: "Core"
        case .transactionMessageAttempts: "3"
        }
    }

    /// The key of a name, or nil; ASCII case does not matter.
    package init?(named name: CiString<50>) {
        guard let key = Self.allCases.first(where: { CiString<50>(unchecked: $0.name) == name }) else { return nil }
        self = key
    }

    package static func < (a: ConfigurationKey, b: ConfigurationKey) -> Bool { a.rawValue < b.rawValue }
}
