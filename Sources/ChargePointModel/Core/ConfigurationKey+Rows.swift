import OCPPTypes

extension ConfigurationKey {
    /// The form of a key's value.
    enum Form: Equatable, Sendable {
        case boolean
        /// Any integer of a range, which ChangeConfiguration checks.
        case integer(ClosedRange<Int>)
        case measurands
        /// A comma-separated list of given words.
        case list(Words)
        /// 32 to 40 hex digits, or empty while it was never set.
        case authorizationKey
        /// Any text whose length is in the range.
        case text(ClosedRange<Int>)
    }

    /// What the items of a list may be.
    enum Words: Equatable, Sendable {
        case featureProfiles, transferProtocols, chargingRateUnits
        /// `RST` for all, or `connectorId.RST`.
        case phaseRotations
    }

    /// Who may read and write a key.
    enum Access: Equatable, Sendable {
        case readOnly, readWrite
        /// GetConfiguration never tells the value.
        case writeOnly
        /// Read-only with a fixed cable, which cannot be unlocked (errata v4.0 §3.83).
        case readOnlyWithFixedCable
    }

    /// Everything that is fixed about a key.
    struct Row: Sendable {
        var name: String
        var form: Form
        var access: Access

        init(_ name: String, _ form: Form, _ access: Access) {
            self.name = name
            self.form = form
            self.access = access
        }
    }

    /// The key's row.
    var row: Row { Self.rows[Int(rawValue)] }
    /// The form of the value.
    var form: Form { row.form }

    /// True when ChangeConfiguration answers Rejected.
    func isReadOnly(on kind: ChargePointKind) -> Bool {
        switch row.access {
        case .readOnly: true
        case .readWrite, .writeOnly: false
        case .readOnlyWithFixedCable: kind.hasFixedCable
        }
    }

    private static let rows: [Row] = [
        Row("AdditionalRootCertificateCheck", .boolean, .readOnly),
        Row("AllowOfflineTxForUnknownId", .boolean, .readWrite),
        Row("AuthorizationCacheEnabled", .boolean, .readWrite),
        Row("AuthorizationKey", .authorizationKey, .writeOnly),
        Row("AuthorizeRemoteTxRequests", .boolean, .readWrite),
        Row("BlinkRepeat", .integer(0...1000), .readWrite),
        Row("CertificateSignedMaxChainSize", .integer(1...10_000), .readOnly),
        Row("CertificateStoreMaxLength", .integer(1...100), .readOnly),
        Row("ChargeProfileMaxStackLevel", .integer(0...1000), .readOnly),
        Row("ChargingScheduleAllowedChargingRateUnit", .list(.chargingRateUnits), .readOnly),
        Row("ChargingScheduleMaxPeriods", .integer(1...1000), .readOnly),
        Row("ClockAlignedDataInterval", .integer(0...ChargePointLimits.longestIntervalSeconds), .readWrite),
        Row("ConnectionTimeOut", .integer(0...ChargePointLimits.longestIntervalSeconds), .readWrite),
        Row("ConnectorPhaseRotation", .list(.phaseRotations), .readWrite),
        Row("ConnectorPhaseRotationMaxLength", .integer(1...ChargePointLimits.connectors + 1), .readOnly),
        Row("ConnectorSwitch3to1PhaseSupported", .boolean, .readOnly),
        Row("CpoName", .text(0...64), .readWrite),
        Row("GetConfigurationMaxKeys", .integer(1...ChargePointLimits.configurationKeysPerRequest), .readOnly),
        Row("HeartbeatInterval", .integer(0...ChargePointLimits.longestIntervalSeconds), .readWrite),
        Row("LightIntensity", .integer(0...100), .readWrite),
        Row("LocalAuthListEnabled", .boolean, .readWrite),
        Row("LocalAuthListMaxLength", .integer(1...ChargePointLimits.localListLength), .readOnly),
        Row("LocalAuthorizeOffline", .boolean, .readWrite),
        Row("LocalPreAuthorize", .boolean, .readWrite),
        Row("MaxChargingProfilesInstalled", .integer(1...1000), .readOnly),
        Row("MaxEnergyOnInvalidId", .integer(0...10_000_000), .readWrite),
        Row("MessageTimeout", .integer(1...86_400), .readWrite),
        Row("MeterValuesAlignedData", .measurands, .readWrite),
        Row("MeterValuesAlignedDataMaxLength", .integer(1...ChargePointLimits.measurandListLength), .readOnly),
        Row("MeterValueSampleInterval", .integer(0...ChargePointLimits.longestIntervalSeconds), .readWrite),
        Row("MeterValuesSampledData", .measurands, .readWrite),
        Row("MeterValuesSampledDataMaxLength", .integer(1...ChargePointLimits.measurandListLength), .readOnly),
        Row("MinimumStatusDuration", .integer(0...86_400), .readWrite),
        Row("NumberOfConnectors", .integer(1...ChargePointLimits.connectors), .readOnly),
        Row("ReserveConnectorZeroSupported", .boolean, .readOnly),
        Row("ResetRetries", .integer(0...100), .readWrite),
        Row("SecurityProfile", .integer(0...3), .readWrite),
        Row("SendLocalListMaxLength", .integer(1...ChargePointLimits.localListLength), .readOnly),
        Row("StopTransactionMaxMeterValues", .integer(2...ChargePointLimits.transactionDataLength), .readOnly),
        Row("StopTransactionOnEVSideDisconnect", .boolean, .readWrite),
        Row("StopTransactionOnInvalidId", .boolean, .readWrite),
        Row("StopTxnAlignedData", .measurands, .readWrite),
        Row("StopTxnAlignedDataMaxLength", .integer(1...ChargePointLimits.measurandListLength), .readOnly),
        Row("StopTxnSampledData", .measurands, .readWrite),
        Row("StopTxnSampledDataMaxLength", .integer(1...ChargePointLimits.measurandListLength), .readOnly),
        Row("SupportedFeatureProfiles", .list(.featureProfiles), .readOnly),
        Row("SupportedFeatureProfilesMaxLength", .integer(1...6), .readOnly),
        Row("SupportedFileTransferProtocols", .list(.transferProtocols), .readOnly),
        Row("TransactionMessageAttempts", .integer(1...100), .readWrite),
        Row("TransactionMessageRetryInterval", .integer(0...86_400), .readWrite),
        Row("UnlockConnectorOnEVSideDisconnect", .boolean, .readOnlyWithFixedCable),
        Row("WebSocketPingInterval", .integer(0...86_400), .readWrite),
    ]

