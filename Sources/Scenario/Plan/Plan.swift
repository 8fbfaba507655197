import Measurement
import OCPPTypes

/// A checked scenario: everything a driver needs to run it, and nothing that depends on a clock, a file or the machine.
///
/// Groups stand in the order of the file. Programs stand in the order in which the groups first use them, pools in the
/// order of their declaration and then of their first use, so that equal scenarios give equal plans.
package struct Plan: Equatable, Sendable {
    /// The scenario's name (`scenario:`).
    package var name: String
    /// The run's seed; every random draw derives from it, a group's name and an index (guide "Scenario").
    package var seed: UInt64
    /// How long the run lasts, in real milliseconds.
    package var durationMilliseconds: Int64
    /// How many times faster than real time device time runs; at least 1 (guide "Scenario").
    package var clockFactor: Int
    /// Where the fleet connects; never empty, and exactly one target in this version.
    package var targets: [TargetPlan]
    /// The groups of the fleet, in file order.
    package var groups: [GroupPlan]
    /// The behaviours that groups refer to by ``GroupPlan/program``.
    package var programs: [Program]
    /// The tag pools that programs refer to by ``TagSource/pool(_:)``.
    package var tagPools: [TagPool]
    /// What must hold at the end of the run; empty means the rule `booted == planned` (guide "Scenario").
    package var expectations: [Expectation]

    /// Makes one of its parts.
    package init(
        name: String, seed: UInt64, durationMilliseconds: Int64, clockFactor: Int, targets: [TargetPlan],
        groups: [GroupPlan], programs: [Program], tagPools: [TagPool], expectations: [Expectation]
    ) {
        self.name = name
        self.seed = seed
        self.durationMilliseconds = durationMilliseconds
        self.clockFactor = clockFactor
        self.targets = targets
        self.groups = groups
        self.programs = programs
        self.tagPools = tagPools
        self.expectations = expectations
    }

    /// Number of charge points of all groups.
    package var plannedChargePoints: Int { groups.reduce(0) { $0 + $1.count } }
}

/// One target and its share of the fleet.
package struct TargetPlan: Equatable, Sendable {
    /// What a target is.
    package enum Destination: Equatable, Sendable {
        /// The central system that the tool starts itself.
        case included
        /// An endpoint without the identity, such as `ws://host:9000/ocpp`.
        case url(String)
    }

    /// Where to connect.
    package var destination: Destination
    /// Relative weight among the targets; 1 when there is only one.
    package var weight: Int

    /// Makes one of its parts.
    package init(destination: Destination, weight: Int = 1) {
        self.destination = destination
        self.weight = weight
    }
}

/// A number of charge points of the same kind that behave alike.
package struct GroupPlan: Equatable, Sendable {
    /// The group's name, unique in the plan.
    package var name: String
    /// Number of charge points, at least 1.
    package var count: Int
    /// The kind of charge point.
    package var kind: BuiltInKind
    /// Number of connectors when the scenario says so, else nil for the kind's own; see ``connectorCount``.
    package var connectors: Int?
    /// What the scenario changes of ``kind``; nil for the kind as it is built in.
    package var chargePoint: ChargePointPlan?
    /// The cars that come, by weight; empty: those of the kind.
    package var cars: [CarShare] = []
    /// How identities are formed.
    package var identityPattern: IdentityPattern
    /// When the charge points connect.
    package var arrival: Arrival
    /// Index into ``Plan/programs``.
    package var program: Int
    /// True when the behaviour runs once for each connector, false when it runs once, on connector 1
    /// (guide "Scenario").
    package var perConnector: Bool
    /// Configuration keys to set before boot, in file order; names are canonical and unique.
    package var configuration: [ConfigurationSetting]
    /// How long a CALL may stay unanswered, in real milliseconds (`call-timeout`, 30 s by default).
    package var callTimeoutMilliseconds: Int64
    /// What BootNotification says of each charge point; nil when the scenario says nothing of it.
    package var boot: BootPlan?
    /// Passwords and certificates; nil when the scenario says nothing of them (profile 0).
    package var security: SecurityPlan?
    /// How files are moved.
    package var transfers = TransferPlan()

    /// Makes one of its parts.
    package init(
        name: String, count: Int, kind: BuiltInKind, connectors: Int? = nil, identityPattern: IdentityPattern,
        arrival: Arrival, program: Int, perConnector: Bool = false, configuration: [ConfigurationSetting] = [],
        callTimeoutMilliseconds: Int64 = defaultCallTimeoutMilliseconds
    ) {
        self.name = name
        self.count = count
        self.kind = kind
        self.connectors = connectors
        self.identityPattern = identityPattern
        self.arrival = arrival
        self.program = program
        self.perConnector = perConnector
        self.configuration = configuration
        self.callTimeoutMilliseconds = callTimeoutMilliseconds
    }

    /// Number of connectors a charge point of the group has.
    package var connectorCount: Int { connectors ?? chargePoint?.connectors ?? kind.connectorCount }

    /// The value of `call-timeout` when the scenario is silent (guide "Scenario").
    package static let defaultCallTimeoutMilliseconds: Int64 = 30_000
}

