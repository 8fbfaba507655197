import OCPPTypes
import Testing

@testable import CentralSystemModel

/// Random inputs from a seed, with what must hold after each of them. A failure names the seed; repeat it with
/// `swift test --filter RandomWalkTests` after setting `seeds` to it.
@Suite struct RandomWalkTests {
    static let seeds: ClosedRange<UInt64> = 1...40

    @Test(arguments: seeds)
    func `whatever happens, the invariants hold`(seed: UInt64) {
        var walk = RandomWalk(seed: seed)
        for step in 0..<1500 {
            let fault = walk.step()
            #expect(fault == nil, "seed \(seed), step \(step)")
            if fault != nil { return }
        }
        #expect(walk.finish() == nil, "seed \(seed)")
        // The walk went somewhere.
        #expect(walk.answers > 100, "seed \(seed)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a crash at any commit loses nothing that was acknowledged`(seed: UInt64) {
        var walk = RandomWalk(seed: seed)
        for step in 0..<800 {
            let fault = walk.step()
            #expect(fault == nil, "seed \(seed), step \(step)")
            if fault != nil { return }
            if walk.random.nextIndex(below: 25) == 0 {
                let lost = walk.crash()
                #expect(lost == nil, "seed \(seed), step \(step)")
                if lost != nil { return }
            }
        }
    }

    @Test func `the same seed gives the same effects`() {
        var first = RandomWalk(seed: 5)
        var second = RandomWalk(seed: 5)
        for _ in 0..<500 {
            _ = first.step()
            _ = second.step()
            #expect(first.last == second.last)
        }
    }
}

/// Three charge points, a store that is slow and sometimes fails, and an operator.
struct RandomWalk {
    var random: SeededRandom
    private(set) var last: [Effect] = []
    private(set) var answers = 0
    private var model: CentralSystemModel
    private var disk = Disk()
    private var now = ModelFixture.now
    private var connections: [ConnectionID?] = [nil, nil, nil]
    private var generation: UInt32 = 0
    /// Stores that were asked for and not reported, oldest first.
    private var pending: [(records: [Record], token: StoreToken)] = []
    /// Operators' orders without answer.
    private var orders: Set<OperatorToken> = []
    private var lastOrder: UInt64 = 0
    /// CALLs to charge points without answer: the id and the action of the one outstanding.
    private var outstanding: [ConnectionID: (UniqueId, CommandPayload)] = [:]
    /// StartTransactions that were answered: id and content.
    private var acknowledged: [Int: StartTransaction.Request] = [:]
    private var calls: [UniqueId: StartTransaction.Request] = [:]
    private var callNumber: UInt32 = 0
    private var lastSalt: UInt8 = 0

