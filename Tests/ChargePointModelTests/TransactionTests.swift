import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct TransactionTests {
    func start(_ seconds: Double, meterStart: Int = 0) -> Request {
        .startTransaction(
            StartTransaction.Request(connectorId: 1, idTag: tag, meterStart: meterStart, timestamp: time(seconds)))
    }

    func stop(_ seconds: Double, _ meterStop: Int, _ reason: Reason, id: Int = 100) -> Request {
        .stopTransaction(
            StopTransaction.Request(
                idTag: tag, meterStop: meterStop, timestamp: time(seconds), transactionId: id, reason: reason))
    }

    @Test func `plug, tag, charge, goal, unplug: the whole list of effects`() {
        var point = TestPoint.booted(settings: [("MeterValueSampleInterval", "0")])
        _ = point.call(.changeConfiguration(ChangeConfiguration.Request(key: "HeartbeatInterval", value: "0")))
        point.now = at(10)
        #expect(
            point.command(.plugIn(connectorId: 1)) == [
                .notice(.statusChanged(connectorId: 1, .preparing)), call(4, status(1, .preparing, 10)),
                .commandEnded(token, .done),
            ])
        _ = point.answerAll()
        point.now = at(20)
        #expect(
            point.command(.authorize(tag, connectorId: 1)) == [
                call(5, .authorize(Authorize.Request(idTag: tag)))
            ])
        point.now = at(21)
        #expect(
            point.give(.confirmation("5", Server().confirmation(.authorize, at: point.now))) == [
                sample(.authorize, intended: 20, sent: 20, ended: 21),
                call(6, start(21)),
                .notice(.statusChanged(connectorId: 1, .charging)),
                .commandEnded(token, .done),
            ])
        #expect(point.model.isCharging(1))
        #expect(point.command(.charge(connectorId: 1, until: .duration(deviceMilliseconds: 3_600_000))) == [])
        point.now = at(22)
        #expect(
            point.give(.confirmation("6", Server().confirmation(.startTransaction, at: point.now))) == [
                sample(.startTransaction, intended: 21, sent: 21, ended: 22),
                .notice(.transactionStarted(connectorId: 1, transactionId: 100)),
                call(7, status(1, .charging, 21)),
            ])
        _ = point.answerAll()
        #expect(
            point.advance(to: at(3621)) == [
                call(8, stop(3621, 11_040, .local)), .notice(.statusChanged(connectorId: 1, .finishing)),
                .commandEnded(token, .done),
            ])
        #expect(
            point.answerAll() == [
                sample(.stopTransaction, intended: 3621, sent: 3621, ended: 3621),
                .notice(.transactionStopped(connectorId: 1, transactionId: 100)),
                call(9, status(1, .finishing, 3621)),
                sample(.statusNotification, intended: 3621, sent: 3621, ended: 3621),
            ])
        #expect(point.model.energyMilliwattHours(of: 1) == 11_040_000)
        #expect(
            point.command(.unplug(connectorId: 1)) == [
                .notice(.statusChanged(connectorId: 1, .available)), call(10, status(1, .available, 3621)),
                .commandEnded(token, .done),
            ])
    }

    @Test func `the tag may come before the plug`() {
        var point = TestPoint.booted()
        _ = point.command(.authorize(tag, connectorId: 1))
        let effects = point.answerAll()
        #expect(effects.outcomes == [.done])
        #expect(effects.requests == [status(1, .preparing, 0)])
        #expect(point.model.status(of: 1) == .preparing)
        let plug = point.command(.plugIn(connectorId: 1))
        #expect(plug.requests == [start(0)])
        #expect(point.model.status(of: 1) == .charging)
    }

    @Test func `a tag that is not accepted refuses and changes nothing`() {
        for status in [AuthorizationStatus.blocked, .expired, .invalid, .concurrentTx] {
            var point = TestPoint.booted()
            _ = point.command(.authorize(tag, connectorId: 1))
            #expect(point.answerAll(Server(authorization: status)).outcomes == [.refused(status)])
            #expect(point.model.status(of: 1) == .available)
        }
    }

    @Test func `a later tag renews the wait and flaps no status`() {
        var point = TestPoint.booted(settings: [("ConnectionTimeOut", "60"), ("HeartbeatInterval", "0")])
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.answerAll()
        _ = point.advance(to: at(50))
        let again = point.command(.authorize(tag, connectorId: 1)) + point.answerAll()
        #expect(again.requests == [.authorize(Authorize.Request(idTag: tag))])
        #expect(point.advance(to: at(109)) == [])
        #expect(
            point.advance(to: at(110)) == [
                .notice(.statusChanged(connectorId: 1, .available)), call(7, status(1, .available, 110)),
            ])
    }

    @Test func `a plug without tag becomes Finishing after ConnectionTimeOut and a tag starts it again`() {
        var point = TestPoint.booted(settings: [("ConnectionTimeOut", "60")])
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        let end = point.advance(to: at(60)) + point.answerAll()
        #expect(end.requests == [status(1, .finishing, 60)])
        _ = point.command(.authorize(tag, connectorId: 1))
        #expect(
            point.answerAll().requests == [
                status(1, .preparing, 60), start(60), status(1, .charging, 60),
            ])
    }

    @Test func `pulling the plug ends the transaction with EVDisconnected and the charge with unplugged`() {
        var point = TestPoint.charging()
        _ = point.command(.charge(connectorId: 1, until: .energy(wattHours: 5000)))
        point.now = at(36)
        let effects = point.command(.unplug(connectorId: 1))
        #expect(effects.outcomes == [.failed(.unplugged), .done])
        #expect(effects.requests == [stop(36, 110, .evDisconnected)])
        #expect(point.model.status(of: 1) == .available)
        #expect(point.answerAll().requests == [status(1, .available, 36)])
    }

    @Test func `with StopTransactionOnEVSideDisconnect false the transaction pauses and resumes`() {
        var point = TestPoint.charging(settings: [
            ("StopTransactionOnEVSideDisconnect", "false"), ("MeterValueSampleInterval", "0"),
        ])
        point.now = at(36)
        let pause = point.command(.unplug(connectorId: 1))
        #expect(pause.requests == [status(1, .suspendedEV, 36, info: "EV side disconnected")])
        _ = point.answerAll()
        point.now = at(136)
        #expect(point.command(.plugIn(connectorId: 1)).requests == [status(1, .charging, 136)])
        _ = point.answerAll()
        point.now = at(172)
        let end = point.command(.stopTransaction(connectorId: 1, .local))
        #expect(end.requests == [stop(172, 220, .local)])
        #expect(end.outcomes == [.done])
    }

    @Test func `a refused StartTransaction stops with DeAuthorized`() {
        var point = TestPoint.booted()
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.give(.confirmation(point.openId, Server().confirmation(.authorize, at: .zero)))
        _ = point.command(.charge(connectorId: 1, until: .stateOfCharge(percent: 80)))
        point.now = at(5)
        let refused = Server(authorization: .invalid).confirmation(.startTransaction, at: .zero)
        let effects = point.give(.confirmation(point.openId, refused)) + point.answerAll()
        #expect(effects.outcomes == [.failed(.deAuthorised)])
        #expect(
            effects.notices == [
                .transactionStarted(connectorId: 1, transactionId: 100),
                .statusChanged(connectorId: 1, .finishing),
                .transactionStopped(connectorId: 1, transactionId: 100),
            ])
        #expect(effects.requests.contains(stop(5, 15, .deAuthorized)))
    }

    @Test func `a refused StartTransaction only suspends when StopTransactionOnInvalidId is false`() {
        var point = TestPoint.booted(settings: [("StopTransactionOnInvalidId", "false")])
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.give(.confirmation(point.openId, Server().confirmation(.authorize, at: .zero)))
        let effects = point.answerAll(Server(authorization: .blocked))
        #expect(effects.notices.contains(.statusChanged(connectorId: 1, .suspendedEVSE)))
        #expect(!point.model.isCharging(1))
        #expect(
            point.command(.charge(connectorId: 1, until: .energy(wattHours: 1))) == [
                .commandEnded(token, .failed(.deAuthorised))
            ])
        #expect(point.command(.unplug(connectorId: 1)).requests == [stop(0, 0, .evDisconnected)])
    }

    @Test func `energy and state of charge end on the spot`() {
        for (goal, check): (ChargeGoal, (TestPoint) -> Bool) in [
            (.energy(wattHours: 1000), { $0.model.energyMilliwattHours(of: 1) == 1_000_000 }),
            (.stateOfCharge(percent: 80), { $0.model.stateOfCharge(of: 1) == 80 }),
        ] {
            var point = TestPoint.charging(settings: [("HeartbeatInterval", "0"), ("MeterValueSampleInterval", "0")])
            _ = point.command(.charge(connectorId: 1, until: goal))
            var effects: [ChargePointEffect] = []
            while effects.outcomes.isEmpty {
                effects += point.advance(to: point.model.nextDeadline)
                effects += point.answerAll()
            }
            #expect(effects.outcomes == [.done])
            #expect(check(point), "\(goal)")
        }
    }

    @Test func `a full car suspends, and ends a goal of energy that it cannot take`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        _ = point.command(.charge(connectorId: 1, until: .energy(wattHours: 1_000_000)))
        var effects: [ChargePointEffect] = []
        while effects.outcomes.isEmpty {
            effects += point.advance(to: point.model.nextDeadline)
            effects += point.answerAll()
        }
        #expect(effects.outcomes == [.done])
        #expect(point.model.stateOfCharge(of: 1) == 100)

        var idle = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        while idle.model.status(of: 1) == .charging {
            _ = idle.advance(to: idle.model.nextDeadline)
            _ = idle.answerAll()
        }
        #expect(idle.model.status(of: 1) == .suspendedEV)
        let energy = idle.model.energyMilliwattHours(of: 1)
        _ = idle.wait(500)
        #expect(idle.model.energyMilliwattHours(of: 1) == energy)
        let end = idle.command(.charge(connectorId: 1, until: .stateOfCharge(percent: 90))) + idle.wait(0)
        #expect(end.outcomes == [.done])
        #expect(idle.model.status(of: 1) == .finishing)
    }

    @Test func `offline start and stop are delivered in order after the reconnect with the id filled in`() {
        var point = TestPoint.booted(settings: [
            ("AllowOfflineTxForUnknownId", "true"), ("MeterValueSampleInterval", "60"),
        ])
        _ = point.give(.disconnected)
        _ = point.command(.plugIn(connectorId: 1))
        #expect(
            point.command(.authorize(tag, connectorId: 1)) == [
                .notice(.statusChanged(connectorId: 1, .charging)), .commandEnded(token, .done),
            ])
        for _ in 0..<3 {
            _ = point.advance(to: point.now.adding(seconds: 40))
            _ = point.give(.connectionFailed(.unreachable))
        }
        _ = point.advance(to: at(150))
        _ = point.command(.stopTransaction(connectorId: 1, .local))
        _ = point.command(.unplug(connectorId: 1))
        #expect(point.model.queuedCount == 4)
        _ = point.advance(to: at(200))
        let effects = point.give(.connected) + point.answerAll()
        let list = MeasurandList(point.model.kind.sampledData, kind: point.model.kind)!
        func values(_ seconds: Double, _ wattHours: Int64) -> Request {
            var reading = MeterReading()
            reading.wattHours = wattHours
            reading.watts = 11_040
            reading.volts = 230
            reading.deciamperes = (160, 160, 160)
            return .meterValues(
                MeterValues.Request(
                    connectorId: 1, transactionId: 100,
                    meterValue: [
                        MeterValue(
                            timestamp: time(seconds),
                            sampledValue: Meter.sampledValues(
                                of: list, reading, kind: point.model.kind, context: .samplePeriodic))
                    ]))
        }
        #expect(
            effects.requests == [start(0), values(60, 184), values(120, 368), stop(150, 460, .local)])
        #expect(
            effects.notices == [
                .transactionStarted(connectorId: 1, transactionId: 100),
                .transactionStopped(connectorId: 1, transactionId: 100),
            ])
        #expect(effects.samples.map(\.intended) == [at(0), at(60), at(120), at(150)])
        #expect(effects.samples.allSatisfy { $0.outcome == .answered && $0.sent == at(200) })
    }

    @Test func `seeds reproduce the car and differ from each other`() {
        func charge(_ seed: UInt64) -> Int64 {
            var point = TestPoint.charging(seed: seed)
            point.now = at(1)
            return point.model.connectors[1].car!.storedOnArrival
        }
        let cars = (0..<40).map { charge($0) }
        #expect(cars == (0..<40).map { charge($0) })
        #expect(Set(cars).count == 40)
        #expect(cars.allSatisfy { (12_000_000...36_000_000).contains($0) })
    }

    @Test func `with a factor of 60 device time runs and call time-outs stay real`() {
        var point = TestPoint.charging(
            settings: [("MeterValueSampleInterval", "60"), ("HeartbeatInterval", "0")], factor: 60)
        let begin = point.now
        let first = point.advance(to: begin.adding(seconds: 1))
        #expect(first.requests.map(\.action) == [.meterValues])
        guard case .meterValues(let request)? = first.requests.first else { return }
        #expect(request.meterValue[0].timestamp == point.model.clock.time(at: begin).adding(milliseconds: 60_000))
        #expect(request.meterValue[0].sampledValue[0].value == "184")
        #expect(point.advance(to: begin.adding(seconds: 30)).samples == [])
        #expect(point.advance(to: begin.adding(seconds: 31)).samples.map(\.outcome) == [.timedOut])
    }
}
