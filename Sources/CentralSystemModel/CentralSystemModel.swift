import OCPPTypes

/// The central system's behaviour: a deterministic state machine without sockets, clock, files or threads.
///
/// ```swift
/// var model = CentralSystemModel(configuration: CentralSystemConfiguration(clock: clock))
/// var effects: [Effect] = []
/// model.handle(.connected(id, identity: "CP1"), at: now, into: &effects)
/// model.handle(.call(id, "1", .bootNotification(request)), at: now, into: &effects)
/// // effects == [.store([.chargePoint(...)], token)]; after the commit:
/// model.handle(.stored(token), at: now, into: &effects)
/// // effects == [.reply(id, "1", .bootNotification(confirmation))]
/// ```
///
/// A charge point has at most one CALL that waits for a commit (StartTransaction, StopTransaction, MeterValues,
/// SecurityEventNotification and a BootNotification that changes the registration). State changes at `stored`; at
/// `storeFailed` nothing has changed and the CALL gets InternalError. Other CALLs are answered at once; what is stored of
/// them is not waited for.
package struct CentralSystemModel: Sendable {
    /// The settings it was made with.
    package let configuration: CentralSystemConfiguration

    var chargePoints: [ChargePointState] = []
    var freeChargePoints: [Int] = []
    /// Charge points that an operator enters, with the number of stores under way; they go again if all of these fail.
    var entering: [Int: Int] = [:]
    var indexByIdentity = IdentityIndex()
    /// Charge points that may be forgotten, the oldest first.
    var idle = IdleList()
    /// By slot.
    var connections: [ConnectionState] = []
    var idTags: [IdTag: IdTagState] = [:]
    var idTagCount = 0
    var pendingWork: [StoreToken: PendingWork] = [:]
    var lastToken: UInt64 = 0
    /// Nil when every positive id was given.
    var nextTransactionId: Int32? = 1
    var connectedCount = 0
    var openTransactionCount = 0
    /// Number of the last CALL sent to any charge point.
    var lastCallNumber: UInt32 = 0
    var deadlines = DeadlineQueue()
    var localLists = LocalListLibrary()
    /// Charge points whose signing requests the driver works on.
    var signings: [SigningToken: String] = [:]
    var lastSigning: UInt64 = 0
    /// Beyond Int32 when every positive id was given.
    var nextReservationId = 1
    var nextOrderId: Int64 = 1

    /// A slot of connections.
    struct ConnectionState: Sendable {
        var generation: UInt32 = 0
        /// Index of the charge point, or -1 when the connection is closed or replaced.
        var chargePoint: Int32 = -1
        /// Security profile that the connection has proved; 0 until it has.
        var profile: Int8 = 0
    }

    /// Makes a model without charge points and id tags.
    package init(configuration: CentralSystemConfiguration) {
        self.configuration = configuration
    }

    /// When the driver has to send `deadline`; nil while nothing is planned.
    package var nextDeadline: Instant? { deadlines.first?.instant }

    /// Takes one input and appends what should be done.
    package mutating func handle(_ input: Input, at now: Instant, into effects: inout [Effect]) {
        switch input {
        case .restored(let workingSet):
            restored(workingSet, at: now)
            retireRestored(into: &effects)
        case .connected(let connection, let identity):
            connected(connection, identity: identity, at: now, into: &effects)
        case .disconnected(let connection):
            disconnected(connection, at: now, into: &effects)
        case .call(let connection, let id, let request):
            called(QueuedCall(connection: connection, uniqueId: id, request: request), at: now, into: &effects)
        case .confirmation(let connection, let id, let confirmation):
            answered(connection, id, .confirmation(confirmation), at: now, into: &effects)
        case .callError(let connection, let id, let error):
            answered(connection, id, .callError(error), at: now, into: &effects)
        case .invalidAnswer(let connection, let id, let reason):
            answered(connection, id, .invalidAnswer(reason), at: now, into: &effects)
        case .malformed(let connection, let id, let error):
            guard let index = contact(connection, at: now) else { return }
            let notice = error.code == .notImplemented ? Notice.unknownAction : .malformedFrame
            effects.append(.notice(notice, identity: chargePoints[index].identity))
            if let id { effects.append(.replyError(connection, id, error)) }
        case .stored(let token):
            stored(token, at: now, into: &effects)
        case .storeFailed(let token):
            storeFailed(token, at: now, into: &effects)
        case .putIdTags(let records, let token):
            putIdTags(records, token, into: &effects)
        case .deleteIdTag(let idTag, let token):
            deleteIdTag(idTag, token, into: &effects)
        case .authenticated(let connection, let profile, let key):
            authenticated(connection, profile: profile, key: key, into: &effects)
        case .signingFinished(let token, let outcome):
            signed(token, outcome, at: now, into: &effects)
        case .keySalted(let identity, let key):
            keySalted(identity, key, at: now, into: &effects)
        case .putAuthorizationKeys(let entries, let token):
            putAuthorizationKeys(entries, token, into: &effects)
        case .endTransaction(let record, let lastValues, let token):
            endTransaction(record, lastValues, token, at: now, into: &effects)
        case .putChargePoint(let identity, let registration, let token):
            putChargePoint(identity, registration, token, into: &effects)
        case .command(let identity, let command, let token):
            commanded(identity, command, token, at: now, into: &effects)
        case .sendIdTags(let identity, let updateType, let token):
            sendIdTags(identity, updateType, token, at: now, into: &effects)
        case .deadline:
            // Allowed race: a driver may look too early; then nothing is due.
            deadlinesDue(at: now, into: &effects)
        }
    }

    /// Appends a `store` of records and returns its token.
    mutating func store(_ records: [Record], into effects: inout [Effect]) -> StoreToken {
        lastToken += 1
        let token = StoreToken(lastToken)
        effects.append(.store(records, token))
        return token
    }
}