    private static let identities = ["CP1", "CP2", "CP3"]

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        model = Self.model(WorkingSet())
        // Tags that the operator entered before.
        for tag in ["T1", "T2", "T3"] as [IdTag] { disk.write([.idTag(IdTagRecord(idTag: tag, parentIdTag: "G"))]) }
        model = Self.model(disk.workingSet)
    }

    private static func model(_ workingSet: WorkingSet) -> CentralSystemModel {
        let clock = DeviceClock(epoch: ModelFixture.epoch, reference: ModelFixture.now)
        var limits = CentralSystemLimits()
        limits.queuedCommands = 3
        limits.queuedCalls = 4
        var model = CentralSystemModel(configuration: CentralSystemConfiguration(clock: clock, limits: limits))
        var effects: [Effect] = []
        model.handle(.restored(workingSet), at: ModelFixture.now, into: &effects)
        return model
    }

    // MARK: Steps

    /// Does something; what broke, or nil.
    mutating func step() -> String? {
        now = now.adding(milliseconds: Int64(random.nextIndex(below: 2000)))
        if let next = model.nextDeadline, next <= now {
            if let fault = feed(.deadline) { return fault }
        }
        let place = random.nextIndex(below: 3)
        switch random.nextIndex(below: 12) {
        case 0: return toggleConnection(place)
        case 1...4: return chargePointCalls(place)
        case 5...6: return operatorOrders(place)
        case 7...8: return chargePointAnswers(place)
        case 9: return operatorChanges(place)
        default: return storeReports()
        }
    }

    /// Ends every wait: all connections go, the store reports.
    mutating func finish() -> String? {
        for place in 0..<3 where connections[place] != nil {
            if let fault = toggleConnection(place) { return fault }
        }
        while !pending.isEmpty {
            if let fault = storeReports() { return fault }
        }
        guard orders.isEmpty else { return "orders were never answered: \(orders.count)" }
        guard outstanding.isEmpty else { return "a CALL is still outstanding" }
        return nil
    }

    /// The process dies: what was not committed is gone, everybody connects again to a new one.
    mutating func crash() -> String? {
        // A store that was under way may have been committed just before.
        if let first = pending.first, random.nextIndex(below: 2) == 0 { disk.write(first.records) }
        pending = []
        orders = []
        outstanding = [:]
        calls = [:]
        connections = [nil, nil, nil]
        model = Self.model(disk.workingSet)
        for (id, request) in acknowledged {
            // A repeated start may differ in what does not make it another one.
            guard var stored = disk.transactions[Int32(id)]?.start else { return "transaction \(id) is lost" }
            stored.reservationId = request.reservationId
            guard stored == request else { return "transaction \(id) is another one" }
        }
        return invariants()
    }

    private mutating func toggleConnection(_ place: Int) -> String? {
        if let connection = connections[place] {
            connections[place] = nil
            return feed(.disconnected(connection))
        }
        generation += 1
        let connection = ConnectionID(slot: Int32(place), generation: generation)
        connections[place] = connection
        if let fault = feed(.connected(connection, identity: Self.identities[place])) { return fault }
        callNumber += 1
        return feed(.call(connection, UniqueId(counter: callNumber), .bootNotification(bootRequest)))
    }

    private mutating func chargePointCalls(_ place: Int) -> String? {
        guard let connection = connections[place] else { return toggleConnection(place) }
        callNumber += 1
        let id = UniqueId(counter: callNumber)
        let seconds = now.nanoseconds(since: ModelFixture.now) / 1_000_000_000
        let open = model.snapshot(of: Self.identities[place])?.openTransactions ?? []
        let request: Request
        switch random.nextIndex(below: 9) {
        case 0...2:
            let start = start(
                connectorId: 1 + random.nextIndex(below: 2), idTag: random.nextIndex(below: 2) == 0 ? "T1" : "T2",
                reservationId: random.nextIndex(below: 4) == 0 ? 1 + random.nextIndex(below: 4) : nil,
                second: seconds)
            calls[id] = start
            request = .startTransaction(start)
        case 3:
            let transactionId = open.first.map(Int.init) ?? random.nextIndex(below: 5)
            request = .stopTransaction(
                stop(random.nextIndex(below: 5) == 0 ? -1 : transactionId, idTag: "T1", second: seconds))
        case 4:
            request = .meterValues(
                .init(connectorId: 1, transactionId: open.first.map(Int.init), meterValue: [meterValue]))
        case 5:
            let status = ChargePointStatus.allCases[random.nextIndex(below: ChargePointStatus.allCases.count)]
            request = .statusNotification(
                .init(connectorId: random.nextIndex(below: 3), errorCode: .noError, status: status))
        case 6:
            let status = FirmwareStatus.allCases[random.nextIndex(below: FirmwareStatus.allCases.count)]
            request = .firmwareStatusNotification(.init(status: status))
        case 7:
            request = .securityEventNotification(
                .init(type: CiString(unchecked: "E\(callNumber)"), timestamp: ModelFixture.time))
        default:
            request = .heartbeat(.init())
        }
        return feed(.call(connection, id, request))
    }

    private mutating func operatorOrders(_ place: Int) -> String? {
        lastOrder += 1
        let token = OperatorToken(lastOrder)
        orders.insert(token)
        let identity = Self.identities[place]
        if random.nextIndex(below: 8) == 0,
            let record = disk.transactions.values.filter({ $0.identity == identity })
                .max(by: { $0.transactionId < $1.transactionId })
        {
            return feed(.endTransaction(record, lastValues: [], token))
        }
        if random.nextIndex(below: 8) == 0 {
            return feed(.sendIdTags(identity: identity, random.nextIndex(below: 2) == 0 ? .full : .differential, token))
        }
        let requests: [Request] = [
            .reset(.init(type: .hard)), .getLocalListVersion(.init()), .getConfiguration(.init()),
            .remoteStartTransaction(
                .init(connectorId: 1, idTag: "T1", chargingProfile: chargingProfile(9, .txProfile, level: 3))),
            .remoteStopTransaction(.init(transactionId: 1)),
            .reserveNow(
                .init(
                    connectorId: 1 + random.nextIndex(below: 2),
                    expiryDate: model.configuration.clock.time(at: now).adding(
                        milliseconds: Int64(random.nextIndex(below: 60_000)) + 1),
                    idTag: "T1", reservationId: CommandPayload.chosenByCentralSystem)),
            .cancelReservation(.init(reservationId: 1 + random.nextIndex(below: 6))),
            .setChargingProfile(
                .init(
                    connectorId: 0,
                    csChargingProfiles: chargingProfile(
                        1 + random.nextIndex(below: 3), .txDefaultProfile, level: random.nextIndex(below: 3)))),
            .setChargingProfile(.init(connectorId: 1, csChargingProfiles: chargingProfile(8, .txProfile))),
            .clearChargingProfile(.init(id: 1 + random.nextIndex(below: 3))),
            .getCompositeSchedule(.init(connectorId: 1, duration: 60)),
            .updateFirmware(.init(location: "l", retrieveDate: ModelFixture.time)),
            .triggerMessage(.init(requestedMessage: .heartbeat)),
            .changeAvailability(.init(connectorId: 0, type: .inoperative)),
            .changeConfiguration(.init(key: "AuthorizationKey", value: "00")),
            .heartbeat(.init()),
        ]
        let request = requests[random.nextIndex(below: requests.count)]
        return feed(.command(identity: identity, Command(.typed(request)), token))
    }

    private mutating func operatorChanges(_ place: Int) -> String? {
        lastOrder += 1
        let token = OperatorToken(lastOrder)
        orders.insert(token)
        let tag: IdTag = ["T2", "T3", "T4"][random.nextIndex(below: 3)]
        if random.nextIndex(below: 3) == 0 { return feed(.deleteIdTag(tag, token)) }
        return feed(.putIdTags([IdTagRecord(idTag: tag, parentIdTag: "G")], token))
    }

    private mutating func chargePointAnswers(_ place: Int) -> String? {
        guard let connection = connections[place], let (id, payload) = outstanding[connection] else {
            guard let connection = connections[place] else { return nil }
            return feed(.confirmation(connection, "999999999", .heartbeat(.init(currentTime: ModelFixture.time))))
        }
        let isGood = random.nextIndex(below: 4) != 0
        if random.nextIndex(below: 10) == 0 {
            return feed(.callError(connection, id, CallError(.internalError)))
        }
        let confirmation: Confirmation
        switch payload.action {
        case .reset: confirmation = .reset(.init(status: .accepted))
        case .getLocalListVersion: confirmation = .getLocalListVersion(.init(listVersion: random.nextIndex(below: 3)))
        case .getConfiguration:
            confirmation = .getConfiguration(
                .init(configurationKey: [KeyValue(key: "NumberOfConnectors", readonly: true, value: "2")]))
        case .remoteStartTransaction:
            confirmation = .remoteStartTransaction(.init(status: isGood ? .accepted : .rejected))
        case .remoteStopTransaction:
            confirmation = .remoteStopTransaction(.init(status: isGood ? .accepted : .rejected))
        case .reserveNow: confirmation = .reserveNow(.init(status: isGood ? .accepted : .occupied))
        case .cancelReservation: confirmation = .cancelReservation(.init(status: isGood ? .accepted : .rejected))
        case .setChargingProfile: confirmation = .setChargingProfile(.init(status: isGood ? .accepted : .rejected))
        case .clearChargingProfile: confirmation = .clearChargingProfile(.init(status: isGood ? .accepted : .unknown))
        case .getCompositeSchedule: confirmation = .getCompositeSchedule(.init(status: .rejected))
        case .updateFirmware: confirmation = .updateFirmware(.init())
        case .triggerMessage: confirmation = .triggerMessage(.init(status: isGood ? .accepted : .rejected))
        case .changeConfiguration:
            confirmation = .changeConfiguration(.init(status: isGood ? .accepted : .rejected))
        case .changeAvailability: confirmation = .changeAvailability(.init(status: isGood ? .accepted : .scheduled))
        case .sendLocalList: confirmation = .sendLocalList(.init(status: isGood ? .accepted : .versionMismatch))
        default: confirmation = .clearCache(.init(status: .accepted))
        }
        return feed(.confirmation(connection, id, confirmation))
    }

    /// The oldest store is committed, or fails. What nobody awaits is kept by the writer until it can be written.
    private mutating func storeReports() -> String? {
        guard !pending.isEmpty else { return nil }
        let (records, token) = pending.removeFirst()
        if random.nextIndex(below: 8) == 0, token != .unawaited { return feed(.storeFailed(token)) }
        disk.write(records)
        return token == .unawaited ? nil : feed(.stored(token))
    }

    // MARK: Feeding and checking

    private mutating func feed(_ input: Input) -> String? {
        var effects: [Effect] = []
        model.handle(input, at: now, into: &effects)
        last = effects
        // A connection that ended has nothing outstanding.
        if case .disconnected(let connection) = input { outstanding[connection] = nil }
        for effect in effects {
            if let fault = check(effect, input) { return fault }
            guard case .saltKey(let identity, _) = effect else { continue }
            lastSalt = lastSalt == .max ? 1 : lastSalt + 1
            if let fault = feed(.keySalted(identity: identity, HandshakeTests.key(lastSalt))) { return fault }
        }
        // A command that was given up or answered is not outstanding; the model knows which is.
        for (connection, call) in outstanding
        where model.awaitedAction(for: call.0, on: connection) == nil { outstanding[connection] = nil }
        return invariants()
    }

    private mutating func check(_ effect: Effect, _ input: Input) -> String? {
        switch effect {
        case .call(let connection, let id, let payload):
            guard connections.contains(connection) else { return "a CALL on a closed connection" }
            if let (earlier, _) = outstanding[connection], model.awaitedAction(for: earlier, on: connection) != nil {
                return "two CALLs outstanding on \(connection)"
            }
            guard model.awaitedAction(for: id, on: connection) == payload.action else { return "\(id) is not awaited" }
            outstanding[connection] = (id, payload)
            if payload.action == .changeConfiguration {
                let identity = Self.identities[Int(connection.slot)]
                let good = model.authorizationKeys(of: identity)
                guard let new = good.last, disk.security[identity]?.nextKeys.contains(new) == true else {
                    return "a password was told before it was stored"
                }
            }
        case .store(let records, let token):
            guard !records.isEmpty else { return "an empty store" }
            pending.append((records, token))
        case .operatorAnswer(let token, _):
            answers += 1
            guard orders.remove(token) != nil else { return "an order was answered twice" }
        case .reply(let connection, let id, .startTransaction(let confirmation)):
            guard connections.contains(connection) else { return "a reply on a closed connection" }
            guard let request = calls[id] else { return "a reply to no start" }
            guard disk.transactions[Int32(confirmation.transactionId)] != nil else {
                return "transaction \(confirmation.transactionId) was acknowledged before it was stored"
            }
            acknowledged[confirmation.transactionId] = request
        case .reply(let connection, let id, .securityEventNotification):
            guard connections.contains(connection) else { return "a reply on a closed connection" }
            guard disk.events.contains("E\(id)") else { return "event \(id) was acknowledged before it was stored" }
        case .reply(let connection, _, _), .replyError(let connection, _, _):
            guard connections.contains(connection) else { return "a reply on a closed connection" }
        case .close, .notice, .signCertificate, .saltKey: break
        }
        return nil
    }

    /// What holds after every input.
    private func invariants() -> String? {
        for identity in Self.identities {
            guard let books = model.books(of: identity) else { continue }
            let running = model.chargePoints[model.indexByIdentity[identity]!].transactions.filter(\.isOpen)
            if Set(running.map(\.connectorId)).count != running.count { return "two transactions on one connector" }
            if books.commands > 4 { return "more commands than the limit" }
            if Set(books.reservations.map(\.request.reservationId)).count != books.reservations.count {
                return "two reservations with one id"
            }
            if books.reservations.contains(where: { $0.state != .active && $0.state != .ordered }) {
                return "a reservation that is over"
            }
            if Set(books.chargingProfiles.map(\.profile.chargingProfileId)).count != books.chargingProfiles.count {
                return "two profiles with one id"
            }
            if books.orders.count(where: { $0.state == .running }) > 1 { return "two firmware updates run" }
            if let index = model.indexByIdentity[identity], books.commands > 0,
                model.chargePoints[index].connection == .none
            {
                return "commands without connection"
            }
        }
        if let next = model.nextDeadline, next < now.adding(seconds: -3600) { return "a deadline was passed over" }
        return nil
    }
}

