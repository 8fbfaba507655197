import ChargePointModel
import OCPPTypes
import Scenario
import Testing

@testable import Fleet

/// What the members of a group have of their own reaches their charge points.
@Suite struct ParticularsTests {
    static func boots(_ keys: String, kind: String = "") throws -> [BootNotification.Request] {
        try members(keys, kind: kind).map { member in
            var point = member.model
            var effects: [ChargePointEffect] = []
            point.handle(.powerOn, at: .zero, into: &effects)
            point.handle(.connected, at: .zero, into: &effects)
            for case .call(_, .typed(.bootNotification(let boot))) in effects { return boot }
            preconditionFailure("no boot")
        }
    }

    static func members(_ keys: String, kind: String = "") throws -> [FleetMember] {
        let text = """
            scenario: s
            duration: 10s
            target: ws://host/ocpp
            \(kind)
            fleet: {depot: {count: 2, identity: "CP{index:05}"\(keys)}}
            """
        let compiled = ScenarioCompiler.compile(text: text, fileName: "t.yaml")
        let plan = try #require(compiled.plan, Comment(rawValue: compiled.renderedDiagnostics))
        let factory = MemberFactory(plan: plan, start: .zero, epoch: DateTime(millisecondsSince1970: 0))
        return plan.members(of: 0).map { member in
            var security = SecuritySetup()
            security.authorizationKey = FleetKeys.authorizationKey(of: member, in: plan)
            return factory.make(member, security: security)
        }
    }

    @Test func `BootNotification says what boot gives, and nothing that it leaves out`() throws {
        let boots = try Self.boots(
            #", boot: {chargePointSerialNumber: "", chargeBoxSerialNumber: "B{index}", iccid: "8949{index:016}", "#
                + #"imsi: "26201{index}", meterSerialNumber: "M-{group}-{index}", meterType: EM 340}"#)
        #expect(boots.map(\.chargePointSerialNumber) == [nil, nil])
        #expect(boots.map(\.chargeBoxSerialNumber) == ["B1", "B2"])
        #expect(boots.map(\.iccid) == ["89490000000000000001", "89490000000000000002"])
        #expect(boots.map(\.imsi) == ["262011", "262012"])
        #expect(boots.map(\.meterSerialNumber) == ["M-depot-1", "M-depot-2"])
        #expect(boots.map(\.meterType) == ["EM 340", "EM 340"])
    }

    @Test func `without them the identity is the serial number and the kind tells the meter`() throws {
        let kind = "charge-points: {k: {based-on: ac-11kw, meter: KIND}}"
        for keys in [", charge-point: k", #", charge-point: k, boot: {iccid: "1"}"#] {
            let boots = try Self.boots(keys, kind: kind)
            #expect(boots.map(\.chargePointSerialNumber) == ["CP00001", "CP00002"])
            #expect(boots.map(\.meterType) == ["KIND", "KIND"])
            #expect(boots.map(\.meterSerialNumber) == [nil, nil])
        }
    }

    @Test func `user and a short password are what the connection shows`() throws {
        let security = try Self.members(#", security: {profile: 1, user: "u{index}", password: "pw{index}"}"#)
            .map(\.model.connectionSecurity)
        #expect(security.map(\.user) == ["u1", "u2"])
        #expect(security.map(\.authorizationKey?.bytes) == [Array("pw1".utf8), Array("pw2".utf8)])
        let derived = try Self.members(", security: {profile: 1}").map(\.model.connectionSecurity)
        #expect(derived.map(\.user) == [nil, nil])
        #expect(derived.map { $0.authorizationKey?.bytes.count } == [20, 20])
    }

    @Test func `they survive a power cut`() throws {
        var point = try Self.members(#", boot: {iccid: "7"}, security: {profile: 1, user: u, password: p}"#)[0].model
        var effects: [ChargePointEffect] = []
        point.handle(.powerOn, at: .zero, into: &effects)
        let token = CommandToken(rawValue: 1)
        point.handle(.command(.powerLoss(backup: false), token, intended: .zero), at: .zero, into: &effects)
        point.handle(.command(.powerReturns, token, intended: .zero), at: .zero, into: &effects)
        effects = []
        point.handle(.connected, at: .zero, into: &effects)
        guard case .call(_, .typed(.bootNotification(let boot)))? = effects.first else {
            Issue.record("no boot: \(effects)")
            return
        }
        #expect(boot.iccid == "7")
        #expect(point.connectionSecurity.user == "u")
        #expect(point.connectionSecurity.authorizationKey?.bytes == Array("p".utf8))
    }

    @Test func `a kind's close delay is its hardware's`() throws {
        let kind = "charge-points: {k: {based-on: ac-11kw, close-delay: 250ms}}"
        let plan = try #require(
            ScenarioCompiler.compile(
                text: "scenario: s\nduration: 10s\n\(kind)\nfleet: {a: {count: 1, charge-point: k}}\n", fileName: "t"
            ).plan)
        #expect(Kinds.make(plan.groups[0]).specification.closeDelayMilliseconds == 250)
    }
}
