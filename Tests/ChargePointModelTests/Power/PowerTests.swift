import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct PowerTests {
    static func actions(_ effects: [ChargePointEffect]) -> [Action] { effects.requests.map(\.action) }

    @Test func `with a backup battery the stop leaves before the lights go out`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        _ = point.command(.charge(connectorId: 1, until: .energy(wattHours: 10_000)))
        let loss = point.command(.powerLoss(backup: true))
        #expect(loss.requests == [HardwareTests.stop(0, 0, .powerLoss)])
        #expect(loss.outcomes == [.failed(.noPower), .done])
        let rest = point.answerAll()
        #expect(rest.requests == [status(1, .finishing, 0)])
        #expect(rest.last == .close)
        #expect(point.give(.disconnected) == [])
        #expect(point.command(.tag(tag, connectorId: 1)).outcomes == [.failed(.noPower)])
        #expect(point.model.nextDeadline == .distantFuture)
        let back = point.command(.powerReturns) + point.give(.connected) + point.answerAll()
        #expect(
            back.requests.dropFirst() == [status(0, .available, 0), status(1, .preparing, 0)])
    }

    @Test func `without backup the stop is told after the boot, with the meter and the time of the cut`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        point.now = at(36)
        let cut = point.command(.powerLoss(backup: false))
        #expect(cut == [.close, .commandEnded(token, .done)])
        point.now = at(100)
        let back = point.command(.powerReturns) + point.give(.connected) + point.answerAll()
        #expect(
            back.requests.dropFirst() == [
                status(0, .available, 100), status(1, .finishing, 100), HardwareTests.stop(36, 110, .powerLoss),
            ])
        #expect(back.notices.contains(.transactionStopped(connectorId: 1, transactionId: 100)))
        #expect(point.model.persistentState.powerFailedAt == nil)
    }

    @Test func `the mains may be back before the battery is empty`() {
        var point = TestPoint.charging()
        _ = point.command(.powerLoss(backup: true))
        #expect(point.command(.powerReturns) == [.commandEnded(token, .done)])
        #expect(!point.answerAll().contains(.close))
        #expect(point.model.isConnected && point.model.isAccepted)
    }

    @Test func `a battery does not last for ever`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
        _ = point.command(.powerLoss(backup: true))
        #expect(point.advance(to: at(10)).last == .close)
        #expect(point.model.persistentState.messages.count == 1)
    }

    @Test func `nothing restarts on the backup battery`() {
        for type in [ResetType.hard, .soft] {
            var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "0")])
            _ = point.command(.powerLoss(backup: true))
            #expect(point.call(.reset(.init(type: type))) == [.reply("m1", .reset(.init(status: .rejected)))])
            #expect(point.command(.reboot).outcomes == [.failed(.noPower)])
            #expect(point.advance(to: at(10)).last == .close)
            #expect(!point.model.isPowered)
        }
    }

    @Test func `the flash memory keeps what it must, over power cuts and resets alike`() {
        for type in [ResetType.hard, .soft, nil] {
            var point = TestPoint.booted("ac-22kw-two-connectors", connectors: 2)
            _ = point.call(.changeConfiguration(.init(key: "MeterValueSampleInterval", value: "7")))
            _ = point.call(.changeConfiguration(.init(key: "HeartbeatInterval", value: "77")))
            _ = point.call(
                .sendLocalList(
                    .init(
                        listVersion: 4, localAuthorizationList: LocalListTests.entries(["L"]), updateType: .full)))
            _ = point.command(.authorize("C", connectorId: 2))
            _ = point.answerAll()
            _ = point.command(.unplug(connectorId: 2))
            _ = point.call(.changeAvailability(.init(connectorId: 2, type: .inoperative)))
            _ = point.answerAll()
            let before = point.model.persistentState
            if let type {
                _ = point.call(.reset(.init(type: type)))
                _ = point.advance(to: at(5))
            } else {
                _ = point.command(.powerLoss(backup: false))
                _ = point.command(.powerReturns)
            }
            #expect(point.model.persistentState == before)
            let back = point.give(.connected) + point.answerAll()
            #expect(
                back.requests.contains { request in
                    if case .statusNotification(let status) = request {
                        return status.connectorId == 2 && status.status == .unavailable
                    }
                    return false
                })
            #expect(point.model.heartbeatSeconds == 300)  // The boot sets it.
            #expect(point.model.localList.version == 4)
            #expect(point.model.authorizationCache["c"] != nil)
        }
    }

    @Test func `cars come and go without power and are found at the start`() {
        var point = TestPoint.booted()
        _ = point.command(.powerLoss(backup: false))
        #expect(point.command(.plugIn(connectorId: 1)) == [.commandEnded(token, .done)])
        let back = point.command(.powerReturns)
        #expect(back.contains(.notice(.statusChanged(connectorId: 1, .preparing))))
        _ = point.give(.connected)
        _ = point.answerAll()
        #expect(point.model.connectors[1].preparingUntil == at(60))
        _ = point.command(.powerLoss(backup: false))
        _ = point.command(.unplug(connectorId: 1))
        _ = point.command(.powerReturns)
        #expect(point.model.status(of: 1) == .available)
    }

    @Test func `offline on purpose does not reconnect until it is online again`() {
        var point = TestPoint.charging(settings: [("MeterValueSampleInterval", "60")])
        #expect(point.command(.goOffline) == [.close, .commandEnded(token, .done)])
        #expect(point.give(.disconnected) == [])
        #expect(point.advance(to: at(130)) == [])
        #expect(point.command(.tag(tag, connectorId: 1)).outcomes == [.done])
        #expect(point.command(.goOnline) == [.connect, .commandEnded(token, .done)])
        let back = point.give(.connected) + point.answerAll()
        #expect(
            Self.actions(back) == [.statusNotification, .meterValues, .meterValues, .stopTransaction])
    }

    // MARK: Reset

    @Test func `a reset that fails is tried again ResetRetries times and then reported`() {
        var point = TestPoint.booted(settings: [("ResetRetries", "2"), ("HeartbeatInterval", "0")])
        _ = point.command(.failResets(2))
        #expect(point.call(.reset(.init(type: .hard))) == [.reply("m1", .reset(.init(status: .accepted)))])
        #expect(point.advance(to: at(10)) == [])
        #expect(point.advance(to: at(11)).last == .close)
        var broken = TestPoint.booted(settings: [("ResetRetries", "1"), ("HeartbeatInterval", "0")])
        _ = broken.command(.failResets(9))
        _ = broken.call(.reset(.init(type: .hard)))
        #expect(
            broken.advance(to: at(6)).requests == [HardwareTests.report(0, .available, .resetFailure, 6)])
        #expect(broken.advance(to: at(20)).allSatisfy { $0 != .close })
    }

    @Test func `nobody begins while a restart waits`() {
        var point = TestPoint.booted("ac-22kw-two-connectors", connectors: 2, settings: [("LocalPreAuthorize", "true")])
        point.model.authorizationCache.update(tag, IdTagInfo(status: .accepted), at: time(0), limit: 5)
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.tag(tag, connectorId: 1))
        _ = point.call(.reset(.init(type: .soft)))
        _ = point.command(.plugIn(connectorId: 2))
        #expect(point.command(.tag(tag, connectorId: 2)).outcomes == [.failed(.connectorUnavailable)])
        #expect(
            point.call(RemoteControlTests.start(2)) == [RemoteControlTests.answer(.rejected)])
        #expect(point.model.transactions.isEmpty)
    }

    @Test func `a start whose answer came too late is sent again and gives its id to everything after it`() {
        var point = TestPoint.booted(settings: [
            ("MeterValueSampleInterval", "50"), ("TransactionMessageRetryInterval", "10"), ("HeartbeatInterval", "0"),
        ])
        point.model.heartbeatSeconds = 0
        point.model.heartbeatDue = .distantFuture
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        _ = point.command(.tag(tag, connectorId: 1))
        _ = point.give(.confirmation(point.openId, Server().confirmation(.authorize, at: .zero)))
        let late = point.openId
        _ = point.advance(to: at(30))  // Nobody answered; Charging goes out meanwhile.
        _ = point.answerAll()
        #expect(
            point.give(.confirmation(late, Server(transactionId: 7).confirmation(.startTransaction, at: .zero))) == [
                .lateAnswer(nil)
            ])
        _ = point.advance(to: at(39))
        _ = point.command(.stopTransaction(connectorId: 1, .local))
        _ = point.answerAll()
        let again = point.advance(to: at(40)) + point.answerAll(Server(transactionId: 8))
        let ids = again.requests.compactMap { request -> Int? in
            if case .stopTransaction(let stop) = request { return stop.transactionId }
            return nil
        }
        #expect(again.requests.map(\.action) == [.startTransaction, .stopTransaction])
        #expect(ids == [8])
    }

    @Test func `pings follow WebSocketPingInterval at once and end with the connection`() {
        var point = TestPoint.booted(settings: [("HeartbeatInterval", "0")])
        #expect(
            point.call(.changeConfiguration(.init(key: "WebSocketPingInterval", value: "20"))) == [
                .reply("m1", .changeConfiguration(.init(status: .accepted)))
            ])
        #expect(point.advance(to: at(45)) == [.ping, .ping])
        _ = point.give(.disconnected)
        #expect(!point.advance(to: at(100)).contains(.ping))
    }

    @Test func `readings of the transaction come with its stop, first and last for certain`() {
        var point = TestPoint.charging(settings: [
            ("MeterValueSampleInterval", "60"), ("ClockAlignedDataInterval", "90"), ("HeartbeatInterval", "0"),
            ("StopTxnSampledData", "Energy.Active.Import.Register"), ("StopTxnAlignedData", "Power.Active.Import"),
            ("StopTransactionMaxMeterValues", "5"),
        ])
        while point.now < at(200) {
            _ = point.advance(to: point.now.adding(seconds: 5))
            _ = point.answerAll()
        }
        guard case .stopTransaction(let stop)? = point.command(.stopTransaction(connectorId: 1, .local)).requests.first
        else {
            Issue.record("no StopTransaction")
            return
        }
        let data = stop.transactionData ?? []
        #expect(
            data.map(\.timestamp) == [time(0), time(120), time(170), time(180), time(200)])
        #expect(
            data.map { $0.sampledValue[0].context } == [
                .transactionBegin, .samplePeriodic, .sampleClock, .samplePeriodic, .transactionEnd,
            ])
        #expect(data.map { $0.sampledValue[0].value } == ["0", "368", "11040", "552", "613"])
    }

    @Test func `without StopTxn lists there is no transactionData`() {
        var point = TestPoint.charging()
        guard case .stopTransaction(let stop)? = point.command(.stopTransaction(connectorId: 1, .local)).requests.first
        else {
            Issue.record("no StopTransaction")
            return
        }
        #expect(stop.transactionData == nil)
    }
}