/// A store as simple as can be: records by their keys.
struct Disk {
    private var chargePoints: [String: ChargePointRecord] = [:]
    private(set) var transactions: [Int32: TransactionRecord] = [:]
    private var idTags: [IdTag: IdTagRecord] = [:]
    private var reservations: [String: ReservationRecord] = [:]
    private var profiles: [String: [ChargingProfileRecord]] = [:]
    private var starts: [String: [ExpectedStart]] = [:]
    private var lists: [String: LocalListRecord] = [:]
    private var contents: [Int64: LocalListContentRecord] = [:]
    private var orders: [Int64: OrderRecord] = [:]
    private var lastContent: Int64 = 0
    private(set) var security: [String: SecurityRecord] = [:]
    private(set) var events: Set<String> = []

    mutating func write(_ records: [Record]) {
        for record in records {
            switch record {
            case .chargePoint(let record): chargePoints[record.identity] = record
            case .chargePointForgotten(let identity): chargePoints[identity] = nil
            case .transactionStarted(let record): transactions[record.transactionId] = record
            case .transactionStopped(_, let id, let stop):
                // As the database: an end that the central system enters takes the place of nothing.
                let mayReplace = stop.centralSystemReason == nil && transactions[id]?.stop?.centralSystemReason != nil
                if transactions[id]?.stop == nil || mayReplace { transactions[id]?.stop = stop }
            case .idTag(let record): idTags[record.idTag] = record
            case .idTagDeleted(let tag): idTags[tag] = nil
            case .reservation(let record):
                reservations["\(record.identity) \(record.request.reservationId)"] = record
            case .chargingProfiles(let identity, let list): profiles[identity] = list
            case .expectedStarts(let identity, let list): starts[identity] = list
            case .localList(let record): lists[record.identity] = record
            case .localListContent(let record):
                contents[record.contentId] = record
                lastContent = max(lastContent, record.contentId)
            case .localListContentDeleted(let id): contents[id] = nil
            case .order(let record): orders[record.orderId] = record
            case .security(let record): security[record.identity] = record
            case .securityEvent(let record): events.insert(record.type)
            default: break
            }
        }
    }

