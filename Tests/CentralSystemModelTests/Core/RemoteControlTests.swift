import OCPPTypes
import Testing

@testable import CentralSystemModel

private let remoteStart = RemoteStartTransaction.Request(connectorId: 1, idTag: "T1")
private let accepted = Confirmation.remoteStartTransaction(.init(status: .accepted))

private func until(_ seconds: Int64) -> DateTime { ModelFixture.epoch.adding(milliseconds: seconds * 1000) }

private func expected(_ starts: ExpectedStart...) -> Record { .expectedStarts(identity: "CP1", starts) }

@Suite struct RemoteControlTests {
    @Test func `an accepted remote start is expected and fulfilled by the transaction of its tag`() {
        var fixture = ModelFixture.booted()
        let request = Request.remoteStartTransaction(remoteStart)
        #expect(fixture.order(request) == [.call(cp1, "1", .typed(request))])
        let start = ExpectedStart(request: remoteStart, until: until(300))
        #expect(fixture.confirm(accepted) == [.store([expected(start)], fixture.last)])
        #expect(fixture.commit() == [answer(.confirmation(accepted))])
        #expect(fixture.books.expectedStarts == [start])
        #expect(fixture.model.nextDeadline == ModelFixture.later(300))
        let transaction = CentralSystemModelTests.start()
        #expect(
            fixture.call("2", .startTransaction(transaction)) == [
                .store([startRecord(1, transaction), expected()], fixture.last)
            ])
        #expect(fixture.books.expectedStarts == [start])
        #expect(fixture.commit() == [startReply("2", 1)])
        #expect(fixture.books.expectedStarts == [])
        #expect(fixture.model.nextDeadline == nil)
    }

    @Test func `a remote start without transaction in time is told`() {
        var fixture = ModelFixture.booted()
        fixture.done(.remoteStartTransaction(remoteStart), accepted)
        #expect(fixture.run(.deadline, at: ModelFixture.later(299)) == [])
        #expect(
            fixture.run(.deadline, at: ModelFixture.later(300)) == [
                notice(.remoteStartWithoutTransaction), unawaited(expected()),
            ])
        #expect(fixture.books.expectedStarts == [])
        #expect(fixture.model.nextDeadline == nil)
    }

    @Test func `the time for a transaction is twice the ConnectionTimeOut where that is known`() {
        var fixture = ModelFixture.booted()
        fixture.read(["ConnectionTimeOut": "40"])
        fixture.done(.remoteStartTransaction(remoteStart), accepted)
        #expect(fixture.books.expectedStarts.map(\.until) == [until(80)])
    }

    /// Which transaction fulfils which remote start: the tag's case does not count, a connector that is left out fits.
    @Test(arguments: [
        (1 as Int?, "T1" as IdTag, 1, true), (1, "t1", 1, true), (nil, "T1", 2, true), (2, "T1", 1, false),
        (1, "ONE", 1, false),
    ])
    func `a remote start is for its tag and connector`(
        connectorId: Int?, idTag: IdTag, on started: Int, fulfils: Bool
    ) {
        var fixture = ModelFixture.booted()
        fixture.done(.remoteStartTransaction(.init(connectorId: connectorId, idTag: "T1")), accepted)
        fixture.started(start(connectorId: started, idTag: idTag))
        #expect(fixture.books.expectedStarts.isEmpty == fulfils)
    }

    @Test func `a transaction may start before the answer to the remote start`() {
        var fixture = ModelFixture.booted()
        _ = fixture.order(.remoteStartTransaction(remoteStart))
        fixture.started()
        #expect(fixture.confirm(accepted) == [answer(.confirmation(accepted))])
        #expect(fixture.books.expectedStarts == [])
        #expect(fixture.model.nextDeadline == nil)
    }

    /// How a remote start can end without being accepted.
    @Test func `a remote start that was not accepted expects nothing`() {
        let rejected = Confirmation.remoteStartTransaction(.init(status: .rejected))
        let ends: [(Input, Instant)] = [
            (.confirmation(cp1, "1", rejected), ModelFixture.now),
            (.callError(cp1, "1", CallError(.internalError)), ModelFixture.now),
            (.invalidAnswer(cp1, "1", ""), ModelFixture.now),
            (.deadline, ModelFixture.later(30)),
            (.disconnected(cp1), ModelFixture.now),
        ]
        for (input, now) in ends {
            var fixture = ModelFixture.booted()
            _ = fixture.order(.remoteStartTransaction(remoteStart))
            _ = fixture.run(input, at: now)
            #expect(fixture.books.expectedStarts == [], "\(input)")
            #expect(fixture.model.nextDeadline == nil, "\(input)")
        }
    }

    @Test func `the profile of a remote start is a TxProfile without transaction`() {
        for (profile, text) in [
            (
                chargingProfile(1, .txDefaultProfile),
                "chargingProfile: a remote start takes a TxProfile only"
            ),
            (
                chargingProfile(1, .txProfile, transactionId: 4),
                "chargingProfile: the profile of a remote start names a transaction"
            ),
        ] {
            var fixture = ModelFixture.booted()
            let request = RemoteStartTransaction.Request(connectorId: 1, idTag: "T1", chargingProfile: profile)
            #expect(fixture.order(.remoteStartTransaction(request)) == [answer(.refused(text))])
        }
    }

    @Test func `remote starts beyond the limit push out the oldest`() {
        var limits = CentralSystemLimits()
        limits.expectedStarts = 2
        var fixture = ModelFixture.booted(limits: limits)
        for connectorId in 1...3 {
            fixture.done(.remoteStartTransaction(.init(connectorId: connectorId, idTag: "T1")), accepted)
        }
        #expect(fixture.books.expectedStarts.map(\.request.connectorId) == [2, 3])
    }

    @Test func `a remote stop is fulfilled by the stop, or told as missing`() {
        let stopped = Confirmation.remoteStopTransaction(.init(status: .accepted))
        var fixture = ModelFixture.booted()
        fixture.started()
        #expect(fixture.order(.remoteStopTransaction(.init(transactionId: 1))).count == 1)
        #expect(fixture.confirm(stopped) == [answer(.confirmation(stopped))])
        #expect(fixture.model.nextDeadline == ModelFixture.later(300))
        var late = fixture
        #expect(
            late.run(.deadline, at: ModelFixture.later(300)) == [notice(.remoteStopWithoutStop)])
        #expect(late.model.nextDeadline == nil)
        _ = fixture.call("9", .stopTransaction(stop(1)))
        _ = fixture.commit()
        #expect(fixture.model.nextDeadline == nil)
    }

    @Test func `a remote stop of a transaction that does not run expects nothing`() {
        var fixture = ModelFixture.booted()
        fixture.done(
            .remoteStopTransaction(.init(transactionId: 5)), .remoteStopTransaction(.init(status: .accepted)))
        #expect(fixture.model.nextDeadline == nil)
    }

    @Test func `ordered availability is kept by connector`() {
        var fixture = ModelFixture.booted()
        func change(_ connectorId: Int, _ type: AvailabilityType, _ status: AvailabilityStatus) -> [Effect] {
            _ = fixture.order(.changeAvailability(.init(connectorId: connectorId, type: type)))
            return fixture.confirm(.changeAvailability(.init(status: status)))
        }
        let second = AvailabilityRecord(
            identity: "CP1", connectorId: 2, type: .inoperative, status: .scheduled, time: ModelFixture.time)
        #expect(change(2, .inoperative, .scheduled) == [.store([.availability(second)], fixture.last)])
        _ = change(0, .inoperative, .accepted)
        _ = change(2, .operative, .accepted)
        #expect(
            change(1, .operative, .rejected)
                == [answer(.confirmation(.changeAvailability(.init(status: .rejected))))])
        #expect(fixture.books.availability.map(\.connectorId) == [0, 2])
        #expect(fixture.books.availability.map(\.type) == [.inoperative, .operative])
    }
}

extension ModelFixture {
    /// The charge point tells these keys.
    mutating func read(_ values: KeyValuePairs<String, String>) {
        let keys = values.map { KeyValue(key: CiString(unchecked: $0), readonly: true, value: CiString(unchecked: $1)) }
        done(
            .getConfiguration(.init(key: keys.map(\.key))),
            .getConfiguration(.init(configurationKey: keys)))
    }
}

func chargingProfile(
    _ id: Int, _ purpose: ChargingProfilePurpose, level: Int = 0, transactionId: Int? = nil, limit: Int = 10,
    duration: Int? = nil
) -> ChargingProfile {
    ChargingProfile(
        chargingProfileId: id, transactionId: transactionId, stackLevel: level, chargingProfilePurpose: purpose,
        chargingProfileKind: .absolute,
        chargingSchedule: ChargingSchedule(
            duration: duration, startSchedule: ModelFixture.epoch, chargingRateUnit: .amperes,
            chargingSchedulePeriod: [ChargingSchedulePeriod(startPeriod: 0, limit: DecimalNumber(limit))]))
}
