@testable import CentralSystemModel
import OCPPTypes
import Testing

@Suite struct NotificationTests {
    @Test func `a status is answered at once, stored behind and seen by the operator`() {
        var fixture = ModelFixture.booted()
        var request = StatusNotification.Request(
            connectorId: 2, errorCode: .weakSignal, info: "x", status: .charging)
        var stored = request
        stored.timestamp = ModelFixture.time
        #expect(
            fixture.call("1", .statusNotification(request)) == [
                .store([.connector(ConnectorRecord(identity: "CP1", notification: stored))], .unawaited),
                .reply(cp1, "1", .statusNotification(.init())),
            ])
        request.timestamp = ModelFixture.epoch.adding(milliseconds: -9)
        _ = fixture.call("2", .statusNotification(request))
        #expect(
            fixture.model.snapshot(of: "CP1")?.connectors == [
                .init(
                    connectorId: 2, status: .charging, errorCode: .weakSignal,
                    timestamp: ModelFixture.epoch.adding(milliseconds: -9))
            ])
    }

    @Test(arguments: [-1, 65, Int.max, Int.min])
    func `a status of an impossible connector is answered and not kept`(_ connectorId: Int) {
        var fixture = ModelFixture.booted()
        let request = StatusNotification.Request(connectorId: connectorId, errorCode: .noError, status: .available)
        #expect(
            fixture.call("1", .statusNotification(request)) == [
                .notice(.connectorOutOfRange, identity: "CP1"),
                .reply(cp1, "1", .statusNotification(.init())),
            ])
        #expect(fixture.model.snapshot(of: "CP1")?.connectors == [])
    }

    @Test func `the last notification of each kind is kept`() {
        let time = ModelFixture.time
        let cases: [(Request, OCPPTypes.Confirmation, NotificationRecord)] = [
            (
                .diagnosticsStatusNotification(.init(status: .uploading)), .diagnosticsStatusNotification(.init()),
                NotificationRecord(
                    identity: "CP1", kind: .diagnosticsStatus, status: "Uploading", timestamp: time)
            ),
            (
                .firmwareStatusNotification(.init(status: .installed)), .firmwareStatusNotification(.init()),
                NotificationRecord(identity: "CP1", kind: .firmwareStatus, status: "Installed", timestamp: time)
            ),
            (
                .logStatusNotification(.init(status: .uploaded, requestId: 4)), .logStatusNotification(.init()),
                NotificationRecord(
                    identity: "CP1", kind: .logStatus, status: "Uploaded", requestId: 4, timestamp: time)
            ),
            (
                .signedFirmwareStatusNotification(.init(status: .installing, requestId: 5)),
                .signedFirmwareStatusNotification(.init()),
                NotificationRecord(
                    identity: "CP1", kind: .signedFirmwareStatus, status: "Installing", requestId: 5,
                    timestamp: time)
            ),
            (
                .securityEventNotification(
                    .init(type: "Tamper", timestamp: time.adding(milliseconds: -5), techInfo: "lid")),
                .securityEventNotification(.init()),
                NotificationRecord(
                    identity: "CP1", kind: .securityEvent, status: "Tamper", detail: "lid",
                    timestamp: time.adding(milliseconds: -5))
            ),
        ]
        var fixture = ModelFixture.booted()
        for _ in 0..<2 {
            for (request, confirmation, record) in cases {
                // Nothing was ordered; every security event is kept, not only the last.
                let event = SecurityEventRecord(
                    identity: "CP1", type: record.status, timestamp: record.timestamp, techInfo: record.detail,
                    received: time)
                guard record.kind != .securityEvent else {
                    #expect(
                        fixture.call("1", request)
                            == [.store([.securityEvent(event), .notification(record)], fixture.last)])
                    #expect(fixture.commit() == [.reply(cp1, "1", confirmation)])
                    continue
                }
                #expect(
                    fixture.call("1", request) == [
                        notice(.statusUnsolicited), .reply(cp1, "1", confirmation),
                        .store([.notification(record)], .unawaited),
                    ])
            }
        }
        #expect(fixture.model.snapshot(of: "CP1")?.notifications == cases.map(\.2))
    }

    @Test func `a security event that cannot be stored is not acknowledged, and one behind it waits`() {
        var fixture = ModelFixture.booted()
        let request = Request.securityEventNotification(.init(type: "Tamper", timestamp: ModelFixture.time))
        _ = fixture.call("1", request)
        #expect(fixture.call("2", request) == [notice(.callWhilePending)])
        let failed = fixture.run(.storeFailed(fixture.last))
        #expect(failed.prefix(2) == [notice(.storeFailed), .replyError(cp1, "1", storageError)])
        #expect(fixture.model.snapshot(of: "CP1")?.notifications == [])
        #expect(fixture.commit() == [.reply(cp1, "2", .securityEventNotification(.init()))])
        #expect(fixture.model.snapshot(of: "CP1")?.notifications.count == 1)
    }

    @Test func `vendor data and certificates are refused in OCPP's words`() {
        var fixture = ModelFixture.booted()
        #expect(
            fixture.call("1", .dataTransfer(.init(vendorId: "x", data: "y")))
                == [notice(.dataTransferUnknown), .reply(cp1, "1", .dataTransfer(.init(status: .unknownVendorId)))])
        #expect(
            fixture.call("2", .signCertificate(.init(csr: "x")))
                == [.reply(cp1, "2", .signCertificate(.init(status: .rejected)))])
    }
}
