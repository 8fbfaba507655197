/// Limits of a scenario; each is an error with its place when a file goes beyond it.
package enum ScenarioLimits {
    /// Errors after which unknown keys have no hint any more.
    package static let hintedErrors = 1000
    /// Charge points of a plan.
    package static let chargePoints = 1_000_000
    /// Groups of a fleet.
    package static let groups = 100
    /// Connectors of a charge point.
    package static let connectors = 64
    /// Tag pools of a plan.
    package static let pools = 100
    /// Own kinds of charge point, and own cars.
    package static let hardware = 100
    /// Tags of one pool.
    package static let poolTags = 1_000_000
    /// Instructions of one behaviour.
    package static let instructions = 10_000
    /// Lines of `expect`.
    package static let expectations = 1000
    /// Scalars of a name of a group, behaviour or pool.
    package static let nameLength = 40
    /// Scalars of the scenario's own name.
    package static let scenarioNameLength = 100
    /// Scalars of an identity.
    package static let identityLength = 48
    /// Bytes of a user name.
    package static let userBytes = 255
    /// Bytes of a password.
    package static let passwordBytes = 64
    /// Greatest `clock` factor.
    package static let clockFactor = 100_000
    /// Greatest rate of arrivals per second.
    package static let arrivalsPerSecond = 1_000_000.0
    /// Rounds of a counted `repeat`.
    package static let repeatCount = 1_000_000_000
    /// Greatest `--scale`.
    package static let scale = 1000.0
}
