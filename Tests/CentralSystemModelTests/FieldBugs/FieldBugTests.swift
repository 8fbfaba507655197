import Foundation
import OCPPTypes
import Testing

@testable import CentralSystemModel

/// What real charge points get wrong, each under the name of the catalogue: the frames as inputs, the whole effects.
struct FieldBug: CustomTestStringConvertible, Sendable {
    let id: String
    let run: @Sendable (inout ModelFixture) -> Void

    init(_ id: String, _ run: @escaping @Sendable (inout ModelFixture) -> Void) {
        self.id = id
        self.run = run
    }

    var testDescription: String { id }
}

@Suite struct FieldBugTests {
    @Test(arguments: FieldBug.transactions + FieldBug.metering + FieldBug.connections + FieldBug.commands)
    func `a known fault is survived and told`(bug: FieldBug) {
        var fixture = ModelFixture.booted()
        bug.run(&fixture)
        // Whatever happened, the charge point is served.
        #expect(
            fixture.call("alive", .heartbeat(.init()))
                == [.reply(cp1, "alive", .heartbeat(.init(currentTime: ModelFixture.time)))])
    }

    /// The guide's table names every fault that is tested here or by the server's frames, and no other.
    @Test func `the guide lists what is tested`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
        let guide = try String(
            contentsOf: folder.appendingPathComponent(
                "Sources/CentralSystemModel/CentralSystemModel.docc/FieldBugs.md"),
            encoding: .utf8)
        let frames = try String(
            contentsOf: folder.appendingPathComponent(
                "Tests/CentralSystemServerTests/Service/FieldBugFrameTests.swift"), encoding: .utf8)
        let listed = guide.split(separator: "\n").compactMap { line -> (String, String)? in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| `"), cells.count == 4 else { return nil }
            return (cells[0].trimmingCharacters(in: ["`"]), cells[3])
        }
        let tested = FieldBug.transactions + FieldBug.metering + FieldBug.connections + FieldBug.commands
        #expect(Set(listed.filter { $0.1 == "model" }.map(\.0)) == Set(tested.map(\.id)))
        let unknown = listed.filter { $0.1 == "frames" && !frames.contains("\"\($0.0)\"") }
        #expect(unknown.map(\.0) == [])
        #expect(listed.count >= 40)
        #expect(Set(listed.map(\.0)).count == listed.count)
    }
}

