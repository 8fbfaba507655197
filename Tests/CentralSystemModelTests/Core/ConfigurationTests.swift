import OCPPTypes
import Testing

@testable import CentralSystemModel

private func told(_ key: String, _ value: String?, readonly: Bool = false) -> KeyValue {
    KeyValue(key: CiString(unchecked: key), readonly: readonly, value: value.map(CiString.init(unchecked:)))
}

private func entry(
    _ key: String, _ value: String?, readonly: Bool? = false, pending: String? = nil
) -> ConfigurationEntry {
    ConfigurationEntry(
        key: CiString(unchecked: key), value: value.map(CiString.init(unchecked:)), readonly: readonly,
        pendingValue: pending.map(CiString.init(unchecked:)))
}

private func record(_ entry: ConfigurationEntry) -> Record {
    .configuration(ConfigurationRecord(identity: "CP1", entry: entry))
}

private func change(_ key: String, _ value: String) -> Request {
    .changeConfiguration(.init(key: CiString(unchecked: key), value: CiString(unchecked: value)))
}

private func changed(_ status: ConfigurationStatus) -> Confirmation { .changeConfiguration(.init(status: status)) }

@Suite struct ConfigurationTests {
    @Test func `a value that waits for a reboot outlives reading the keys, and a boot that cannot be stored`() {
        var fixture = ModelFixture.booted()
        fixture.read(["K": "1"])
        fixture.done(change("K", "2"), changed(.rebootRequired))
        fixture.read(["K": "1"])
        #expect(fixture.books.configuration == [entry("K", "1", readonly: true, pending: "2")])
        // A boot that changes the registration waits for its commit.
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .pending)]
        workingSet.configuration = [ConfigurationRecord(identity: "CP1", entry: entry("K", "1", pending: "2"))]
        fixture = ModelFixture(workingSet: workingSet)
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        for isStored in [false, true] {
            let effects = fixture.call("b", .bootNotification(bootRequest))
            guard case .store(let records, _)? = effects.first else {
                Issue.record("\(effects)")
                return
            }
            #expect(records.last == record(entry("K", "2")))
            #expect(fixture.books.configuration == [entry("K", "1", pending: "2")])
            _ = isStored ? fixture.commit() : fixture.run(.storeFailed(fixture.last))
        }
        #expect(fixture.books.configuration == [entry("K", "2")])
    }

    @Test func `a value that is told to be in force waits no longer`() {
        var fixture = ModelFixture.booted()
        fixture.done(change("K", "2"), changed(.rebootRequired))
        fixture.read(["K": "2"])
        #expect(fixture.books.configuration == [entry("K", "2", readonly: true)])
    }

    @Test func `all keys that a charge point tells replace what was known`() {
        var fixture = ModelFixture.booted()
        fixture.done(change("Old", "1"), changed(.accepted))
        _ = fixture.order(.getConfiguration(.init()))
        let confirmation = Confirmation.getConfiguration(
            .init(configurationKey: [told("b", "2"), told("A", nil, readonly: true), told("AuthorizationKey", "00")]))
        #expect(
            fixture.confirm(confirmation) == [
                .store(
                    [
                        .configurationDeleted(identity: "CP1", key: nil), record(entry("b", "2")),
                        record(entry("A", nil, readonly: true)), record(entry("AuthorizationKey", nil)),
                    ], fixture.last)
            ])
        #expect(
            fixture.books.configuration == [
                entry("A", nil, readonly: true), entry("AuthorizationKey", nil), entry("b", "2"),
            ])
    }

    @Test func `keys that were asked for are added and unknown ones leave`() {
        var fixture = ModelFixture.booted()
        fixture.read(["B": "1", "C": "2"])
        _ = fixture.order(.getConfiguration(.init(key: ["b", "c", "D"])))
        #expect(
            fixture.confirm(
                .getConfiguration(.init(configurationKey: [told("b", "3", readonly: true)], unknownKey: ["c", "D"])))
                == [
                    .store(
                        [.configurationDeleted(identity: "CP1", key: "c"), record(entry("b", "3", readonly: true))],
                        fixture.last)
                ])
        #expect(fixture.books.configuration == [entry("b", "3", readonly: true)])
    }

    @Test func `a change holds when it was accepted, or from the next boot`() {
        var fixture = ModelFixture.booted()
        fixture.read(["HeartbeatInterval": "300"])
        for (status, value, pending) in [
            (.rejected, "300", nil), (.notSupported, "300", nil), (.rebootRequired, "300", "60"),
            (.accepted, "60", nil), (.rebootRequired, "60", "60"),
        ] as [(ConfigurationStatus, String, String?)] {
            fixture.done(change("heartbeatinterval", "60"), changed(status))
            #expect(
                fixture.books.configuration == [
                    entry("HeartbeatInterval", value, readonly: true, pending: pending)
                ], "\(status)")
        }
        let boot = ChargePointRecord(
            identity: "CP1", registration: .accepted, boot: BootRecord(bootRequest, at: ModelFixture.time))
        fixture.done(change("HeartbeatInterval", "90"), changed(.rebootRequired))
        let effects = fixture.call("7", .bootNotification(bootRequest))
        #expect(
            effects.last
                == .store(
                    [.chargePoint(boot), record(entry("HeartbeatInterval", "90", readonly: true))], .unawaited))
        #expect(fixture.books.configuration == [entry("HeartbeatInterval", "90", readonly: true)])
    }

    @Test func `an authorization key is never kept`() {
        var fixture = ModelFixture.booted()
        fixture.done(change("authorizationkey", "AABB"), changed(.accepted))
        #expect(fixture.books.configuration == [])
    }

    @Test func `keys beyond the limit are left out and told`() {
        var limits = CentralSystemLimits()
        limits.configurationKeys = 2
        var fixture = ModelFixture.booted(limits: limits)
        _ = fixture.order(.getConfiguration(.init()))
        let effects = fixture.confirm(
            .getConfiguration(
                .init(configurationKey: [told("a", "1"), told("b", "2"), told("c", "3"), told("A", "4")])))
        #expect(effects.filter { $0 == notice(.configurationKeyLeftOut) }.count == 1)
        #expect(fixture.books.configuration == [entry("A", "4"), entry("b", "2")])
    }

    /// OCPP 1.6 §4.3.
    @Test func `DataTransfer is answered by vendor and message`() {
        let clock = DeviceClock(epoch: ModelFixture.epoch, reference: ModelFixture.now)
        var configuration = CentralSystemConfiguration(clock: clock)
        configuration.dataTransferVendors = [
            DataTransferVendor(vendorId: "all"), DataTransferVendor(vendorId: "some", messageIds: ["m"]),
        ]
        for (vendorId, messageId, status) in [
            ("all", nil, .accepted), ("ALL", "x", .accepted), ("some", nil, .accepted), ("some", "M", .accepted),
            ("some", "x", .unknownMessageId), ("other", "m", .unknownVendorId),
        ] as [(CiString<255>, CiString<50>?, DataTransferStatus)] {
            var fixture = ModelFixture.booted()
            fixture.model = CentralSystemModel(configuration: configuration)
            fixture.boot(cp1, "CP1")
            let request = Request.dataTransfer(.init(vendorId: vendorId, messageId: messageId, data: "d"))
            let notices = status == .accepted ? [] : [notice(.dataTransferUnknown)]
            #expect(
                fixture.call("1", request) == notices + [.reply(cp1, "1", .dataTransfer(.init(status: status)))],
                "\(vendorId) \(String(describing: messageId))")
        }
    }
}
