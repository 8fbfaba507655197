import OCPPTypes
import Scenario
import Testing

/// What each charge point of a fleet has of its own: members of BootNotification, user, password; and the target's
/// query.
@Suite struct ParticularsTests {
    static let full = """
        scenario: s
        duration: 10s
        target: ws://host/ocpp?token=a%20b&x=1
        charge-points:
          slow: {based-on: ac-11kw, close-delay: 2500ms}
        fleet:
          depot:
            count: 12
            charge-point: slow
            identity: "CP{index:05}"
            boot:
              chargePointSerialNumber: "SN-{index:06}"
              chargeBoxSerialNumber: ""
              iccid: 8949{index:016}
              imsi: "262019{index:09}"
              meterSerialNumber: "{group} {index}"
              meterType: EM 340
            security: {profile: 1, user: "user-{index}", password: "pw{index:03}"}
          plain: {count: 1}
        """

    @Test func `every word is in the plan, by charge point`() throws {
        let plan = try plan(Self.full)
        #expect(plan.targets[0].destination == .url("ws://host/ocpp?token=a%20b&x=1"))
        let group = plan.groups[0]
        let boot = try #require(group.boot)
        let values = BootPlan.Field.allCases.map { boot.value(of: $0, group: "depot", index: 11) }
        #expect(
            values == ["SN-000012", "", "89490000000000000012", "262019000000012", "depot 12", "EM 340"])
        #expect(group.security?.user?.identity(group: "depot", index: 0) == "user-1")
        guard case .password(let password)? = group.security?.authorizationKey else {
            Issue.record("no password")
            return
        }
        #expect(password.identity(group: "depot", index: 0) == "pw001")
        #expect(group.chargePoint?.closeDelayMilliseconds == 2500)
        #expect(plan.groups[1].boot == nil && plan.groups[1].security == nil)
    }

    @Test func `an inspection reads back to the same plan`() throws {
        let plan = try plan(Self.full)
        let text = ScenarioInspector.inspect(plan)
        #expect(try ScenarioTests.plan(text) == plan)
        #expect(text.contains("close-delay: 2.5s") && text.contains("password: pw{index:03}"), "\(text)")
    }

    @Test func `each word changes the description of a member, and so the digest of the plan`() throws {
        func description(_ text: String) throws -> [UInt8] { try plan(text).memberDescription(group: 0, index: 0) }
        var seen: Set<[UInt8]> = [try description(Self.full)]
        for (old, new) in [
            ("SN-{index:06}", "SN-{index:07}"), (#"chargeBoxSerialNumber: """#, #"chargeBoxSerialNumber: "B""#),
            ("8949{index:016}", "8950{index:016}"), ("262019", "262018"), ("{group} {index}", "{group}-{index}"),
            ("EM 340", "EM 341"), ("user-{index}", "u-{index}"), ("pw{index:03}", "pw{index:04}"), ("2500ms", "2600ms"),
        ] {
            let text = Self.full.replacing(old, with: new)
            #expect(text != Self.full, "\(old)")
            #expect(try seen.insert(description(text)).inserted, "\(old)")
        }
    }
}
