/// Limits of a scenario; each is an error with its place when a file goes beyond it.
package enum ScenarioLimits {
    /// Size of the text.
    package static let fileBytes = 1 << 20
    /// Nodes of the document, each use of an alias counted with all that stands behind it.
    package static let nodes = 100_000
    /// Levels of nesting.
    package static let depth = 64
    /// Lines that start with `%`: few can be texts, many are directives.
    package static let directiveLines = 100
    /// Diagnostics that are reported before "and N more".
    package static let diagnostics = 50
    /// Errors after which unknown keys have no hint any more.
    package static let hintedErrors = 1000
    /// Scalars of a source line shown with a diagnostic.
    package static let shownLineLength = 110
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
