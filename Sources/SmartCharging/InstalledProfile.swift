import OCPPTypes

/// A profile as a charge point keeps it.
package struct InstalledProfile: Equatable, Sendable {
    /// The connector it was set on; 0 = the whole charge point.
    package let connectorId: Int
    /// The profile as it came.
    package let profile: ChargingProfile
    /// When it came: the start of a ChargePointMaxProfile's schedule that has no start of its own.
    package let receivedAt: DateTime

    /// Profiles in the order of their precedence: by purpose, in it the higher level first, on the same level the one
    /// of a connector before that of connector 0.
    static func precedes(_ a: InstalledProfile, _ b: InstalledProfile) -> Bool {
        if a.rank != b.rank { return a.rank < b.rank }
        if a.profile.stackLevel != b.profile.stackLevel { return a.profile.stackLevel > b.profile.stackLevel }
        return a.connectorId > b.connectorId
    }

    /// True when both have the same purpose and level on the same connector: only one of them can be installed.
    func hasSameSlot(as other: InstalledProfile) -> Bool {
        connectorId == other.connectorId && profile.stackLevel == other.profile.stackLevel
            && profile.chargingProfilePurpose == other.profile.chargingProfilePurpose
    }

    private var rank: Int {
        switch profile.chargingProfilePurpose {
        case .chargePointMaxProfile: 0
        case .txDefaultProfile: 1
        case .txProfile: 2
        }
    }
}
