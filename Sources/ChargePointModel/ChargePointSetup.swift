import OCPPTypes

/// What a charge point is made from.
package struct ChargePointSetup: Sendable {
    /// The hardware.
    package var kind: ChargePointKind
    /// The charge point's identity; also its serial number where it fits, unless ``particulars`` say another.
    package var identity: String
    /// Number of connectors, at least 1.
    package var connectors: Int
    /// Configuration that a group shares.
    package var configuration: SharedConfiguration
    /// Source of every random draw of this charge point.
    package var seed: UInt64
    /// The clock that device time begins with.
    package var clock: DeviceClock
    /// Credentials from the factory.
    package var security: SecuritySetup
    /// Bounds and own waits.
    package var limits: ChargePointLimits
    /// Vendors whose DataTransfer is understood.
    package var vendors: [VendorExtension] = []
    /// The cars that come; the kind's own unless a scenario says otherwise.
    package var cars: CarMix
    /// What it has of its own; nil: its identity is its serial number, and the rest is the kind's.
    package var particulars: ChargePointParticulars?

    /// Makes a setup; a number of connectors outside 1 ... ``ChargePointLimits/connectors`` is cut to it.
    package init(
        kind: ChargePointKind, identity: String, connectors: Int, configuration: SharedConfiguration, seed: UInt64,
        clock: DeviceClock, security: SecuritySetup = SecuritySetup(), limits: ChargePointLimits = ChargePointLimits()
    ) {
        self.kind = kind
        self.identity = identity
        self.connectors = min(max(1, connectors), ChargePointLimits.connectors)
        self.configuration = configuration
        self.seed = seed
        self.clock = clock
        self.security = security
        self.limits = limits
        cars = kind.cars
    }
}
