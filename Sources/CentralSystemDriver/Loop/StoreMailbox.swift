import CentralSystemModel

/// What the driver needs of a store. What became of each store comes back by ``CentralSystemLoop/finished(_:)``.
package struct StoreMailbox: Sendable {
    /// Takes records; false when the store takes nothing more.
    package let submit: @Sendable ([CentralSystemModel.Record], StoreToken) -> Bool

    /// Makes a mailbox.
    package init(submit: @escaping @Sendable ([CentralSystemModel.Record], StoreToken) -> Bool) {
        self.submit = submit
    }
}

/// What became of stores, in one report.
package struct StoreOutcome: Sendable {
    /// Those that somebody awaits.
    package var tokens: [StoreToken]
    /// False when nothing of it was stored.
    package var isStored: Bool
    /// Records that operators want to hear of, see ``OperatorEvent/isOfInterest(_:)``.
    package var events: [CentralSystemModel.Record]

    /// Makes a report.
    package init(tokens: [StoreToken], isStored: Bool, events: [CentralSystemModel.Record]) {
        self.tokens = tokens
        self.isStored = isStored
        self.events = events
    }
}
