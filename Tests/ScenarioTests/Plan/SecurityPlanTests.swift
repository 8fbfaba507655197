import Scenario
import Testing

@Suite struct SecurityPlanTests {
    static let full = """
        scenario: s
        duration: 10s
        target: wss://host/ocpp
        fleet:
          a: {count: 1}
          b:
            count: 1
            security:
              profile: 3
              authorization-key: 000102030405060708090a0b0c0d0e0f
              endpoints: {1: ws://host:9001/ocpp, 3: wss://host:9003/ocpp}
              ca: certs/ca.pem
              certificates: certs
              manufacturer-ca: certs/manufacturer-ca.pem
        """

    @Test func `every word of security is in the plan`() throws {
        let plan = try plan(Self.full)
        #expect(plan.groups[0].security == nil)
        var expected = SecurityPlan(profile: 3)
        expected.authorizationKey = .fixed("000102030405060708090A0B0C0D0E0F")
        expected.endpoints = [1: "ws://host:9001/ocpp", 3: "wss://host:9003/ocpp"]
        expected.authority = "certs/ca.pem"
        expected.certificates = "certs"
        expected.manufacturerAuthority = "certs/manufacturer-ca.pem"
        #expect(plan.groups[1].security == expected)
    }

    @Test func `an inspection compiles to the same plan`() throws {
        let plan = try plan(Self.full)
        #expect(try ScenarioTests.plan(ScenarioInspector.inspect(plan)) == plan)
    }

    @Test func `the default is a derived password and nothing else`() throws {
        let plan = try plan("scenario: s\nduration: 10s\nfleet: {a: {count: 1, security: {profile: 2}}}\n")
        #expect(plan.groups[0].security == SecurityPlan(profile: 2))
    }

    @Test func `a group's own endpoint counts, not the target`() throws {
        let text = Self.full.replacing("target: wss://host/ocpp", with: "target: ws://host/ocpp")
        #expect(messages(text) == "")
    }

    @Test func `the profile is part of a member's description, files and passwords are not`() throws {
        func description(_ security: String) throws -> [UInt8] {
            try plan("scenario: s\nduration: 10s\nfleet: {a: {count: 1\(security)}}\n").memberDescription(
                group: 0, index: 0)
        }
        #expect(try description("") != description(", security: {profile: 0}"))
        #expect(try description(", security: {profile: 1}") != description(", security: {profile: 2}"))
        #expect(
            try description(", security: {profile: 1}")
                == description(", security: {profile: 1, manufacturer-ca: x.pem}"))
    }
}
