import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct LocalListTests {
    static let accepted = IdTagInfo(status: .accepted)

    static func entries(_ tags: [IdTag]) -> [AuthorizationData] {
        tags.map { AuthorizationData(idTag: $0, idTagInfo: accepted) }
    }

    struct Step: Sendable {
        var version: Int
        var type: UpdateType
        var list: [AuthorizationData]?
        var answer: UpdateStatus
        var after: Int
    }

    static func full(_ version: Int, _ tags: [IdTag]?, _ answer: UpdateStatus, _ after: Int) -> Step {
        Step(version: version, type: .full, list: tags.map(entries), answer: answer, after: after)
    }

    static func change(
        _ version: Int, add: [IdTag] = [], delete: [IdTag] = [], _ answer: UpdateStatus, _ after: Int
    ) -> Step {
        Step(
            version: version, type: .differential,
            list: entries(add) + delete.map { AuthorizationData(idTag: $0) }, answer: answer, after: after)
    }

    @Test(
        arguments: [
            ("an empty list reports 0 whatever was sent", [full(1, nil, .accepted, 0), full(9, [], .accepted, 0)]),
            ("full replaces, whatever the version", [full(5, ["A"], .accepted, 5), full(2, ["B"], .accepted, 2)]),
            (
                "differential must be newer",
                [
                    full(2, ["A"], .accepted, 2), change(5, add: ["B"], .accepted, 5),
                    change(4, add: ["C"], .versionMismatch, 5), change(5, add: ["C"], .versionMismatch, 5),
                    change(6, .accepted, 6),
                ]
            ),
            (
                "deleting all leaves 0",
                [full(2, ["A", "b"], .accepted, 2), change(3, delete: ["B", "a"], .accepted, 0)]
            ),
            ("a list of deletions of others changes nothing", [change(3, delete: ["X"], .accepted, 0)]),
            ("versions below 1 are no versions", [full(0, ["A"], .failed, 0), full(-1, ["A"], .failed, 0)]),
            ("a version beyond 32 bits", [full(Int.max, ["A"], .failed, 0)]),
            ("a tag twice, case aside", [full(1, ["A", "B", "a"], .failed, 0)]),
            (
                "more than SendLocalListMaxLength or LocalAuthListMaxLength",
                [
                    full(1, ["A", "B", "C", "D"], .failed, 0), full(1, ["A", "B", "C"], .accepted, 1),
                    change(2, add: ["D", "E", "F"], .failed, 1), change(2, add: ["D"], delete: ["A"], .accepted, 2),
                ]
            ),
            (
                "full without idTagInfo",
                [
                    Step(
                        version: 1, type: .full, list: [AuthorizationData(idTag: "A")], answer: .failed, after: 0)
                ]
            ),
        ] as [(String, [Step])])
    func `SendLocalList and GetLocalListVersion`(_ name: String, _ steps: [Step]) {
        var point = TestPoint.booted(settings: [("SendLocalListMaxLength", "3"), ("LocalAuthListMaxLength", "4")])
        for (index, step) in steps.enumerated() {
            let request = SendLocalList.Request(
                listVersion: step.version, localAuthorizationList: step.list, updateType: step.type)
            #expect(
                point.call(.sendLocalList(request)) == [
                    .reply("m1", .sendLocalList(SendLocalList.Confirmation(status: step.answer)))
                ], "\(name), step \(index)")
            #expect(
                point.call(.getLocalListVersion(.init())) == [
                    .reply("m1", .getLocalListVersion(GetLocalListVersion.Confirmation(listVersion: step.after)))
                ], "\(name), step \(index)")
        }
    }

    @Test(arguments: [("LocalAuthListEnabled", "false"), ("SupportedFeatureProfiles", "Core")])
    func `without the list the version is -1 and updates are not supported`(_ key: String, _ value: String) {
        var point = TestPoint.booted(settings: [(key, value)])
        #expect(
            point.call(.getLocalListVersion(.init())) == [.reply("m1", .getLocalListVersion(.init(listVersion: -1)))])
        #expect(
            point.call(.sendLocalList(.init(listVersion: 1, updateType: .full))) == [
                .reply("m1", .sendLocalList(.init(status: .notSupported)))
            ])
    }

    @Test func `look-ups find every tag of a long list, case aside, and no other`() {
        var list = LocalAuthorizationList()
        let tags = (0..<1000).map { IdTag(unchecked: "tag\($0)") }
        let bounds = LocalAuthorizationList.Bounds(list: 1000, update: 1000)
        #expect(
            list.apply(
                .init(listVersion: 1, localAuthorizationList: Self.entries(tags.reversed()), updateType: .full), bounds)
                == .accepted)
        for index in 0..<1000 {
            #expect(list[IdTag(unchecked: "TAG\(index)")] == Self.accepted)
            #expect(list[IdTag(unchecked: "TAG\(index)x")] == nil)
        }
        let removed = tags.prefix(999).map { AuthorizationData(idTag: $0) }
        _ = list.apply(.init(listVersion: 2, localAuthorizationList: removed, updateType: .differential), bounds)
        #expect(list.entries.map(\.idTag) == [tags[999]])
        #expect(list.version == 2)
    }

    @Test func `a listed tag leaves the cache and stays out of it`() {
        var point = TestPoint.booted()
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.answerAll()
        #expect(point.model.authorizationCache[tag] != nil)
        _ = point.call(
            .sendLocalList(
                .init(listVersion: 1, localAuthorizationList: Self.entries(["tag1"]), updateType: .full)))
        #expect(point.model.authorizationCache[tag] == nil)
        _ = point.command(.authorize(tag, connectorId: 1))
        _ = point.answerAll()
        #expect(point.model.authorizationCache.entries.isEmpty)
    }

    @Test func `an answer that contradicts the list is reported for connector 0 with its real status`() {
        var point = TestPoint.booted()
        _ = point.call(
            .sendLocalList(.init(listVersion: 1, localAuthorizationList: Self.entries([tag]), updateType: .full)))
        _ = point.command(.authorize(tag, connectorId: 1))
        let effects = point.answerAll(Server(authorization: .blocked))
        #expect(
            effects.requests == [
                .statusNotification(
                    StatusNotification.Request(
                        connectorId: 0, errorCode: .localListConflict, status: .available, timestamp: time(0)))
            ])
        #expect(effects.outcomes == [.refused(.blocked)])
    }
}
