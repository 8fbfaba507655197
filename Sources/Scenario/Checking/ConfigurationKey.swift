/// The standard configuration keys (guide "Configuration keys") and the form of their values.
struct ConfigurationKey {
    enum Form {
        case boolean
        case integer
        case text
    }

    let name: String
    let form: Form

    /// All keys, in the order of the reference.
    static let all: [ConfigurationKey] =
        [
            "AllowOfflineTxForUnknownId", "AuthorizationCacheEnabled", "AuthorizeRemoteTxRequests",
            "LocalAuthorizeOffline", "LocalPreAuthorize", "StopTransactionOnEVSideDisconnect",
            "StopTransactionOnInvalidId", "UnlockConnectorOnEVSideDisconnect", "LocalAuthListEnabled",
            "ReserveConnectorZeroSupported", "ConnectorSwitch3to1PhaseSupported", "AdditionalRootCertificateCheck",
        ].map { ConfigurationKey(name: $0, form: .boolean) }
        + [
            "BlinkRepeat", "ClockAlignedDataInterval", "ConnectionTimeOut", "ConnectorPhaseRotationMaxLength",
            "GetConfigurationMaxKeys", "HeartbeatInterval", "LightIntensity", "MaxEnergyOnInvalidId", "MessageTimeout",
            "MeterValuesAlignedDataMaxLength", "MeterValuesSampledDataMaxLength", "MeterValueSampleInterval",
            "MinimumStatusDuration", "NumberOfConnectors", "ResetRetries", "StopTransactionMaxMeterValues",
            "StopTxnAlignedDataMaxLength", "StopTxnSampledDataMaxLength", "SupportedFeatureProfilesMaxLength",
            "TransactionMessageAttempts", "TransactionMessageRetryInterval", "WebSocketPingInterval",
            "LocalAuthListMaxLength", "SendLocalListMaxLength", "ChargeProfileMaxStackLevel",
            "ChargingScheduleMaxPeriods", "MaxChargingProfilesInstalled", "SecurityProfile",
            "CertificateSignedMaxChainSize", "CertificateStoreMaxLength",
        ].map { ConfigurationKey(name: $0, form: .integer) }
        + [
            "ConnectorPhaseRotation", "MeterValuesAlignedData", "MeterValuesSampledData", "StopTxnAlignedData",
            "StopTxnSampledData", "SupportedFeatureProfiles", "SupportedFileTransferProtocols",
            "ChargingScheduleAllowedChargingRateUnit", "AuthorizationKey", "CpoName",
        ].map { ConfigurationKey(name: $0, form: .text) }

    private static let byLowercasedName = Dictionary(uniqueKeysWithValues: all.map { ($0.name.lowercased(), $0) })

    /// The key of a name; names are compared without regard to case.
    static func named(_ name: String) -> ConfigurationKey? { byLowercasedName[name.lowercased()] }
}
