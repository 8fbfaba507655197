import Foundation
import OCPPJSON
import TestSupport
import Testing

@testable import CentralSystemSettings

/// The texts of `--listen` and of the settings beside it.
@Suite struct ListenerTextTests {
    @Test(arguments: [
        ("127.0.0.1:9000", "127.0.0.1", 9000, 0, CallPolicy.strict), ("[::1]:0", "::1", 0, 0, .strict),
        ("2@0.0.0.0:9443", "0.0.0.0", 9443, 2, .strict), ("forgiving@h:1", "h", 1, 0, .forgiving),
        ("3,forgiving@h:1", "h", 1, 3, .forgiving), ("forgiving,1@h:1", "h", 1, 1, .forgiving),
        ("0,strict@h:1", "h", 1, 0, .strict),
    ])
    func `a listener has an address, a profile and a policy`(
        _ text: String, _ host: String, _ port: Int, _ profile: Int, _ policy: CallPolicy
    ) throws {
        let listener = try Listener(text)
        #expect(listener.host == host && listener.port == port)
        #expect(listener.profile == profile && listener.policy == policy)
    }

    @Test(arguments: [
        "4@h:1", "-1@h:1", "01@h:1", "@h:1", "1,@h:1", "1,2@h:1", "strict,forgiving@h:1", "kind@h:1", "1 @h:1",
    ])
    func `other words before the address are refused with what to write`(_ text: String) {
        #expect(
            throws: CentralSystemSetting.Failure(
                "before @ stand the security profile, 0 to 3, and strict or forgiving, each once, for example "
                    + "2,forgiving@0.0.0.0:9443")
        ) { try Listener(text) }
    }

    private static func apply(_ name: String, _ values: [String]) throws -> CentralSystemServerConfiguration {
        var configuration = CentralSystemServerConfiguration()
        try #require(CentralSystemSetting.named(name)).apply(values, to: &configuration)
        return configuration
    }

    @Test func `id tags come from files, or any is accepted, or both`() throws {
        let directory = TestDirectory()
        for name in ["a", "b"] {
            try #"{"idTag":"\#(name)"}"#.write(toFile: directory.file(name), atomically: true, encoding: .utf8)
        }
        let any = try Self.apply("id-tags", ["accept"])
        #expect(any.acceptsAnyIdTag && any.idTags.isEmpty)
        let both = try Self.apply("id-tags", [directory.file("a"), "accept", directory.file("b")])
        #expect(both.acceptsAnyIdTag && both.idTags.map(\.idTag) == ["a", "b"])
        #expect(try !Self.apply("id-tags", [directory.file("a")]).acceptsAnyIdTag)
        #expect(
            throws: CentralSystemSetting.Failure("cannot be read; give a file, or accept to accept any tag")
        ) { try Self.apply("id-tags", ["acept"]) }
    }

    @Test func `the grace of an old password is a number of seconds`() throws {
        #expect(CentralSystemServerConfiguration().authorizationKeyGraceSeconds == 60)
        #expect(try Self.apply("authorization-key-grace", ["0"]).authorizationKeyGraceSeconds == 0)
        #expect(throws: CentralSystemSetting.Failure("give a whole number from 0 to 86400 seconds")) {
            try Self.apply("authorization-key-grace", ["1m"])
        }
    }
}