extension FieldBug {
    static let transactions: [FieldBug] = [
        FieldBug("dup-start-same-msgid") { fixture in
            _ = fixture.call("1", .startTransaction(start()))
            #expect(fixture.call("1", .startTransaction(start())) == [notice(.repeatedWhilePending)])
            #expect(fixture.commit() == [startReply("1", 1)])
            #expect(fixture.call("1", .startTransaction(start())) == [notice(.repeatedStart), startReply("1", 1)])
        },
        FieldBug("dup-start-new-msgid") { fixture in
            let request = start(idTag: "ONE")
            fixture.started(request)
            // Not ConcurrentTx: it is the same transaction.
            #expect(
                fixture.call("2", .startTransaction(request)) == [
                    notice(.repeatedStart), startReply("2", 1, IdTagInfo(status: .accepted)),
                ])
        },
        FieldBug("retry-new-id") { fixture in
            _ = fixture.call("1", .startTransaction(start()))
            #expect(fixture.call("2", .startTransaction(start())) == [notice(.callWhilePending)])
            #expect(
                fixture.commit() == [startReply("1", 1), notice(.repeatedStart), startReply("2", 1)])
        },
        FieldBug("stop-tx-minus1") { fixture in
            fixture.started()
            #expect(
                fixture.call("2", .stopTransaction(stop(-1))) == [
                    notice(.stopMatchedWithoutId), .store([stopRecord(1, stop(-1), withoutId: true)], fixture.last),
                ])
            #expect(fixture.commit() == [stopReply("2")])
        },
        FieldBug("stop-twice") { fixture in
            fixture.started()
            _ = fixture.call("2", .stopTransaction(stop(1)))
            _ = fixture.commit()
            #expect(fixture.call("3", .stopTransaction(stop(1))) == [notice(.repeatedStop), stopReply("3")])
        },
        FieldBug("stop-lost") { fixture in
            fixture.started(start(idTag: "ONE"))
            let effects = fixture.call("2", .startTransaction(start(idTag: "ONE", second: 60)))
            #expect(effects.first == notice(.startOverOpenTransaction))
            #expect(fixture.commit() == [startReply("2", 2, IdTagInfo(status: .accepted))])
            _ = fixture.call("3", .bootNotification(bootRequest))
            let status = StatusNotification.Request(connectorId: 1, errorCode: .noError, status: .available)
            #expect(
                fixture.call("4", .statusNotification(status)).contains(
                    .notice(.openTransactionIdleAfterBoot, identity: "CP1", detail: "transaction 2")))
            _ = fixture.commit()
            #expect(fixture.model.counts.openTransactions == 0)
            #expect(
                fixture.call("5", .stopTransaction(stop(2, second: 90))).first
                    == .notice(.lateStop, identity: "CP1", detail: "transaction 2"))
            #expect(fixture.commit() == [stopReply("5")])
        },
        FieldBug("start-lost-on-reset") { fixture in
            let effects = fixture.call("2", .stopTransaction(stop(7)))
            #expect(effects.first == notice(.stopUnknown))
            #expect(fixture.commit() == [stopReply("2")])
        },
        FieldBug("reserved-but-other-tag") { fixture in
            let request = ReserveNow.Request(
                connectorId: 1, expiryDate: ModelFixture.epoch.adding(milliseconds: 60_000), idTag: "ONE",
                reservationId: 1)
            fixture.done(.reserveNow(request), .reserveNow(.init(status: .accepted)))
            #expect(
                fixture.call("1", .startTransaction(start())) == [
                    notice(.reservedForOtherTag), .store([startRecord(1, start())], fixture.last),
                ])
            #expect(fixture.commit() == [startReply("1", 1)])
        },
        FieldBug("remote-start-no-tx") { fixture in
            fixture.done(
                .remoteStartTransaction(.init(idTag: "T1")), .remoteStartTransaction(.init(status: .accepted)))
            #expect(
                fixture.run(.deadline, at: ModelFixture.later(300)) == [
                    notice(.remoteStartWithoutTransaction), unawaited(.expectedStarts(identity: "CP1", [])),
                ])
        },
        FieldBug("clock-1970") { fixture in
            var request = start()
            request.timestamp = DateTime(millisecondsSince1970: 1000)
            #expect(
                fixture.call("1", .startTransaction(request)) == [
                    notice(.clockImplausible), .store([startRecord(1, request)], fixture.last),
                ])
            #expect(fixture.commit() == [startReply("1", 1)])
        },
        FieldBug("flush-storm") { fixture in
            // A backlog without waiting for answers: every message counts, in order.
            for number in 0..<8 {
                let request = start(connectorId: number + 1, second: Int64(-number))
                let effects = fixture.call(UniqueId(counter: UInt32(number)), .startTransaction(request))
                #expect(effects.contains(notice(.callWhilePending)) == (number > 0))
            }
            for number in 0..<8 {
                #expect(fixture.commit().first == startReply(UniqueId(counter: UInt32(number)), number + 1))
            }
        },
    ]

    static let metering: [FieldBug] = [
        FieldBug("tx-zero") { fixture in expectUnknownTransaction(0, &fixture) },
        FieldBug("tx-maxint64") { fixture in expectUnknownTransaction(.max, &fixture) },
        FieldBug("unknown-tx-after-reboot") { fixture in
            fixture.started()
            _ = fixture.call("b", .bootNotification(bootRequest))
            expectUnknownTransaction(17, &fixture)
            let status = Request.statusNotification(
                .init(connectorId: 1, errorCode: .noError, status: .preparing))
            #expect(fixture.call("2", status).last == .reply(cp1, "2", .statusNotification(.init())))
        },
        FieldBug("meter-after-stop") { fixture in
            fixture.started()
            _ = fixture.call("2", .stopTransaction(stop(1)))
            _ = fixture.commit()
            expectNotices([.meterValuesAfterStop], of: [energy("300")], &fixture)
        },
        FieldBug("dup-measurand-context") { fixture in
            fixture.started()
            expectNotices(
                [.measurandRepeated, .meterBeginDiffers],
                of: [energy("150", .samplePeriodic), energy("0", .transactionBegin)], &fixture)
        },
        FieldBug("meter-zero-begin") { fixture in
            fixture.started(start(meterStart: 910_000))
            expectNotices([.meterBeginDiffers], of: [energy("0", .transactionBegin)], &fixture)
            expectNotices([], of: [energy("910100")], &fixture)
        },
        FieldBug("meter-per-tx") { fixture in
            fixture.started()
            _ = fixture.call("2", .stopTransaction(stop(1)))
            _ = fixture.commit()
            let again = start(meterStart: 0, second: 90)
            #expect(
                fixture.call("3", .startTransaction(again)) == [
                    notice(.meterDecreased), .store([startRecord(2, again)], fixture.last),
                ])
            _ = fixture.commit()
        },
        FieldBug("decreasing") { fixture in
            fixture.started()
            expectNotices([], of: [energy("200")], &fixture)
            expectNotices([.meterDecreased], of: [energy("199.9")], &fixture)
            expectNotices([], of: [energy("250")], &fixture)
        },
        FieldBug("kWh-unit") { fixture in
            fixture.started()
            expectNotices([], of: [energy("0.2", unit: .kWh)], &fixture)
            expectNotices([.meterDecreased], of: [energy("199")], &fixture)
        },
        FieldBug("meterStart-above-first-sample") { fixture in
            fixture.started(start(meterStart: 5000))
            expectNotices([.meterDecreased], of: [energy("12")], &fixture)
        },
        FieldBug("values-out-of-order") { fixture in
            fixture.started()
            expectNotices([.meterValuesOutOfOrder], of: [energy("120")], second: -5, &fixture)
        },
        FieldBug("big-stop") { fixture in
            fixture.started()
            let data = (0..<2000).map { second in
                MeterValue(
                    timestamp: ModelFixture.epoch.adding(milliseconds: Int64(second) * 1000),
                    sampledValue: [energy("\(100 + second)")])
            }
            let effects = fixture.call("2", .stopTransaction(stop(1, transactionData: data)))
            #expect(effects.count == 1)
            #expect(fixture.commit() == [stopReply("2")])
        },
    ]
}

