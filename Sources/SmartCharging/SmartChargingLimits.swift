/// Every bound that smart charging keeps, whatever a peer or a file asks for.
package enum SmartChargingLimits {
    /// Most profiles in one store, whatever MaxChargingProfilesInstalled says.
    package static let installedProfiles = 1000
    /// Most periods of one schedule, whatever ChargingScheduleMaxPeriods says.
    package static let schedulePeriods = 10_000
    /// Most periods of a composite schedule; one that needs more cannot be reported (Rejected).
    package static let compositePeriods = 20_000
    /// Most boundaries that one composite schedule looks at; one that needs more cannot be reported (Rejected).
    package static let compositeSteps = 200_000
    /// How many boundaries without effect the search for the next change of a limit passes before it reports one.
    package static let skippedBoundaries = 32
    /// Most connectors of a charge point.
    package static let connectors = 255
}
