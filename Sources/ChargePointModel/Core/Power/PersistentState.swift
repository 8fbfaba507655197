import OCPPTypes
import SmartCharging

/// What the flash memory of a charge point holds, and nothing else: the state that survives a power cut
/// (guide "Hardware, network and power").
///
/// Every input is one atomic write: ``ChargePointModel/handle(_:at:into:)`` changes the state first, and its effects
/// leave afterwards. So a cut before, between or after the effects finds the state of that write.
package struct PersistentState: Equatable, Sendable {
    /// True when a boot was accepted once: only then is charging offline allowed.
    var wasAccepted = false
    /// Configuration that differs from the group's.
    var configuration = ConfigurationOverlay()
    /// HeartbeatInterval.
    var heartbeatSeconds: Int32 = 0
    /// The connectors that ChangeAvailability made inoperative, 0 among them.
    var inoperative: [UInt8] = []
    /// The authorization cache.
    var authorizationCache = AuthorizationCache()
    /// The local authorization list.
    var localList = LocalAuthorizationList()
    /// Charging profiles (errata v4.0 §3.37).
    var chargingProfiles = ChargingProfileStore()
    /// Transaction messages that were not delivered, in order.
    var messages = FIFO<TransactionMessage>()
    /// Transactions that were running; their StopTransaction (PowerLoss) is written at the next start.
    var transactions: [Transaction] = []
    /// The number of the last transaction.
    var lastTransactionNumber: UInt32 = 0
    /// When the supply failed: the voltage monitor writes it with the last charge of its capacitor.
    var powerFailedAt: DateTime?
    /// What the profiles beyond Core keep: reservations, credentials, the security log, reports that were not delivered.
    var profiles = Rare<ProfilesState>()
}

extension ChargePointModel {
    /// What the flash memory holds now.
    package var persistentState: PersistentState {
        PersistentState(
            wasAccepted: boot.wasAccepted, configuration: overlay, heartbeatSeconds: heartbeatSeconds,
            inoperative: connectors.indices.filter { connectors[$0].isInoperative }.map { UInt8($0) },
            authorizationCache: authorizationCache, localList: localList, chargingProfiles: chargingProfiles,
            messages: queue.messages,
            transactions: interrupted + transactions.map(\.persistent), lastTransactionNumber: lastTransactionNumber,
            powerFailedAt: powerFailedAt, profiles: persistentProfiles)
    }

    /// Makes a charge point that is switched off, with the flash memory of one that was.
    package init(_ setup: ChargePointSetup, restoring state: PersistentState) {
        self.init(setup)
        boot = BootState(wasAccepted: state.wasAccepted)
        overlay = state.configuration
        heartbeatSeconds = state.heartbeatSeconds
        for index in state.inoperative where connectors.indices.contains(Int(index)) {
            connectors[Int(index)].isInoperative = true
        }
        authorizationCache = state.authorizationCache
        localList = state.localList
        chargingProfiles = state.chargingProfiles
        // A transaction that a power cut interrupted does not go on, so its profiles have no use any more.
        for connectorId in connectors.indices { chargingProfiles.transactionEnded(connectorId: connectorId) }
        queue.messages = state.messages
        interrupted = state.transactions
        lastTransactionNumber = state.lastTransactionNumber
        powerFailedAt = state.powerFailedAt
        profiles = state.profiles
    }
}

extension Transaction {
    /// What the flash memory keeps of a running transaction: nothing that belongs to a user or to a plan.
    fileprivate var persistent: Transaction {
        var copy = self
        copy.goal = nil
        copy.goalAt = .distantFuture
        copy.carAt = .distantFuture
        copy.nextSample = .distantFuture
        copy.allowanceAt = .distantFuture
        return copy
    }
}
