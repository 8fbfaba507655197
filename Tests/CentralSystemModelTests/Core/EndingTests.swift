@testable import CentralSystemModel
import OCPPTypes
import Testing

/// Transactions whose StopTransaction never comes, or comes late.
@Suite struct EndingTests {
    private static func time(_ second: Int64) -> DateTime { ModelFixture.epoch.adding(milliseconds: second * 1000) }

    /// The end that the central system enters.
    private static func ended(
        _ transactionId: Int32, _ reason: CentralSystemReason, meterStop: Int = 100, second: Int64 = 0
    ) -> Record {
        .transactionStopped(
            identity: "CP1", transactionId: transactionId,
            TransactionStop(
                idTag: nil, meterStop: meterStop, timestamp: time(second), reason: nil, received: ModelFixture.time,
                centralSystemReason: reason))
    }

    private static func values(_ second: Int64, _ value: String, transactionId: Int = 1) -> MeterValues.Request {
        MeterValues.Request(
            connectorId: 1, transactionId: transactionId,
            meterValue: [MeterValue(timestamp: time(second), sampledValue: [SampledValue(value: value)])])
    }

    private static func status(_ status: ChargePointStatus, connectorId: Int = 1) -> Request {
        .statusNotification(.init(connectorId: connectorId, errorCode: .noError, status: status))
    }

    private static func idle(_ transactionId: Int = 1) -> Effect {
        .notice(.openTransactionIdleAfterBoot, identity: "CP1", detail: "transaction \(transactionId)")
    }

    private static func late(_ transactionId: Int = 1) -> Effect {
        .notice(.lateStop, identity: "CP1", detail: "transaction \(transactionId)")
    }

    private static func boot(_ fixture: inout ModelFixture) {
        _ = fixture.call("b", .bootNotification(bootRequest))
    }

    private static func open(_ fixture: ModelFixture) -> [Int32]? {
        fixture.model.snapshot(of: "CP1")?.openTransactions
    }

    private static func order(
        _ transactionId: Int32 = 1, _ number: UInt64 = 1, lastValues: [MeterValues.Request] = []
    ) -> Input {
        .endTransaction(
            TransactionRecord(transactionId: transactionId, identity: "CP1", start: start(), startStatus: .accepted),
            lastValues: lastValues.map {
                MeterValuesRecord(
                    identity: "CP1", connectorId: 1, transactionId: Int(transactionId), source: .meterValues,
                    meterValue: $0.meterValue, received: ModelFixture.time)
            }, OperatorToken(number))
    }

    // MARK: A later start

