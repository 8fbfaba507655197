import ChargePointModel
import Credentials
import OCPPTypes

/// What `wattswarm charge-point` runs.
package struct ConsoleOptions: Sendable {
    /// Endpoint of the central system, without the identity.
    package var endpoint: String
    /// The charge point.
    package var setup: ChargePointSetup
    /// The hardware's name.
    package var kind: ChargePointKind
    /// The private key of the certificate in ``setup``.
    package var key: KeyPair?
    /// Begins without network.
    package var isOffline = false
    /// Goes on after an `expect` that failed.
    package var keepsGoing = false
    /// File that takes the transcript; nil for none.
    package var transcript: String?
    /// True when colours are welcome on a terminal.
    package var color = true

    /// Options without extras.
    package init(endpoint: String, setup: ChargePointSetup) {
        self.endpoint = endpoint
        self.setup = setup
        kind = setup.kind
    }

    /// The cars that can be named: every built-in one; only the kind's own comes by itself.
    package static func cars(of kind: ChargePointKind) -> CarMix {
        let cars = Car.builtIn.map { CarMix.Entry($0, weight: $0.name == kind.specification.car ? 1 : 0) }
        // A kind's own car is a built-in one, so that the mix is never without weight.
        guard let mix = CarMix(cars) else { preconditionFailure("\(kind.name) has no built-in car") }
        return mix
    }
}

/// Why a console could not begin.
package struct ConsoleFailure: Error, CustomStringConvertible, Sendable {
    /// The reason and what to change.
    package let description: String
}

/// Bounds of the live part.
enum ConsoleServiceLimits {
    /// Longest wait for open answers at the end, in milliseconds.
    static let drainMilliseconds: Int64 = 5000
    /// Longest wait for the closing handshake, in milliseconds.
    static let closeMilliseconds: Int64 = 2000
    /// Pause between looks during both, in milliseconds.
    static let pollMilliseconds: Int64 = 10
    /// Script lines that may be read ahead.
    static let linesAhead = 100
    /// Bytes read at once.
    static let readBytes = 4096
}
