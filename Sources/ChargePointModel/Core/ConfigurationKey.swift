import OCPPTypes

/// The standard configuration keys (OCPP 1.6 §9, security white paper §7; guide "Configuration keys").
///
/// The raw value is a dense index in alphabetical order, which is also the order of GetConfiguration.conf. Form, access
/// and default of a key are rows of `Row`.
package enum ConfigurationKey: UInt8, CaseIterable, Sendable, Hashable, Comparable {
    /// A new central system root must be signed by the old one (security white paper).
    case additionalRootCertificateCheck
    /// A tag that nobody knows may charge while offline.
    case allowOfflineTxForUnknownId
    /// The authorization cache is used.
    case authorizationCacheEnabled
    /// Key of HTTP Basic authentication in hex; never told (security white paper).
    case authorizationKey
    /// A remote start is authorized as a tag at the reader is.
    case authorizeRemoteTxRequests
    /// Times that a light blinks; nobody sees it.
    case blinkRepeat
    /// Longest certificate chain in CertificateSigned, in bytes.
    case certificateSignedMaxChainSize
    /// Most root certificates.
    case certificateStoreMaxLength
    /// Highest stack level, and most profiles per purpose.
    case chargeProfileMaxStackLevel
    /// Units of limits: Current (A), Power (W).
    case chargingScheduleAllowedChargingRateUnit
    /// Most periods of a schedule.
    case chargingScheduleMaxPeriods
    /// Seconds of device time between clock-aligned meter values; 0 = off.
    case clockAlignedDataInterval
    /// Seconds of device time in Preparing; 0 = no end.
    case connectionTimeOut
    /// How the phases are wired; information only.
    case connectorPhaseRotation
    /// Most items of ConnectorPhaseRotation.
    case connectorPhaseRotationMaxLength
    /// Switching from three phases to one during a transaction.
    case connectorSwitch3to1PhaseSupported
    /// Organisation in certificate signing requests.
    case cpoName
    /// Most keys in a GetConfiguration.req.
    case getConfigurationMaxKeys
    /// Seconds of silence before a Heartbeat, one a day at least for the time; 0 = off.
    case heartbeatInterval
    /// Brightness in percent; nobody sees it.
    case lightIntensity
    /// The local authorization list is used.
    case localAuthListEnabled
    /// Most entries of the local authorization list.
    case localAuthListMaxLength
    /// List and cache authorize while offline.
    case localAuthorizeOffline
    /// List and cache authorize without asking the central system.
    case localPreAuthorize
    /// Most charging profiles.
    case maxChargingProfilesInstalled
    /// Wh delivered after the central system did not accept the tag.
    case maxEnergyOnInvalidId
    /// Seconds before a CALL is given up (errata v4.0 §3.82).
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
    /// Seconds of device time that a status must last before it is reported.
    case minimumStatusDuration
    /// Number of connectors.
    case numberOfConnectors
    /// Reservations of the charge point as a whole.
    case reserveConnectorZeroSupported
    /// Retries of a reset that failed.
    case resetRetries
    /// Security profile, 0 = none (security white paper).
    case securityProfile
    /// Most entries in a SendLocalList.req.
    case sendLocalListMaxLength
    /// Most meter values in StopTransaction.req (errata v4.0 §3.89).
    case stopTransactionMaxMeterValues
    /// Taking the plug out of the car ends the transaction.
    case stopTransactionOnEVSideDisconnect
    /// A tag that is not accepted in StartTransaction.conf ends the transaction.
    case stopTransactionOnInvalidId
    /// Measurands of clock-aligned values in StopTransaction.req; empty = none.
    case stopTxnAlignedData
    /// Most items of StopTxnAlignedData.
    case stopTxnAlignedDataMaxLength
    /// Measurands of sampled values in StopTransaction.req; empty = none.
    case stopTxnSampledData
    /// Most items of StopTxnSampledData.
    case stopTxnSampledDataMaxLength
    /// The profiles that the charge point has.
    case supportedFeatureProfiles
    /// Most items of SupportedFeatureProfiles.
    case supportedFeatureProfilesMaxLength
    /// Protocols of uploads and downloads (errata v4.0 §3.88).
    case supportedFileTransferProtocols
    /// Transmissions of a transaction message that the central system fails to process.
    case transactionMessageAttempts
    /// Seconds before the second transmission; before the n-th, n - 1 times as many.
    case transactionMessageRetryInterval
    /// Taking the plug out of the car unlocks the cable on our side.
    case unlockConnectorOnEVSideDisconnect
    /// Seconds between WebSocket pings of the charge point; 0 = none.
    case webSocketPingInterval

    /// The key's name on the wire; names are compared without regard to case.
    package var name: String { row.name }

    /// The key of a name, or nil; ASCII case does not matter.
    package init?(named name: CiString<50>) {
        guard let key = Self.allCases.first(where: { CiString<50>(unchecked: $0.name) == name }) else { return nil }
        self = key
    }

    package static func < (a: ConfigurationKey, b: ConfigurationKey) -> Bool { a.rawValue < b.rawValue }
}
