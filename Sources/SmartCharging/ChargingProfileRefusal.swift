import OCPPTypes

/// Why a charging profile is not installed. The specification names no status for most of these; the answers are
/// those of the guide "SmartCharging".
package enum ChargingProfileRefusal: String, CaseIterable, Error, Sendable, Hashable {
    /// The charge point does not have the Smart Charging profile.
    case smartChargingUnsupported
    /// The charge point has no connector of that number.
    case unknownConnector
    /// A stack level below 0 (OCPP 1.6 §7.8: integer >= 0).
    case negativeStackLevel
    /// A ChargePointMaxProfile on a connector (OCPP 1.6 §3.13.1).
    case maxProfileOnConnector
    /// A TxProfile on connector 0 (OCPP 1.6 §3.13.1).
    case txProfileOnConnector0
    /// A TxProfile where no transaction runs (OCPP 1.6 §3.13.1).
    case noTransaction
    /// A TxProfile for another transaction than the running one.
    case wrongTransaction
    /// A RemoteStartTransaction.req with another purpose than TxProfile (OCPP 1.6 §5.16.2).
    case remoteStartPurpose
    /// A RemoteStartTransaction.req whose profile names a transaction (errata v4.0 §3.41).
    case remoteStartTransactionId
    /// A stack level above ChargeProfileMaxStackLevel.
    case stackLevelTooHigh
    /// A unit that ChargingScheduleAllowedChargingRateUnit does not name.
    case unitNotAllowed
    /// More periods than ChargingScheduleMaxPeriods.
    case tooManyPeriods
    /// More profiles than MaxChargingProfilesInstalled.
    case tooManyProfiles
    /// A schedule without periods.
    case noPeriod
    /// The first period does not start at 0 (errata v4.0 §3.45).
    case firstPeriodNotAtZero
    /// A period that does not start later than the one before it.
    case periodsNotAscending
    /// Recurring without recurrencyKind.
    case recurrencyKindMissing
    /// Recurring without startSchedule: there is nothing to repeat from.
    case startScheduleMissing
    /// A recurrencyKind with another kind than Recurring (errata v4.0 §3.56).
    case recurrencyKindNotRecurring
    /// validTo is not later than validFrom.
    case neverValid
    /// A limit, a minChargingRate or a duration below 0.
    case negativeNumber
    /// A numberPhases below 1; too many phases are no error (errata v4.0 §3.34).
    case noPhases

    /// What a charge point answers.
    package enum Answer: Equatable, Sendable {
        /// A SetChargingProfile.conf with this status.
        case status(ChargingProfileStatus)
        /// A CALLERROR with this code.
        case callError(CallErrorCode)
    }

    /// The answer to the SetChargingProfile.req.
    package var answer: Answer {
        switch self {
        case .smartChargingUnsupported: .callError(.notSupported)
        case .unknownConnector, .negativeStackLevel: .callError(.propertyConstraintViolation)
        case .maxProfileOnConnector, .txProfileOnConnector0, .noTransaction, .wrongTransaction, .remoteStartPurpose,
            .remoteStartTransactionId, .stackLevelTooHigh, .unitNotAllowed, .tooManyPeriods, .tooManyProfiles,
            .noPeriod, .firstPeriodNotAtZero, .periodsNotAscending, .recurrencyKindMissing, .startScheduleMissing,
            .recurrencyKindNotRecurring, .neverValid, .negativeNumber, .noPhases:
            .status(.rejected)
        }
    }

    /// The rule as text that never changes: the key in reports, and the description of a CALLERROR.
    package var label: StaticString {
        switch self {
        case .smartChargingUnsupported: "smart charging is not supported"
        case .unknownConnector: "there is no such connector"
        case .negativeStackLevel: "stackLevel is below 0"
        case .maxProfileOnConnector: "a ChargePointMaxProfile belongs on connector 0"
        case .txProfileOnConnector0: "a TxProfile does not belong on connector 0"
        case .noTransaction: "no transaction runs on the connector of this TxProfile"
        case .wrongTransaction: "transactionId is not that of the running transaction"
        case .remoteStartPurpose: "a remote start takes a TxProfile only"
        case .remoteStartTransactionId: "the profile of a remote start names a transaction"
        case .stackLevelTooHigh: "stackLevel is above ChargeProfileMaxStackLevel"
        case .unitNotAllowed: "chargingRateUnit is not in ChargingScheduleAllowedChargingRateUnit"
        case .tooManyPeriods: "more periods than ChargingScheduleMaxPeriods"
        case .tooManyProfiles: "more profiles than MaxChargingProfilesInstalled"
        case .noPeriod: "the schedule has no period"
        case .firstPeriodNotAtZero: "the first startPeriod is not 0"
        case .periodsNotAscending: "the startPeriods do not ascend"
        case .recurrencyKindMissing: "Recurring without recurrencyKind"
        case .startScheduleMissing: "Recurring without startSchedule"
        case .recurrencyKindNotRecurring: "recurrencyKind without Recurring"
        case .neverValid: "validTo is not later than validFrom"
        case .negativeNumber: "a limit, minChargingRate or duration is below 0"
        case .noPhases: "numberPhases is below 1"
        }
    }
}
