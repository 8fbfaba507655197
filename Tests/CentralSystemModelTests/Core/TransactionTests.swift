@testable import CentralSystemModel
import OCPPTypes
import Testing

@Suite struct TransactionTests {
    @Test func `a start is answered with its id after the commit`() {
        var fixture = ModelFixture.booted()
        let request = start(reservationId: 8)
        #expect(
            fixture.call("1", .startTransaction(request))
                == [notice(.reservationUnknown), .store([startRecord(1, request)], fixture.last)])
        #expect(fixture.model.counts.openTransactions == 0)
        #expect(fixture.commit() == [startReply("1", 1)])
        #expect(fixture.model.snapshot(of: "CP1")?.openTransactions == [1])
    }

    @Test func `a start is answered with an id even when the tag is unknown or the connector makes no sense`() {
        for connectorId in [Int.min, -1, 0, 65, Int.max] {
            var fixture = ModelFixture.booted()
            let request = start(connectorId: connectorId, idTag: "NOBODY", meterStart: .max)
            #expect(
                fixture.call("1", .startTransaction(request)) == [
                    .notice(.connectorOutOfRange, identity: "CP1"),
                    .store([startRecord(1, request, .invalid)], fixture.last),
                ])
            #expect(fixture.commit() == [startReply("1", 1, IdTagInfo(status: .invalid))])
        }
    }

    @Test func `a repeated start gets the first answer, also after its stop and after a restart`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(idTag: "ONE"))
        let again = start(idTag: "one")
        let expected = [
            Effect.notice(.repeatedStart, identity: "CP1"),
            startReply("2", 1, IdTagInfo(status: .accepted)),
        ]
        #expect(fixture.call("2", .startTransaction(again)) == expected)
        _ = fixture.call("e", .stopTransaction(stop(1)))
        _ = fixture.commit()
        #expect(fixture.call("2", .startTransaction(again)) == expected)

        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted)]
        workingSet.idTags = [IdTagRecord(idTag: "ONE", maxActiveTransactions: 1)]
        workingSet.transactions = [
            TransactionRecord(
                transactionId: 1, identity: "CP1", start: start(idTag: "ONE"), startStatus: .accepted)
        ]
        workingSet.nextTransactionId = 5
        fixture = ModelFixture(workingSet: workingSet)
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        #expect(fixture.call("2", .startTransaction(again)) == expected)
        _ = fixture.call("3", .startTransaction(start(connectorId: 2, idTag: "ONE")))
        #expect(fixture.commit() == [startReply("3", 5, IdTagInfo(status: .concurrentTx))])
    }

    @Test func `a repeated start that was refused is refused again`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(connectorId: 1, idTag: "ONE"))
        fixture.started(start(connectorId: 2, idTag: "ONE"))
        _ = fixture.call("e", .stopTransaction(stop(1)))
        _ = fixture.commit()
        #expect(
            fixture.call("2", .startTransaction(start(connectorId: 2, idTag: "ONE"))) == [
                .notice(.repeatedStart, identity: "CP1"), startReply("2", 2, IdTagInfo(status: .concurrentTx)),
            ])
    }

    @Test func `each member of the key makes another transaction`() {
        let variants = [
            start(connectorId: 2), start(idTag: "T2"), start(meterStart: 101), start(second: 1),
        ]
        var fixture = ModelFixture.booted()
        fixture.started()
        for (index, variant) in variants.enumerated() {
            #expect(fixture.started(variant) == index + 2)
        }
        fixture.boot(cp2, "CP2")
        #expect(fixture.started(on: cp2) == 6)
    }

    @Test func `ids end at the largest 32-bit number`() {
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted)]
        workingSet.nextTransactionId = .max
        var fixture = ModelFixture(workingSet: workingSet)
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        #expect(fixture.started() == Int(Int32.max))
        #expect(
            fixture.call("2", .startTransaction(start(second: 1))) == [
                .notice(.transactionIdsExhausted, identity: "CP1"),
                .replyError(cp1, "2", CallError(.internalError, "every transactionId was given")),
            ])
    }

    @Test func `open transactions beyond the limit leave the working set`() {
        var limits = CentralSystemLimits()
        limits.openTransactions = 2
        var fixture = ModelFixture.booted(limits: limits)
        fixture.started(start(connectorId: 1, idTag: "ONE"))
        fixture.started(start(connectorId: 2))
        _ = fixture.call("3", .startTransaction(start(connectorId: 3)))
        #expect(
            fixture.commit() == [.notice(.openTransactionEvicted, identity: "CP1"), startReply("3", 3)])
        #expect(fixture.model.snapshot(of: "CP1")?.openTransactions == [2, 3])
        #expect(fixture.model.counts.openTransactions == 2)
        // Its tag is free again.
        _ = fixture.call("4", .startTransaction(start(connectorId: 4, idTag: "ONE")))
        #expect(fixture.commit().last == startReply("4", 4, IdTagInfo(status: .accepted)))
    }

    @Test func `a stop ends its transaction after the commit and stores its data`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        let request = stop(1, idTag: "T1", transactionData: [meterValue])
        let data = MeterValuesRecord(
            identity: "CP1", connectorId: 1, transactionId: 1, source: .transactionData, meterValue: [meterValue],
            received: ModelFixture.time)
        #expect(
            fixture.call("2", .stopTransaction(request))
                == [.store([stopRecord(1, request), .meterValues(data)], fixture.last)])
        #expect(fixture.model.counts.openTransactions == 1)
        #expect(fixture.commit() == [stopReply("2", IdTagInfo(parentIdTag: "GROUP", status: .accepted))])
        #expect(fixture.model.counts.openTransactions == 0)
    }

    @Test func `the same stop again is answered without a store`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        _ = fixture.call("2", .stopTransaction(stop(1)))
        _ = fixture.commit()
        let expected = [Effect.notice(.repeatedStop, identity: "CP1"), stopReply("3")]
        #expect(fixture.call("3", .stopTransaction(stop(1))) == expected)
        #expect(fixture.call("3", .stopTransaction(stop(-1))) == expected)
    }

    @Test func `a repeated stop brings the meter values that the first one left out, also after a restart`() {
        let request = stop(1, transactionData: [meterValue])
        let data = MeterValuesRecord(
            identity: "CP1", connectorId: 1, transactionId: 1, source: .transactionData, meterValue: [meterValue],
            received: ModelFixture.time)
        var running = ModelFixture.booted()
        running.started()
        _ = running.call("2", .stopTransaction(stop(1)))
        _ = running.commit()
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted)]
        workingSet.transactions = [
            TransactionRecord(
                transactionId: 1, identity: "CP1", start: start(), startStatus: .accepted,
                stop: transactionStop(stop(1)))
        ]
        var restored = ModelFixture(workingSet: workingSet)
        _ = restored.run(.connected(cp1, identity: "CP1"))
        for var fixture in [running, restored] {
            #expect(
                fixture.call("3", .stopTransaction(request))
                    == [notice(.repeatedStop), .store([.repeatedMeterValues(data)], fixture.last)])
            #expect(fixture.commit() == [stopReply("3")])
        }
    }

    @Test func `stops of one moment with minus one end a transaction each`() {
        for isExplicit in [false, true] {
            var fixture = ModelFixture.booted()
            fixture.started(start(connectorId: 1, idTag: "T1", meterStart: 0))
            fixture.started(start(connectorId: 2, idTag: "T2", meterStart: 0))
            let first = stop(isExplicit ? 1 : -1, idTag: isExplicit ? nil : "T1", meterStop: 0)
            let second = stop(-1, idTag: isExplicit ? nil : "T2", meterStop: 0)
            _ = fixture.call("2", .stopTransaction(first))
            _ = fixture.commit()
            #expect(
                fixture.call("3", .stopTransaction(second)) == [
                    notice(.stopMatchedWithoutId), .store([stopRecord(2, second, withoutId: true)], fixture.last),
                ])
            _ = fixture.commit()
            #expect(fixture.model.counts.openTransactions == 0)
            #expect(fixture.call("4", .stopTransaction(second)).first == notice(.repeatedStop))
        }
    }

    @Test func `a stop with another reason or tag is not the same stop`() {
        for change in [
            { (request: inout StopTransaction.Request) in request.reason = .powerLoss },
            { (request: inout StopTransaction.Request) in request.idTag = "T9" },
        ] {
            var fixture = ModelFixture.booted()
            fixture.started()
            _ = fixture.call("2", .stopTransaction(stop(1)))
            _ = fixture.commit()
            var request = stop(1)
            change(&request)
            #expect(
                fixture.call("3", .stopTransaction(request)) == [
                    notice(.repeatedStop), .store([unmatched(.repeatedStop, request)], fixture.last),
                ])
        }
    }

    @Test(arguments: [0, 7, -2, Int.max, Int.min])
    func `a stop of an unknown transaction is kept and answered`(_ transactionId: Int) {
        var fixture = ModelFixture.booted()
        fixture.started()
        let request = stop(transactionId)
        #expect(
            fixture.call("2", .stopTransaction(request)) == [
                .notice(.stopUnknown, identity: "CP1"),
                .store([unmatched(.stopUnknown, request)], fixture.last),
            ])
        #expect(fixture.commit() == [stopReply("2")])
        #expect(fixture.model.counts.openTransactions == 1)
    }

    @Test func `another stop of an ended transaction is kept beside the first`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        _ = fixture.call("2", .stopTransaction(stop(1)))
        _ = fixture.commit()
        let request = stop(1, meterStop: 201)
        #expect(
            fixture.call("3", .stopTransaction(request)) == [
                .notice(.repeatedStop, identity: "CP1"),
                .store([unmatched(.repeatedStop, request)], fixture.last),
            ])
        #expect(fixture.commit() == [stopReply("3")])
    }

    @Test func `a stop of another charge point's transaction is unknown`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        fixture.boot(cp2, "CP2")
        #expect(
            fixture.call("2", .stopTransaction(stop(1)), on: cp2).first == .notice(.stopUnknown, identity: "CP2"))
        #expect(fixture.model.counts.openTransactions == 1)
    }

    @Test func `minus one ends the only transaction it fits`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(connectorId: 1, idTag: "T1"))
        fixture.started(start(connectorId: 2, idTag: "T2"))
        let request = stop(-1, idTag: "t2")
        #expect(
            fixture.call("2", .stopTransaction(request)) == [
                .notice(.stopMatchedWithoutId, identity: "CP1"),
                .store([stopRecord(2, request, withoutId: true)], fixture.last),
            ])
        #expect(fixture.commit() == [stopReply("2", IdTagInfo(status: .invalid))])
        #expect(fixture.model.snapshot(of: "CP1")?.openTransactions == [1])
    }

    @Test func `minus one ends nothing when several fit or none does`() {
        var fixture = ModelFixture.booted()
        fixture.started(start(connectorId: 1, meterStart: 100))
        fixture.started(start(connectorId: 2, meterStart: 150))
        let cases: [(StopTransaction.Request, Notice)] = [
            (stop(-1), .stopAmbiguous),
            (stop(-1, meterStop: 99), .stopUnknown),
            (stop(-1, second: -1), .stopUnknown),
            (stop(-1, idTag: "OTHER"), .stopUnknown),
        ]
        for (request, notice) in cases {
            #expect(
                fixture.call("2", .stopTransaction(request)) == [
                    .notice(notice, identity: "CP1"), .store([unmatched(notice, request)], fixture.last),
                ])
            _ = fixture.commit()
        }
        #expect(fixture.model.counts.openTransactions == 2)
    }

    @Test func `times and meters that run backwards are accepted and told`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        let request = stop(1, meterStop: 99, second: -1)
        #expect(
            fixture.call("2", .stopTransaction(request)) == [
                .notice(.stopBeforeStart, identity: "CP1"), .notice(.meterDecreased, identity: "CP1"),
                .store([stopRecord(1, request)], fixture.last),
            ])
    }

    @Test func `meter values are kept and answered whatever transaction they name`() {
        var fixture = ModelFixture.booted()
        fixture.started()
        fixture.started(start(connectorId: 2))
        _ = fixture.call("e", .stopTransaction(stop(2)))
        _ = fixture.commit()
        let cases: [(Int?, Notice?)] = [
            (nil, nil), (1, nil), (2, .meterValuesAfterStop), (0, .meterValuesUnknownTransaction),
            (-1, .meterValuesUnknownTransaction), (Int.max, .meterValuesUnknownTransaction),
        ]
        for (transactionId, notice) in cases {
            let request = MeterValues.Request(
                connectorId: 1, transactionId: transactionId, meterValue: [meterValue])
            let record = MeterValuesRecord(
                identity: "CP1", connectorId: 1, transactionId: transactionId, source: .meterValues,
                meterValue: [meterValue], received: ModelFixture.time)
            let notices = notice.map { [Effect.notice($0, identity: "CP1")] } ?? []
            #expect(
                fixture.call("m", .meterValues(request))
                    == notices + [.store([.meterValues(record)], fixture.last)])
            #expect(fixture.commit() == [.reply(cp1, "m", .meterValues(.init()))])
        }
    }

    @Test func `ended transactions beyond the limit are forgotten`() {
        var limits = CentralSystemLimits()
        limits.recentTransactions = 1
        var fixture = ModelFixture.booted(limits: limits)
        for number in 1...2 {
            fixture.started(start(second: Int64(number)))
            _ = fixture.call("e", .stopTransaction(stop(number)))
            _ = fixture.commit()
        }
        #expect(fixture.call("3", .stopTransaction(stop(2))).first == .notice(.repeatedStop, identity: "CP1"))
        #expect(fixture.call("4", .stopTransaction(stop(1))).first == .notice(.stopUnknown, identity: "CP1"))
    }

    @Test func `the transaction that ended first is forgotten first, not the one that began first`() {
        var limits = CentralSystemLimits()
        limits.recentTransactions = 1
        var fixture = ModelFixture.booted(limits: limits)
        fixture.started(start(connectorId: 1))
        fixture.started(start(connectorId: 2, second: 1))
        for number in [2, 1] {
            _ = fixture.call("e", .stopTransaction(stop(number)))
            _ = fixture.commit()
        }
        #expect(fixture.call("3", .stopTransaction(stop(1))).first == .notice(.repeatedStop, identity: "CP1"))
        #expect(fixture.call("4", .stopTransaction(stop(2))).first == .notice(.stopUnknown, identity: "CP1"))
    }

    private func unmatched(_ notice: Notice, _ request: StopTransaction.Request) -> Record {
        .unmatchedStop(
            UnmatchedStopRecord(
                notice: notice, identity: "CP1", transactionId: request.transactionId,
                stop: transactionStop(request), received: ModelFixture.time))
    }
}
