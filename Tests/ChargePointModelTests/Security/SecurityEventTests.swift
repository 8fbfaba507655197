import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct SecurityEventTests {
    static func point(_ profile: Int = 1) -> TestPoint {
        TestPoint.ready(settings: [("SecurityProfile", "\(profile)")], security: TestCredentials.complete)
    }

    static func events(_ effects: [ChargePointEffect]) -> [SecurityEvent] {
        effects.notices.compactMap {
            if case .securityEvent(let event) = $0 { return event }
            return nil
        }
    }

    static func message(_ event: SecurityEvent, _ seconds: Double) -> Request {
        .securityEventNotification(.init(type: CiString(unchecked: event.rawValue), timestamp: time(seconds)))
    }

    @Test func `critical events are those of the white paper`() {
        #expect(
            SecurityEvent.allCases.filter { $0.delivery == .guaranteed }.map(\.rawValue) == [
                "FirmwareUpdated", "SettingSystemTime", "StartupOfTheDevice", "ResetOrReboot",
                "SecurityLogWasCleared", "MemoryExhaustion", "TamperDetectionActivated",
            ])
        #expect(SecurityEvent.allCases.count == 18)
    }

    @Test(arguments: SecurityEvent.allCases)
    func `every event is logged, and told by its kind`(_ event: SecurityEvent) {
        var point = Self.point()
        let told = event.delivery == .logged ? [] : [Self.message(event, 0)]
        let effects = point.command(.securityEvent(event))
        #expect(effects.requests == told)
        #expect(Self.events(effects) == [event])
        #expect(point.model.profiles.value.security.log.last == SecurityLogEntry(event: event, timestamp: time(0)))
        var plain = TestPoint.ready()
        #expect(plain.command(.securityEvent(event)) == [.commandEnded(token, .done)])
        #expect(plain.model.profiles.isEmpty)
    }

    @Test func `the start of the device is told after the statuses, before anything else`() {
        var point = TestPoint.equipped(settings: [("SecurityProfile", "1")], security: TestCredentials.complete)
        #expect(Self.events(point.give(.powerOn)) == [.startupOfTheDevice])
        _ = point.give(.connected)
        #expect(
            point.answerAll().requests == [
                status(0, .available, 0), status(1, .available, 0), status(2, .available, 0),
                Self.message(.startupOfTheDevice, 0),
            ])
        _ = point.call(.reset(.init(type: .hard)))
        _ = point.wait(3)
        _ = point.give(.connected)
        #expect(
            point.answerAll().requests.suffix(2) == [
                Self.message(.resetOrReboot, 1), Self.message(.startupOfTheDevice, 3),
            ])
    }

    @Test func `a critical event is sent again until it is answered, another once`() {
        for (event, isCritical) in [(SecurityEvent.tamperDetectionActivated, true), (.invalidTLSVersion, false)] {
            var point = Self.point()
            _ = point.command(.securityEvent(event))
            _ = point.wait(30)  // CALL time-out.
            #expect(point.wait(59).requests == [])
            #expect(point.wait(1).requests == (isCritical ? [Self.message(event, 0)] : []))
            if isCritical {
                _ = point.give(.disconnected)
                _ = point.wait(1)
                #expect(point.give(.connected).requests == [Self.message(event, 0)])
            }
            _ = point.answerAll()
            #expect(point.model.profiles.value.notifications == [])
        }
    }

    @Test func `a CALLERROR is an answer: the event is not told again`() {
        var point = Self.point()
        _ = point.command(.securityEvent(.tamperDetectionActivated))
        _ = point.give(.callError(point.openId, CallError(.notImplemented)))
        #expect(point.model.profiles.value.notifications == [])
    }

    @Test(arguments: [
        (ConnectionFailure.unreachable, SecurityEvent?.none), (.refused, nil),
        (.notAuthenticated, .failedToAuthenticateAtCentralSystem),
        (.invalidServerCertificate, .invalidCentralSystemCertificate), (.invalidTLSVersion, .invalidTLSVersion),
        (.invalidTLSCipherSuite, .invalidTLSCipherSuite),
    ])
    func `a connection that fails for the same cause is one event`(
        _ failure: ConnectionFailure, _ event: SecurityEvent?
    ) {
        var point = Self.point(2)
        _ = point.give(.disconnected)
        var events: [SecurityEvent] = []
        for _ in 0..<3 {
            _ = point.wait(100)
            events += Self.events(point.give(.connectionFailed(failure)))
        }
        #expect(events == (event.map { [$0] } ?? []))
        _ = point.wait(100)
        _ = point.give(.connected)
        _ = point.give(.disconnected)
        _ = point.wait(100)
        #expect(Self.events(point.give(.connectionFailed(failure))) == (event.map { [$0] } ?? []))
    }

    @Test(arguments: [(9.9, false), (10, true), (-10, true), (-9.9, false), (1e6, true)])
    func `a clock that is set by more than a moment is an event`(_ step: Double, _ isEvent: Bool) {
        var point = Self.point()
        _ = point.command(.send(.typed(.heartbeat(.init()))))
        let effects = point.give(.confirmation(point.openId, .heartbeat(.init(currentTime: time(step)))))
        #expect(Self.events(effects) == (isEvent ? [.settingSystemTime] : []))
    }

    @Test func `an open door is a tamper event`() {
        var point = Self.point()
        #expect(Self.events(point.command(.door(isOpen: true))) == [.tamperDetectionActivated])
        #expect(Self.events(point.command(.door(isOpen: false))) == [])
    }

    @Test func `credentials, the log and what was not delivered survive a power cut`() {
        var point = Self.point(3)
        _ = point.give(.disconnected)
        _ = point.command(.securityEvent(.tamperDetectionActivated))
        let before = point.model.connectionSecurity
        _ = point.command(.powerLoss(backup: false))
        _ = point.command(.powerReturns)
        #expect(point.model.connectionSecurity == before)
        #expect(
            point.model.profiles.value.security.log.map(\.event) == [
                .startupOfTheDevice, .tamperDetectionActivated, .startupOfTheDevice,
            ])
        _ = point.give(.connected)
        #expect(
            point.answerAll().requests.suffix(2) == [
                Self.message(.tamperDetectionActivated, 0), Self.message(.startupOfTheDevice, 0),
            ])
    }
}
