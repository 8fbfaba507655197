import OCPPTypes

/// A virtual charge point as a pure state machine.
package struct ChargePointModel: Sendable {
    let setup: ChargePointSetup

    /// Makes a charge point that is switched off.
    package init(_ setup: ChargePointSetup) {
        self.setup = setup
    }

    /// The next instant at which the charge point has something to do by itself; `.distantFuture` when there is none.
    package var nextDeadline: Instant { .distantFuture }
    /// True while the boot is accepted.
    package var isAccepted: Bool { false }
    /// True while there is a connection.
    package var isConnected: Bool { false }
    /// True when a boot was accepted at least once.
    package var hasBooted: Bool { false }

    /// Takes an input and appends what is to be done.
    package mutating func handle(
        _ input: ChargePointInput, at now: Instant, into effects: inout [ChargePointEffect]
    ) {}

    /// The action whose confirmation the id awaits; nil when nobody awaits it.
    package func awaitedAction(for id: UniqueId) -> Action? { nil }

    /// The status of a connector; 0 is the charge point as a whole.
    package func status(of connectorId: Int) -> ChargePointStatus { .available }

    /// True while energy flows on the connector.
    package func isCharging(_ connectorId: Int) -> Bool { false }
}
