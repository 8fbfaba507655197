/// A charging profile (OCPP 1.6 §7.8).
package struct ChargingProfile: Equatable, Sendable {
    /// Required, integer.
    package var chargingProfileId: Int
    /// Optional, integer. Issued by the central system; -1 when StartTransaction was never answered
    /// (errata v4.0 §3.18).
    package var transactionId: Int?
    /// Required, integer. The higher wins.
    package var stackLevel: Int
    /// Required, enumeration.
    package var chargingProfilePurpose: ChargingProfilePurpose
    /// Required, enumeration.
    package var chargingProfileKind: ChargingProfileKind
    /// Optional, enumeration.
    package var recurrencyKind: RecurrencyKind?
    /// Optional, date and time.
    package var validFrom: DateTime?
    /// Optional, date and time.
    package var validTo: DateTime?
    /// Required, object.
    package var chargingSchedule: ChargingSchedule

    /// Makes the value from its members; optional ones are absent unless given.
    package init(
        chargingProfileId: Int,
        transactionId: Int? = nil,
        stackLevel: Int,
        chargingProfilePurpose: ChargingProfilePurpose,
        chargingProfileKind: ChargingProfileKind,
        recurrencyKind: RecurrencyKind? = nil,
        validFrom: DateTime? = nil,
        validTo: DateTime? = nil,
        chargingSchedule: ChargingSchedule
    ) {
        self.chargingProfileId = chargingProfileId
        self.transactionId = transactionId
        self.stackLevel = stackLevel
        self.chargingProfilePurpose = chargingProfilePurpose
        self.chargingProfileKind = chargingProfileKind
        self.recurrencyKind = recurrencyKind
        self.validFrom = validFrom
        self.validTo = validTo
        self.chargingSchedule = chargingSchedule
    }
}