/// One configuration key and its value, as text as in `ChangeConfiguration.req`.
package struct ConfigurationSetting: Equatable, Sendable {
    /// The key's canonical spelling (guide "Configuration keys").
    package var key: String
    /// The value.
    package var value: String

    /// Makes one of its parts.
    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// The kinds of charge point that are built in (guide "Scenario").
package enum BuiltInKind: String, CaseIterable, Sendable, Hashable {
    /// AC, one connector, 11 kW.
    case ac11kW = "ac-11kw"
    /// AC, two connectors of 22 kW.
    case ac22kWTwoConnectors = "ac-22kw-two-connectors"
    /// DC, one connector, 50 kW.
    case dc50kW = "dc-50kw"
    /// DC, one connector, 150 kW.
    case dc150kW = "dc-150kw"
    /// DC, two connectors of 350 kW.
    case dc350kWTwoConnectors = "dc-350kw-two-connectors"

    /// Number of connectors of the kind.
    package var connectorCount: Int {
        switch self {
        case .ac11kW, .dc50kW, .dc150kW: 1
        case .ac22kWTwoConnectors, .dc350kWTwoConnectors: 2
        }
    }

    /// Greatest power of one connector in watts.
    package var maximumPowerWatts: Double {
        switch self {
        case .ac11kW: 11_000
        case .ac22kWTwoConnectors: 22_000
        case .dc50kW: 50_000
        case .dc150kW: 150_000
        case .dc350kWTwoConnectors: 350_000
        }
    }

    /// True when a connector delivers direct current.
    package var isDirectCurrent: Bool {
        switch self {
        case .ac11kW, .ac22kWTwoConnectors: false
        case .dc50kW, .dc150kW, .dc350kWTwoConnectors: true
        }
    }
}

/// When the charge points of a group connect, from the start of the run, in real time.
package enum Arrival: Equatable, Sendable {
    /// All at the start.
    case atOnce
    /// Evenly spread over a number of milliseconds: point k of n at k/n of it.
    case over(milliseconds: Int64)
    /// At a rate: evenly spaced, or with exponentially distributed gaps (a Poisson process).
    case rate(perSecond: Double, poisson: Bool)
}

/// A pattern such as `CP{index:05}` that names the charge points of a group.
///
/// `{index}` is the point's number in its group counted **from 1**, padded with zeros to the width after the colon;
/// `{group}` is the group's name. Any other character stands for itself.
package struct IdentityPattern: Equatable, Sendable {
    /// A piece of the pattern.
    package enum Piece: Equatable, Sendable {
        /// Characters that stand for themselves.
        case text(String)
        /// The group's name.
        case group
        /// The point's number, counted from 1, with at least so many digits.
        case number(minimumDigits: Int)
    }

    /// The pattern as it was written.
    package var text: String
    /// The pattern taken apart.
    package var pieces: [Piece]

    /// Makes one of its parts.
    package init(text: String, pieces: [Piece]) {
        self.text = text
        self.pieces = pieces
    }

    /// The identity of the point at a 0-based index.
    package func identity(group: String, index: Int) -> String {
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .group: result += group
            case .number(let minimumDigits):
                let digits = String(index + 1)
                result += String(repeating: "0", count: max(0, minimumDigits - digits.utf8.count)) + digits
            }
        }
        return result
    }
}