    @Test func `a later start ends the open transaction of its connector with the last register`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        _ = fixture.call("m", .meterValues(Self.values(30, "150")))
        _ = fixture.commit()
        let second = start(idTag: "T1", meterStart: 160, second: 60)
        #expect(
            fixture.call("2", .startTransaction(second)) == [
                notice(.startOverOpenTransaction),
                .store(
                    [Self.ended(1, .laterStart, meterStop: 150, second: 30), startRecord(2, second)], fixture.last),
            ])
        #expect(Self.open(fixture) == [1])
        #expect(fixture.commit() == [startReply("2", 2)])
        #expect(Self.open(fixture) == [2])
        #expect(fixture.model.counts.openTransactions == 1)
    }

    @Test func `a lost stop does not block its tag for ever`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(idTag: "ONE"))
        // On another connector the tag is in use, as far as anybody knows.
        _ = fixture.call("2", .startTransaction(start(connectorId: 2, idTag: "ONE", second: 5)))
        #expect(fixture.commit() == [startReply("2", 2, IdTagInfo(status: .concurrentTx))])
        for (number, id) in zip(3..., ["3", "4"] as [UniqueId]) {
            _ = fixture.call(id, .startTransaction(start(idTag: "ONE", second: Int64(number) * 10)))
            #expect(fixture.commit() == [startReply(id, number, IdTagInfo(status: .accepted))])
        }
    }

    @Test func `a start that cannot be stored ends nothing`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(idTag: "ONE"))
        _ = fixture.call("2", .startTransaction(start(idTag: "ONE", second: 5)))
        #expect(
            fixture.run(.storeFailed(fixture.last)) == [
                notice(.storeFailed), .replyError(cp1, "2", storageError),
            ])
        #expect(Self.open(fixture) == [1])
        _ = fixture.call("3", .startTransaction(start(connectorId: 2, idTag: "ONE")))
        #expect(fixture.commit() == [startReply("3", 3, IdTagInfo(status: .concurrentTx))])
    }

    @Test func `the same start again ends nothing, whatever came between`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        let again = [notice(.repeatedStart), startReply("2", 1)]
        #expect(fixture.call("2", .startTransaction(start())) == again)
        #expect(Self.open(fixture) == [1])
        fixture.started(start(second: 60))
        #expect(fixture.call("2", .startTransaction(start())) == again)
        #expect(Self.open(fixture) == [2])
    }

    @Test func `the order of arrival decides, not the clock of the charge point`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(second: 3600))
        fixture.started(start(second: 0))
        #expect(Self.open(fixture) == [2])
    }

    @Test func `a start on connector 0 ends nothing`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(connectorId: 0))
        fixture.started(start(connectorId: 0, second: 5))
        #expect(Self.open(fixture) == [1, 2])
    }

    @Test func `a restart keeps what ends a transaction: its register and its successor`() {
        var fixture = ModelFixture.booted(
            transactions: [
                TransactionRecord(
                    transactionId: 1, identity: "CP1", start: start(idTag: "ONE"), startStatus: .accepted)
            ],
            meterValues: [
                MeterValuesRecord(
                    identity: "CP1", connectorId: 1, transactionId: 1, source: .meterValues,
                    meterValue: Self.values(30, "150").meterValue, received: ModelFixture.time)
            ])
        let second = start(idTag: "ONE", meterStart: 160, second: 60)
        #expect(
            fixture.call("2", .startTransaction(second)).last
                == .store(
                    [Self.ended(1, .laterStart, meterStop: 150, second: 30), startRecord(2, second)], fixture.last))
        #expect(fixture.commit() == [startReply("2", 2, IdTagInfo(status: .accepted))])
    }

    // MARK: A boot and a free connector

    @Test(arguments: [ChargePointStatus.available, .reserved])
    func `a free connector after a boot ends its transaction`(_ status: ChargePointStatus) {
        var fixture = ModelFixture.booted()
        fixture.started(start(idTag: "ONE"))
        fixture.started(start(connectorId: 2))
        Self.boot(&fixture)
        let effects = fixture.call("2", Self.status(status))
        #expect(
            effects.suffix(3) == [
                Self.idle(), .store([Self.ended(1, .idleAfterBoot)], fixture.last),
                .reply(cp1, "2", .statusNotification(.init())),
            ])
        #expect(Self.open(fixture) == [1, 2])
        #expect(fixture.commit() == [])
        #expect(Self.open(fixture) == [2])
        _ = fixture.call("3", .startTransaction(start(connectorId: 1, idTag: "ONE", second: 90)))
        #expect(fixture.commit() == [startReply("3", 3, IdTagInfo(status: .accepted))])
    }

    @Test(arguments: [
        ChargePointStatus.preparing, .charging, .suspendedEV, .suspendedEVSE, .finishing, .unavailable, .faulted,
    ])
    func `any other status after a boot ends nothing`(_ status: ChargePointStatus) {
        var fixture = ModelFixture.booted()
        fixture.started()
        Self.boot(&fixture)
        #expect(fixture.call("2", Self.status(status)).count == 2)
        #expect(Self.open(fixture) == [1])
        // One that goes on after the boot may say Available before its stop.
        let goesOn = [ChargePointStatus.charging, .suspendedEV, .suspendedEVSE].contains(status)
        #expect(fixture.call("3", Self.status(.available)).contains(Self.idle()) == !goesOn)
    }

    @Test func `a free connector without a boot ends nothing`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        _ = fixture.call("2", Self.status(.available))
        #expect(Self.open(fixture) == [1])
        // Also where the boot was before the start.
        Self.boot(&fixture)
        fixture.started(start(connectorId: 2))
        _ = fixture.call("3", Self.status(.available, connectorId: 2))
        #expect(Self.open(fixture) == [1, 2])
    }

    @Test func `a boot that changes the registration counts too`() {
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: nil)]
        workingSet.transactions = [
            TransactionRecord(transactionId: 1, identity: "CP1", start: start(), startStatus: .accepted)
        ]
        var fixture = ModelFixture(workingSet: workingSet)
        fixture.boot(cp1, "CP1")
        #expect(fixture.call("2", Self.status(.available)).contains(Self.idle()))
    }

    @Test func `what waits for its commit decides first`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        Self.boot(&fixture)
        let request = stop(1)
        _ = fixture.call("2", .stopTransaction(request))
        let stopToken = fixture.last
        _ = fixture.call("3", Self.status(.available))
        #expect(fixture.last == stopToken)
        #expect(fixture.run(.stored(stopToken)) == [stopReply("2")])
        #expect(Self.open(fixture) == [])

        // A MeterValues in the slot, and the stop behind it.
        fixture = ModelFixture.booted()
        fixture.started()
        Self.boot(&fixture)
        _ = fixture.call("2", .meterValues(Self.values(30, "150")))
        let values = fixture.last
        _ = fixture.call("3", Self.status(.available))
        _ = fixture.call("4", .stopTransaction(request))
        #expect(fixture.run(.stored(values)).last == .store([stopRecord(1, request)], fixture.last))
        #expect(fixture.commit() == [stopReply("4")])

        // Nothing behind it: the end follows.
        fixture = ModelFixture.booted()
        fixture.started()
        Self.boot(&fixture)
        _ = fixture.call("2", .meterValues(Self.values(30, "150")))
        let only = fixture.last
        _ = fixture.call("3", Self.status(.available))
        #expect(
            fixture.run(.stored(only)).suffix(2) == [
                Self.idle(), .store([Self.ended(1, .idleAfterBoot, meterStop: 150, second: 30)], fixture.last),
            ])
    }

    @Test func `an end that cannot be stored is tried at the next free connector`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        Self.boot(&fixture)
        _ = fixture.call("2", Self.status(.available))
        #expect(fixture.run(.storeFailed(fixture.last)) == [notice(.storeFailed)])
        #expect(Self.open(fixture) == [1])
        _ = fixture.call("3", Self.status(.available))
        #expect(fixture.commit() == [])
        #expect(Self.open(fixture) == [])
    }

    @Test func `CALLs wait for an end as for any commit`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        Self.boot(&fixture)
        _ = fixture.call("2", Self.status(.available))
        let end = fixture.last
        let request = stop(1)
        #expect(fixture.call("3", .stopTransaction(request)) == [])
        #expect(
            fixture.run(.stored(end)) == [Self.late(), .store([stopRecord(1, request)], fixture.last)])
        #expect(fixture.commit() == [stopReply("3")])
    }

    // MARK: A late stop

    @Test(arguments: CentralSystemReason.allCases)
    func `a late stop corrects what the central system entered`(_ reason: CentralSystemReason) {
        var fixture = ModelFixture.booted(transactions: [
            TransactionRecord(
                transactionId: 1, identity: "CP1", start: start(), startStatus: .accepted,
                stop: TransactionStop(
                    idTag: nil, meterStop: 100, timestamp: Self.time(0), reason: nil, received: ModelFixture.time,
                    centralSystemReason: reason))
        ])
        let data = MeterValuesRecord(
            identity: "CP1", connectorId: 1, transactionId: 1, source: .transactionData, meterValue: [meterValue],
            received: ModelFixture.time)
        let request = stop(1, transactionData: [meterValue])
        #expect(
            fixture.call("2", .stopTransaction(request))
                == [Self.late(), .store([stopRecord(1, request), .meterValues(data)], fixture.last)])
        #expect(fixture.commit() == [stopReply("2")])
        #expect(fixture.model.counts.openTransactions == 0)
        // From now on it is a stop like any other.
        #expect(fixture.call("3", .stopTransaction(stop(1))) == [notice(.repeatedStop), stopReply("3")])
        #expect(fixture.call("4", .stopTransaction(stop(1, meterStop: 300))).first == notice(.repeatedStop))
    }

    @Test func `a stop from the offline queue comes after the new start`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(idTag: "ONE"))
        fixture.started(start(idTag: "ONE", meterStart: 200, second: 120))
        let request = stop(1, meterStop: 200, second: 60)
        #expect(
            fixture.call("2", .stopTransaction(request)) == [
                Self.late(), .store([stopRecord(1, request)], fixture.last),
            ])
        _ = fixture.commit()
        #expect(Self.open(fixture) == [2])
        // The tag of the running one is not freed twice.
        _ = fixture.call("3", .startTransaction(start(connectorId: 2, idTag: "ONE")))
        #expect(fixture.commit() == [startReply("3", 3, IdTagInfo(status: .concurrentTx))])
    }

    @Test func `a late stop without an id finds the transaction by its data`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(idTag: "T1"))
        fixture.started(start(idTag: "T1", meterStart: 300, second: 120))
        let request = stop(-1, idTag: "T1", meterStop: 200, second: 60)
        #expect(
            fixture.call("2", .stopTransaction(request)) == [
                notice(.stopMatchedWithoutId), Self.late(),
                .store([stopRecord(1, request, withoutId: true)], fixture.last),
            ])
        _ = fixture.commit()
        // One that fits the running transaction means that one.
        let second = stop(-1, idTag: "T1", meterStop: 400, second: 180)
        #expect(
            fixture.call("3", .stopTransaction(second)).last
                == .store([stopRecord(2, second, withoutId: true)], fixture.last))
    }

    @Test func `a late stop that cannot be stored leaves the end as it was`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        fixture.started(start(second: 120))
        _ = fixture.call("2", .stopTransaction(stop(1)))
        _ = fixture.run(.storeFailed(fixture.last))
        #expect(fixture.call("3", .stopTransaction(stop(1))).first == Self.late())
    }

    // MARK: An operator

    @Test func `an operator ends a transaction`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(idTag: "ONE"))
        #expect(fixture.run(Self.order()) == [.store([Self.ended(1, .endedByOperator)], fixture.last)])
        #expect(
            fixture.run(Self.order(1, 2)) == [answer(.refused("transaction 1 is being ended already"), to: 2)])
        #expect(fixture.commit() == [answer(.done)])
        #expect(Self.open(fixture) == [])
        #expect(fixture.run(Self.order(1, 3)) == [answer(.refused("transaction 1 has ended"), to: 3)])
        _ = fixture.call("2", .startTransaction(start(connectorId: 2, idTag: "ONE")))
        #expect(fixture.commit() == [startReply("2", 2, IdTagInfo(status: .accepted))])
    }

    @Test func `an operator's end works while the charge point is offline, and says when the store fails`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        _ = fixture.run(.disconnected(cp1))
        _ = fixture.run(Self.order())
        #expect(fixture.run(.storeFailed(fixture.last)) == [answer(.storeFailed), notice(.storeFailed)])
        #expect(Self.open(fixture) == [1])
        _ = fixture.run(Self.order())
        #expect(fixture.commit() == [answer(.done)])
    }

    @Test func `a stop that comes while an operator waits is told to the operator`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        _ = fixture.call("2", .stopTransaction(stop(1)))
        #expect(fixture.run(Self.order()) == [])
        #expect(fixture.commit() == [answer(.refused("transaction 1 has ended")), stopReply("2")])
    }

    @Test func `an order that comes while the end is stored is told that it has ended`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        Self.boot(&fixture)
        _ = fixture.call("2", Self.status(.available))
        let end = fixture.last
        #expect(fixture.run(Self.order()) == [])
        #expect(fixture.run(.stored(end)) == [answer(.refused("transaction 1 has ended"))])
    }

    @Test func `an order waits for the slot and is carried out behind it`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        _ = fixture.call("2", .meterValues(Self.values(30, "150")))
        let values = fixture.last
        #expect(fixture.run(Self.order()) == [])
        #expect(
            fixture.run(.stored(values)) == [
                .reply(cp1, "2", .meterValues(.init())),
                .store([Self.ended(1, .endedByOperator, meterStop: 150, second: 30)], fixture.last),
            ])
        #expect(fixture.commit() == [answer(.done)])
    }

    @Test func `a transaction that left the working set is ended in the store`() {
        var limits = CentralSystemLimits()
        limits.openTransactions = 1
        var fixture = ModelFixture.booted(limits: limits)
        fixture.started()
        fixture.started(start(connectorId: 2))
        #expect(Self.open(fixture) == [2])
        #expect(fixture.run(Self.order()) == [.store([Self.ended(1, .endedByOperator)], fixture.last)])
        #expect(fixture.commit() == [answer(.done)])
        _ = fixture.run(Self.order())
        #expect(fixture.run(.storeFailed(fixture.last)) == [answer(.storeFailed)])
    }

    @Test func `one that left the working set ends with the last register that the store has`() {
        var limits = CentralSystemLimits()
        limits.openTransactions = 1
        var fixture = ModelFixture.booted(limits: limits)
        fixture.started()
        fixture.started(start(connectorId: 2))
        let power = MeterValues.Request(
            connectorId: 1, transactionId: 1,
            meterValue: [
                MeterValue(
                    timestamp: Self.time(60),
                    sampledValue: [SampledValue(value: "7400", measurand: .powerActiveImport, unit: .w)])
            ])
        let energy = MeterValues.Request(
            connectorId: 1, transactionId: 1,
            meterValue: [
                MeterValue(
                    timestamp: Self.time(30),
                    sampledValue: [
                        SampledValue(value: "1.2345", measurand: .energyActiveImportRegister, unit: .kWh)
                    ])
            ])
        let order = Self.order(lastValues: [Self.values(20, "150"), energy, power])
        #expect(
            fixture.run(order)
                == [.store([Self.ended(1, .endedByOperator, meterStop: 1_234, second: 60)], fixture.last)])
        #expect(fixture.commit() == [answer(.done)])
    }

    @Test func `an order for one whose start is being stored is to come again`() {
        var fixture = ModelFixture.booted()
        _ = fixture.call("2", .startTransaction(start()))
        let begin = fixture.last
        // The store has it, the operator has read it there, and the report is on its way.
        #expect(fixture.run(Self.order()) == [answer(.refused("transaction 1 is being started; try again"))])
        #expect(fixture.run(.stored(begin)) == [startReply("2", 1)])
        #expect(Self.open(fixture) == [1])
        #expect(fixture.run(Self.order(1, 2)) == [.store([Self.ended(1, .endedByOperator)], fixture.last)])
        #expect(fixture.commit() == [answer(.done, to: 2)])
        #expect(Self.open(fixture) == [])
    }

    @Test func `an order for one that leaves the working set meanwhile is refused`() {
        var limits = CentralSystemLimits()
        limits.openTransactions = 1
        var fixture = ModelFixture.booted(limits: limits)
        fixture.started()
        _ = fixture.call("2", .startTransaction(start(connectorId: 2)))
        #expect(fixture.run(Self.order()) == [])
        #expect(
            fixture.commit().first
                == answer(.refused("too many transactions run on the charge point; order it again")))
    }
}