    var workingSet: WorkingSet {
        var set = WorkingSet()
        set.chargePoints = chargePoints.values.sorted { $0.identity < $1.identity }
        set.transactions = transactions.values.sorted { $0.transactionId < $1.transactionId }
        set.idTags = idTags.values.sorted { $0.idTag.value < $1.idTag.value }
        set.reservations = reservations.values.filter { $0.state == .active || $0.state == .ordered }
            .sorted { ($0.request.reservationId, $0.identity) < ($1.request.reservationId, $1.identity) }
        set.chargingProfiles = profiles.sorted { $0.key < $1.key }.map { OfChargePoint($0.key, $0.value) }
        set.expectedStarts = starts.sorted { $0.key < $1.key }.map { OfChargePoint($0.key, $0.value) }
        set.security = security.values.sorted { $0.identity < $1.identity }
        set.localLists = lists.values.sorted { $0.identity < $1.identity }
        set.localListContents = contents.values.sorted { $0.contentId < $1.contentId }
        set.orders = orders.values.sorted { $0.orderId < $1.orderId }
        set.nextTransactionId = (transactions.keys.max() ?? 0) + 1
        set.nextReservationId = (reservations.values.map(\.request.reservationId).max() ?? 0) + 1
        set.nextOrderId = (orders.keys.max() ?? 0) + 1
        set.nextLocalListContentId = lastContent + 1
        return set
    }
}
