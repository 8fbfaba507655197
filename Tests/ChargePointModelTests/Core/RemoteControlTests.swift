import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct RemoteControlTests {
    static func start(_ connectorId: Int?, _ idTag: IdTag = tag, profile: ChargingProfile? = nil) -> Request {
        .remoteStartTransaction(.init(connectorId: connectorId, idTag: idTag, chargingProfile: profile))
    }

    static func answer(_ status: RemoteStartStopStatus) -> ChargePointEffect {
        .reply("m1", .remoteStartTransaction(.init(status: status)))
    }

    @Test func `a remote start takes the way of a tag: a cached one is not asked for again`() {
        var point = TestPoint.booted(settings: [("LocalPreAuthorize", "true")])
        point.model.authorizationCache.update(tag, IdTagInfo(status: .accepted), at: time(0), limit: 5)
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        let effects = point.call(Self.start(1))
        #expect(effects.first == Self.answer(.accepted))
        #expect(effects.requests.map(\.action) == [.startTransaction])
    }

    @Test func `a tag that Authorize refuses begins nothing`() {
        var point = TestPoint.booted()
        _ = point.command(.plugIn(connectorId: 1))
        _ = point.answerAll()
        #expect(point.call(Self.start(1)).first == Self.answer(.accepted))
        #expect(point.answerAll(Server(authorization: .invalid)).requests == [])
        #expect(point.model.transactions.isEmpty)
    }

    @Test func `a second remote start is refused while the first is being authorized`() {
        var point = TestPoint.booted()
        _ = point.call(Self.start(1))
        #expect(point.call(Self.start(1, "OTHER")) == [Self.answer(.rejected)])
        #expect(point.call(Self.start(nil, "OTHER")) == [Self.answer(.rejected)])
    }

    @Test func `without connectorId a car that waits goes first`() {
        var point = TestPoint.booted(
            "ac-22kw-two-connectors", connectors: 2, settings: [("AuthorizeRemoteTxRequests", "false")])
        _ = point.command(.plugIn(connectorId: 2))
        _ = point.answerAll()
        let effects = point.call(Self.start(nil)) + point.answerAll()
        #expect(point.model.transactionIndex(of: 2) != nil)
        #expect(effects.first == Self.answer(.accepted))
    }

    @Test(arguments: [ChargePointStatus.charging, .unavailable, .faulted, .reserved])
    func `a remote start is refused where nobody may begin`(_ status: ChargePointStatus) {
        var point = ConnectorEventTests.point(in: status)
        #expect(point.call(Self.start(1)) == [Self.answer(.rejected)])
        #expect(point.call(Self.start(nil)) == [Self.answer(.rejected)])
    }

    // MARK: DataTransfer

    @Test(
        arguments: [
            (DataTransfer.Request(vendorId: "com.other"), DataTransfer.Confirmation(status: .unknownVendorId)),
            (.init(vendorId: "COM.example", messageId: "hello"), .init(status: .accepted, data: "world")),
            (.init(vendorId: "com.example", messageId: "nope", data: "x"), .init(status: .unknownMessageId)),
            (.init(vendorId: "com.example"), .init(status: .unknownMessageId)),
            (.init(vendorId: "com.any", messageId: "x"), .init(status: .rejected)),
        ] as [(DataTransfer.Request, DataTransfer.Confirmation)])
    func `DataTransfer is understood from registered vendors`(
        _ request: DataTransfer.Request, _ expected: DataTransfer.Confirmation
    ) {
        var point = TestPoint.booted()
        _ = point.command(
            .registerVendor(.init(vendorId: "com.example", messageIds: ["hello"], status: .accepted, data: "world")))
        _ = point.command(.registerVendor(.init(vendorId: "com.any", status: .accepted)))
        _ = point.command(.registerVendor(.init(vendorId: "com.any", status: .rejected)))
        #expect(point.call(.dataTransfer(request)) == [.reply("m1", .dataTransfer(expected))])
    }

    @Test func `vendors are bounded`() {
        var limits = ChargePointLimits.withoutJitter
        limits.vendorCount = 1
        var point = TestPoint.booted(limits: limits)
        #expect(point.command(.registerVendor(.init(vendorId: "a"))).outcomes == [.done])
        #expect(point.command(.registerVendor(.init(vendorId: "b"))).outcomes == [.failed(.queueFull)])
    }
}
