import OCPPTypes

/// The profiles of one purpose that concern one connector, highest level first.
struct ProfileStack {
    private var cursors: [ScheduleCursor] = []
    /// The state below holds before this instant.
    private(set) var until = Milliseconds.min
    /// The profile that prevails and its period: the highest level that is valid and has a period now (OCPP 1.6
    /// §3.13.2, §5.16.4).
    private(set) var prevailing: PrevailingPeriod?
    /// Some profile is valid by validFrom and validTo, whether or not its schedule has a period now.
    private(set) var hasValidProfile = false

    /// - Parameter most: how many there can be.
    mutating func append(_ cursor: ScheduleCursor, of most: Int) {
        if cursors.isEmpty { cursors.reserveCapacity(most) }
        cursors.append(cursor)
    }

    /// Brings the state to an instant; instants never go back.
    mutating func advance(to now: Milliseconds) {
        guard now >= until else { return }
        until = .max
        prevailing = nil
        hasValidProfile = false
        for place in cursors.indices {
            if now >= cursors[place].until { cursors[place].advance(to: now) }
            until = min(until, cursors[place].until)
            if cursors[place].isValid { hasValidProfile = true }
            if cursors[place].period >= 0 {
                // Whatever is below cannot matter before something above changes.
                prevailing = cursors[place].prevailing
                return
            }
        }
    }
}

/// What one connector is allowed by its own profiles, without the charge point's maximum.
struct ConnectorStacks {
    private var txProfiles = ProfileStack()
    private var defaults = ProfileStack()
    private(set) var until = Milliseconds.min
    private(set) var prevailing: PrevailingPeriod?
    /// What comes of it together with the hardware and the maximum.
    var limit = PowerLimit(phases: 1)

    init(_ profiles: [InstalledProfile], connectorId: Int, chargingStart: Milliseconds) {
        for (index, installed) in profiles.enumerated() {
            switch installed.profile.chargingProfilePurpose {
            case .chargePointMaxProfile: continue
            case .txDefaultProfile:
                guard installed.connectorId == 0 || installed.connectorId == connectorId else { continue }
                // The connector's own profile comes before the one of connector 0 on the same level, which it replaces
                // while it holds (§3.13.1).
                defaults.append(
                    ScheduleCursor(installed, index: index, chargingStart: chargingStart), of: profiles.count)
            case .txProfile:
                guard installed.connectorId == connectorId else { continue }
                txProfiles.append(
                    ScheduleCursor(installed, index: index, chargingStart: chargingStart), of: profiles.count)
            }
        }
    }

    /// Brings the state to an instant. While a TxProfile is valid the TxDefaultProfiles are not consulted, even after
    /// its schedule has run out (TC_066_CS; guide "SmartCharging").
    mutating func advance(to now: Milliseconds) {
        guard now >= until else { return }
        txProfiles.advance(to: now)
        until = txProfiles.until
        if txProfiles.hasValidProfile {
            prevailing = txProfiles.prevailing
        } else {
            defaults.advance(to: now)
            until = min(until, defaults.until)
            prevailing = defaults.prevailing
        }
    }
}
