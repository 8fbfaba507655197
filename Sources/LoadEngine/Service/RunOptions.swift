import Credentials
import Measurement
import OCPPTypes
import Scenario

/// How a plan is run; what is not here comes from the plan.
package struct RunOptions: Sendable {
    /// Endpoint without the identity, such as `ws://127.0.0.1:9000/ocpp`.
    package var endpoint: String
    /// Event loops; each charge point is at home on one of them for life.
    package var loops = 1
    /// This shard's number, from 0, and how many there are.
    package var shard: (index: Int, count: Int) = (0, 1)
    /// Source addresses for outgoing connections; empty lets the engine choose.
    package var sourceAddresses: [String] = []
    /// Length of a tick of the timing wheel.
    package var tickNanoseconds: Int64 = 1_000_000
    /// Events kept in all; more are counted only.
    package var eventLimit = 10_000
    /// Connects and boots kept beside them.
    package var connectionEventLimit = MeasurementLimits.connectionEvents
    /// How long open CALLs may end after the run.
    package var drainSeconds = 5.0
    /// How long the mass close may take before connections are reset.
    package var closeSeconds = 5.0
    /// Wall-clock time that device clocks start from; above a factor of 1 the target's first `currentTime` replaces it.
    package var epoch: DateTime

    /// Endpoints by security profile, where they are not ``endpoint`` with the profile's scheme.
    package var endpoints: [Int: String] = [:]
    /// The authority of the included central system; nil for another target.
    package var network: TestNetwork?
    /// Roots in PEM that charge points without own ones trust (`--tls-ca`); nil: the system's.
    package var trustedRoots: String?

    /// Options for an endpoint.
    package init(endpoint: String, epoch: DateTime) {
        self.endpoint = endpoint
        self.epoch = epoch
    }
}

/// Why a run could not be carried out, in words for an operator; exit code 3.
package struct RunFailure: Error, CustomStringConvertible, Sendable {
    /// The reason and what to change.
    package let description: String

    /// Makes a failure.
    package init(_ description: String) {
        self.description = description
    }
}

/// What happened since the last look, line by line.
package struct RunLines: Sendable {
    /// Errors, violations, faults, connects and boots, for `events.jsonl`.
    package var events: [EventLine] = []
    /// Files moved and not moved, for `transfers.jsonl`.
    package var transfers: [TransferLine] = []
}

/// What did not fit into `events.jsonl`.
package struct EventsLeftOut: Equatable, Sendable {
    /// Errors, violations and faults.
    package var events: UInt64 = 0
    /// Connects and boots.
    package var connections: UInt64 = 0

    /// Makes counts.
    package init(events: UInt64 = 0, connections: UInt64 = 0) {
        self.events = events
        self.connections = connections
    }
}

/// A look at a run while it goes on.
package struct RunProgress: Equatable, Sendable {
    /// Charge points in this process.
    package var planned = 0
    /// Open connections.
    package var connected = 0
    /// Charge points accepted at least once.
    package var booted = 0
    /// CALLs answered so far.
    package var answered: Int64 = 0
    /// CALLs that ended without a good answer so far.
    package var errors: Int64 = 0
    /// Rounds ended by a failed step so far.
    package var failedRounds: UInt64 = 0
    /// CALLs waiting for their answer.
    package var openCalls = 0
    /// 99th percentile of the response time since the last look, in milliseconds; nil without a CALL.
    package var responseP99: Double?
    /// Seconds since the start.
    package var elapsedSeconds = 0.0
    /// Seconds the run is to last.
    package var plannedSeconds = 0.0
}
