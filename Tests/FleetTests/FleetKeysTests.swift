import ChargePointModel
import OCPPTypes
import Scenario
import Testing

@testable import Fleet

@Suite struct FleetKeysTests {
    private static func plan(_ security: String, seed: Int = 1, count: Int = 50) throws -> Plan {
        let text = """
            scenario: s
            seed: \(seed)
            duration: 10s
            fleet: {a: {count: \(count)\(security)}, b: {count: 2, security: {profile: 2}}}
            """
        return try #require(ScenarioCompiler.compile(text: text, fileName: "s").plan)
    }

    private static func keys(_ plan: Plan, group: Int = 0) -> [AuthorizationKey?] {
        plan.members(of: group).map { FleetKeys.authorizationKey(of: $0, in: plan) }
    }

    @Test func `derived passwords are printable, each charge point's own, and follow from the seed`() throws {
        let plan = try Self.plan(", security: {profile: 1}")
        let keys = Self.keys(plan)
        #expect(Set(keys.map { $0?.hex }).count == 50)
        for key in keys {
            let bytes = try #require(key).bytes
            #expect(bytes.count == 20)
            #expect(bytes.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 })
        }
        #expect(Self.keys(try Self.plan(", security: {profile: 2}")) == keys)
        #expect(Self.keys(try Self.plan(", security: {profile: 1}", seed: 2)) != keys)
        // Growing a group shifts no password.
        #expect(Array(Self.keys(try Self.plan(", security: {profile: 1}", count: 60)).prefix(50)) == keys)
        #expect(Self.keys(plan, group: 1) != Array(keys.prefix(2)))
        #expect(keys[0]?.hex == "513652587441314E6D6645346974337764737850")
    }

    @Test func `a password in digits is everybody's, and without security there is none`() throws {
        let fixed = try Self.plan(", security: {profile: 1, authorization-key: 000102030405060708090a0b0c0d0e0f}")
        #expect(Self.keys(fixed).allSatisfy { $0?.bytes == Array(0...15) })
        #expect(Self.keys(try Self.plan("")).allSatisfy { $0 == nil })
    }

    @Test(arguments: 0...3)
    func `the charge points begin with the profile of their group`(_ profile: Int) throws {
        let plan = try Self.plan(", security: {profile: \(profile)}")
        let start = Instant(nanoseconds: 0)
        let factory = MemberFactory(plan: plan, start: start, epoch: DateTime(millisecondsSince1970: 0))
        let member = try #require(plan.members(of: 0).first { _ in true })
        let key = try #require(FleetKeys.authorizationKey(of: member, in: plan))
        let made = factory.make(member, security: SecuritySetup(authorizationKey: key))
        #expect(made.model.connectionSecurity.profile == profile)
        #expect((made.model.connectionSecurity.authorizationKey == key) == (profile == 1 || profile == 2))
        #expect(MemberFactory.cpoName(of: plan, group: 0) == "Wattswarm")
        #expect(MemberFactory.refusedSettings(of: plan) == [])
    }
}