    /// The key that limits the number of items of a list.
    var maxLengthKey: ConfigurationKey? {
        switch self {
        case .connectorPhaseRotation: .connectorPhaseRotationMaxLength
        case .meterValuesAlignedData: .meterValuesAlignedDataMaxLength
        case .meterValuesSampledData: .meterValuesSampledDataMaxLength
        case .stopTxnAlignedData: .stopTxnAlignedDataMaxLength
        case .stopTxnSampledData: .stopTxnSampledDataMaxLength
        case .supportedFeatureProfiles: .supportedFeatureProfilesMaxLength
        default: nil
        }
    }

    /// The value that a charge point of a kind has when nobody set another.
    func defaultText(kind: ChargePointKind, connectors: Int) -> String {
        switch self {
        case .additionalRootCertificateCheck, .allowOfflineTxForUnknownId,
            .localPreAuthorize:
            "false"
        case .authorizationCacheEnabled, .authorizeRemoteTxRequests, .localAuthListEnabled, .localAuthorizeOffline,
            .reserveConnectorZeroSupported, .stopTransactionOnEVSideDisconnect, .stopTransactionOnInvalidId:
            "true"
        case .cpoName: kind.vendor.value
        case .authorizationKey, .stopTxnAlignedData, .stopTxnSampledData: ""
        case .blinkRepeat, .transactionMessageAttempts: "3"
        case .certificateSignedMaxChainSize: "10000"
        case .certificateStoreMaxLength: "10"
        case .chargeProfileMaxStackLevel: "20"
        case .chargingScheduleAllowedChargingRateUnit: "Current,Power"
        case .chargingScheduleMaxPeriods: "24"
        case .clockAlignedDataInterval, .maxEnergyOnInvalidId, .minimumStatusDuration, .securityProfile,
            .webSocketPingInterval:
            "0"
        case .connectionTimeOut, .meterValueSampleInterval, .transactionMessageRetryInterval: "60"
        case .connectorPhaseRotation: "NotApplicable"
        case .connectorPhaseRotationMaxLength: "\(connectors + 1)"
        case .getConfigurationMaxKeys: "\(ChargePointLimits.configurationKeysPerRequest)"
        case .heartbeatInterval: "300"
        case .lightIntensity, .stopTransactionMaxMeterValues: "100"
        case .localAuthListMaxLength: "1000"
        case .maxChargingProfilesInstalled: "40"
        case .messageTimeout: "30"
        case .meterValuesAlignedData: "Energy.Active.Import.Register"
        case .meterValuesAlignedDataMaxLength, .meterValuesSampledDataMaxLength, .stopTxnAlignedDataMaxLength,
            .stopTxnSampledDataMaxLength:
            "\(ChargePointLimits.measurandListLength)"
        case .meterValuesSampledData: kind.sampledData
        case .numberOfConnectors: "\(connectors)"
        case .resetRetries: "1"
        case .sendLocalListMaxLength: "250"
        case .connectorSwitch3to1PhaseSupported: kind.specification.switchesPhases ? "true" : "false"
        case .supportedFeatureProfiles: FeatureProfile.builtText
        case .supportedFeatureProfilesMaxLength: "6"
        case .supportedFileTransferProtocols: ""  // ``TransferCapability`` knows more.
        case .unlockConnectorOnEVSideDisconnect: kind.hasFixedCable ? "false" : "true"
        }
    }
}