private func energy(
    _ value: String, _ context: ReadingContext? = nil, unit: UnitOfMeasure? = nil
) -> SampledValue {
    SampledValue(value: value, context: context, measurand: .energyActiveImportRegister, unit: unit)
}

/// MeterValues of transaction 1 give these notices, are stored and answered.
private func expectNotices(
    _ notices: [Notice], of samples: [SampledValue], second: Int64 = 30, _ fixture: inout ModelFixture
) {
    let time = ModelFixture.epoch.adding(milliseconds: second * 1000)
    let request = MeterValues.Request(
        connectorId: 1, transactionId: 1, meterValue: [MeterValue(timestamp: time, sampledValue: samples)])
    let record = MeterValuesRecord(
        identity: "CP1", connectorId: 1, transactionId: 1, source: .meterValues, meterValue: request.meterValue,
        received: ModelFixture.time)
    #expect(
        fixture.call("m", .meterValues(request))
            == notices.map { notice($0) } + [.store([.meterValues(record)], fixture.last)])
    #expect(fixture.commit() == [.reply(cp1, "m", .meterValues(.init()))])
}

private func expectUnknownTransaction(_ transactionId: Int, _ fixture: inout ModelFixture) {
    let request = MeterValues.Request(connectorId: 1, transactionId: transactionId, meterValue: [meterValue])
    let record = MeterValuesRecord(
        identity: "CP1", connectorId: 1, transactionId: transactionId, source: .meterValues,
        meterValue: [meterValue], received: ModelFixture.time)
    #expect(
        fixture.call("m", .meterValues(request)) == [
            notice(.meterValuesUnknownTransaction), .store([.meterValues(record)], fixture.last),
        ])
    #expect(fixture.commit() == [.reply(cp1, "m", .meterValues(.init()))])
}
