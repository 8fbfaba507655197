import OCPPTypes
import Testing

@testable import CentralSystemModel

private let time = ModelFixture.time
private let firmware = Request.updateFirmware(.init(location: "ftp://h/f", retrieveDate: time))
private let diagnostics = Request.getDiagnostics(.init(location: "ftp://h/"))

private func signed(_ requestId: Int = CommandPayload.chosenByCentralSystem) -> Request {
    .signedUpdateFirmware(
        .init(
            requestId: requestId,
            firmware: Firmware(location: "f", retrieveDateTime: time, signingCertificate: "c", signature: "s")))
}

private func log(_ requestId: Int = CommandPayload.chosenByCentralSystem) -> Request {
    .getLog(.init(log: LogParameters(remoteLocation: "l"), logType: .securityLog, requestId: requestId))
}

private func record(
    _ request: Request, _ state: OrderRecord.State, id: Int64 = 1, answer: String? = nil, _ steps: String...
) -> Record {
    .order(
        OrderRecord(
            orderId: id, identity: "CP1", request: request, time: time, state: state, answer: answer,
            steps: steps.map { .init(status: $0, time: time) }))
}

private func firmwareStatus(_ status: FirmwareStatus) -> Request { .firmwareStatusNotification(.init(status: status)) }
private func diagnosticsStatus(_ status: DiagnosticsStatus) -> Request {
    .diagnosticsStatusNotification(.init(status: status))
}

extension ModelFixture {
    fileprivate static func ordered(_ request: Request, _ confirmation: Confirmation) -> ModelFixture {
        var fixture = booted()
        fixture.done(request, confirmation)
        return fixture
    }

    fileprivate static func updating() -> ModelFixture { ordered(firmware, .updateFirmware(.init())) }

    /// The notices of reports in order.
    fileprivate mutating func notices(_ requests: [Request]) -> [Notice] {
        requests.flatMap { request in
            call("n", request).compactMap { if case .notice(let notice, _, _) = $0 { notice } else { nil } }
        }
    }
}

@Suite struct OrderTests {
    @Test func `an order is stored when it leaves, when it is taken, and at every step`() {
        var fixture = ModelFixture.booted()
        #expect(
            fixture.order(firmware) == [unawaited(record(firmware, .ordered)), .call(cp1, "1", .typed(firmware))])
        #expect(
            fixture.confirm(.updateFirmware(.init())) == [.store([record(firmware, .running)], fixture.last)])
        #expect(fixture.commit() == [answer(.confirmation(.updateFirmware(.init())))])
        #expect(
            fixture.call("1", firmwareStatus(.downloading)) == [
                unawaited(record(firmware, .running, "Downloading")),
                .reply(cp1, "1", .firmwareStatusNotification(.init())),
                unawaited(
                    .notification(
                        NotificationRecord(
                            identity: "CP1", kind: .firmwareStatus, status: "Downloading", timestamp: time))),
            ])
        _ = fixture.notices([.downloaded, .installing, .installed].map(firmwareStatus))
        #expect(
            [Record.order(fixture.books.orders[0])] == [
                record(firmware, .succeeded, "Downloading", "Downloaded", "Installing", "Installed")
            ])
    }

    /// Ways of a firmware update: the statuses, what is told, and the end.
    @Test(
        arguments: [
            ([.downloading, .downloaded, .installing, .installed], [], .succeeded),
            ([.idle, .downloading, .idle], [], .running),
            ([.downloading, .downloadFailed], [], .failed),
            ([.downloadFailed], [], .failed),
            ([.downloading, .downloaded, .installing, .installationFailed], [], .failed),
            ([.downloading, .downloaded, .downloading, .downloaded], [.statusRepeated], .running),
            ([.installed], [.statusSkipped], .succeeded),
            ([.installing, .installed], [.statusSkipped], .succeeded),
            ([.downloading, .installing, .installed], [.statusSkipped], .succeeded),
            ([.installationFailed], [.statusSkipped], .failed),
            ([.downloading, .downloading, .downloading], [.statusRepeated, .statusRepeated], .running),
            ([.downloading, .downloaded, .installing, .installed, .installed], [.statusRepeated], .succeeded),
            ([.downloading, .downloadFailed, .downloading], [.statusUnsolicited], .failed),
        ] as [([FirmwareStatus], [Notice], OrderRecord.State)])
    func `what a firmware update leaves out, repeats or adds is told`(
        statuses: [FirmwareStatus], notices: [Notice], end: OrderRecord.State
    ) {
        var fixture = ModelFixture.updating()
        #expect(fixture.notices(statuses.map(firmwareStatus)) == notices)
        #expect(fixture.books.orders.map(\.state) == [end])
    }

    @Test func `a flood of one status is counted and neither stored nor kept`() {
        var fixture = ModelFixture.ordered(diagnostics, .getDiagnostics(.init(fileName: "d.log")))
        _ = fixture.call("1", diagnosticsStatus(.uploading))
        for _ in 0..<1000 {
            #expect(
                fixture.call("1", diagnosticsStatus(.uploading)) == [
                    notice(.statusRepeated), .reply(cp1, "1", .diagnosticsStatusNotification(.init())),
                    unawaited(
                        .notification(
                            NotificationRecord(
                                identity: "CP1", kind: .diagnosticsStatus, status: "Uploading", timestamp: time))),
                ])
        }
        #expect(
            fixture.books.orders[0].steps == [.init(status: "Uploading", time: time, repetitions: 1000)])
        #expect(fixture.notices([diagnosticsStatus(.uploaded)]) == [])
        #expect(fixture.books.orders[0].state == .succeeded)
        #expect(fixture.books.orders[0].answer == "d.log")
    }

    @Test func `without a file name there is nothing to upload`() {
        var fixture = ModelFixture.ordered(diagnostics, .getDiagnostics(.init()))
        #expect(fixture.books.orders.map(\.state) == [.nothingToUpload])
        #expect(fixture.notices([diagnosticsStatus(.uploading)]) == [.statusUnsolicited])
    }

    @Test func `reports that nobody asked for are told`() {
        var fixture = ModelFixture.booted()
        #expect(
            fixture.notices([
                firmwareStatus(.installed), diagnosticsStatus(.uploaded), firmwareStatus(.idle),
                .logStatusNotification(.init(status: .uploaded, requestId: 4)),
                .signedFirmwareStatusNotification(.init(status: .installed, requestId: 4)),
            ]) == [.statusUnsolicited, .statusUnsolicited, .statusUnsolicited, .statusUnsolicited])
    }

    @Test func `a later order of the kind replaces the open one`() {
        var fixture = ModelFixture.updating()
        _ = fixture.order(firmware)
        #expect(
            fixture.confirm(.updateFirmware(.init())) == [
                .store([record(firmware, .replaced), record(firmware, .running, id: 2)], fixture.last)
            ])
        fixture.done(diagnostics, .getDiagnostics(.init(fileName: "d")))
        #expect(fixture.books.orders.map(\.state) == [.replaced, .running, .running])
        _ = fixture.notices([firmwareStatus(.downloading)])
        #expect(fixture.books.orders.map(\.steps.count) == [0, 1, 0])
    }

    /// An order of each kind that was refused, and the word for it.
    @Test func `an order that was refused awaits nothing`() {
        let cases: [(Request, Confirmation, String)] = [
            (signed(1), .signedUpdateFirmware(.init(status: .rejected)), "Rejected"),
            (signed(1), .signedUpdateFirmware(.init(status: .invalidCertificate)), "InvalidCertificate"),
            (signed(1), .signedUpdateFirmware(.init(status: .revokedCertificate)), "RevokedCertificate"),
            (log(1), .getLog(.init(status: .rejected)), "Rejected"),
        ]
        for (request, confirmation, word) in cases {
            var fixture = ModelFixture.booted()
            _ = fixture.order(request)
            #expect(
                fixture.confirm(confirmation) == [
                    .store([record(request, .refused, answer: word)], fixture.last)
                ])
        }
        for request in [firmware, diagnostics, signed(1), log(1)] {
            var fixture = ModelFixture.booted()
            _ = fixture.order(request)
            _ = fixture.run(.callError(cp1, "1", CallError(.notSupported)))
            #expect(fixture.books.orders.map(\.state) == [.refused])
        }
    }

    @Test func `an order whose answer never came stays ordered, and a report takes it up`() {
        var fixture = ModelFixture.booted()
        _ = fixture.order(firmware)
        _ = fixture.run(.deadline, at: ModelFixture.later(30))
        #expect(fixture.books.orders.map(\.state) == [.ordered])
        #expect(fixture.notices([firmwareStatus(.downloading)]) == [])
        #expect(fixture.books.orders.map(\.state) == [.running])
    }

    @Test func `while a later order has no answer the running one gets the reports`() {
        var fixture = ModelFixture.updating()
        _ = fixture.order(firmware)
        _ = fixture.notices([firmwareStatus(.downloading)])
        #expect(fixture.books.orders.map(\.steps.count) == [1, 0])
    }

    @Test func `a requestId that is left out is the order's number`() {
        var fixture = ModelFixture.booted()
        #expect(fixture.order(signed()).last == .call(cp1, "1", .typed(signed(1))))
        _ = fixture.confirm(.signedUpdateFirmware(.init(status: .accepted)))
        #expect(fixture.order(log()).last == .call(cp1, "2", .typed(log(2))))
        _ = fixture.confirm(.getLog(.init(status: .accepted, filename: "x")))
        #expect(fixture.books.orders.map(\.answer) == ["Accepted", "x"])
    }

    /// Ways of the security extension's orders: the statuses, what is told, and the end.
    @Test(
        arguments: [
            (
                [
                    .downloadScheduled, .downloading, .downloadPaused, .downloading, .downloaded, .signatureVerified,
                    .installScheduled, .installing, .installRebooting, .installed,
                ], [], .succeeded
            ),
            ([.downloading, .downloaded, .signatureVerified, .installRebooting, .installed], [], .succeeded),
            ([.downloading, .downloaded, .invalidSignature], [], .failed),
            ([.downloading, .downloaded, .signatureVerified, .installing, .installVerificationFailed], [], .failed),
            ([.downloading, .downloaded, .installing], [], .running),
            ([.downloading, .installed], [.statusSkipped], .succeeded),
        ] as [([SignedFirmwareStatus], [Notice], OrderRecord.State)])
    func `the way of a signed update`(
        statuses: [SignedFirmwareStatus], notices: [Notice], end: OrderRecord.State
    ) {
        var fixture = ModelFixture.ordered(signed(7), .signedUpdateFirmware(.init(status: .accepted)))
        let requests = statuses.map { Request.signedFirmwareStatusNotification(.init(status: $0, requestId: 7)) }
        let told = fixture.notices(requests).filter { $0 != .statusRepeated }
        #expect(told == notices)
        #expect(fixture.books.orders.map(\.state) == [end])
    }

    @Test func `a report with another requestId is not the order's`() {
        var fixture = ModelFixture.ordered(log(7), .getLog(.init(status: .accepted)))
        #expect(
            fixture.notices([.logStatusNotification(.init(status: .uploading, requestId: 8))])
                == [.statusUnsolicited])
        #expect(fixture.notices([.logStatusNotification(.init(status: .uploading, requestId: 7))]) == [])
        for status in [UploadLogStatus.uploadFailure, .badMessage, .permissionDenied, .notSupportedOperation] {
            var copy = fixture
            _ = copy.notices([.logStatusNotification(.init(status: status, requestId: 7))])
            #expect(copy.books.orders.map(\.state) == [.failed], "\(status)")
        }
    }

    @Test func `orders and steps beyond the limits leave the working set`() {
        var limits = CentralSystemLimits()
        limits.orders = 2
        limits.orderSteps = 2
        var fixture = ModelFixture.booted(limits: limits)
        fixture.done(firmware, .updateFirmware(.init()))
        fixture.done(diagnostics, .getDiagnostics(.init()))
        fixture.done(log(9), .getLog(.init(status: .accepted)))
        // The one that is over goes first.
        #expect(fixture.books.orders.map(\.kind) == [.firmware, .log])
        #expect(
            fixture.notices([.downloading, .downloaded, .installing].map(firmwareStatus)) == [.orderStepsLeftOut])
    }

    @Test func `orders go on after a restart`() {
        var workingSet = WorkingSet()
        workingSet.chargePoints = [ChargePointRecord(identity: "CP1", registration: .accepted)]
        workingSet.orders = [
            OrderRecord(
                orderId: 6, identity: "CP1", request: firmware, time: time, state: .running,
                steps: [.init(status: "Downloading", time: time)])
        ]
        workingSet.nextOrderId = 9
        var fixture = ModelFixture(workingSet: workingSet)
        _ = fixture.run(.connected(cp1, identity: "CP1"))
        #expect(fixture.notices([firmwareStatus(.downloaded)]) == [])
        #expect(fixture.order(log()).last == .call(cp1, "1", .typed(log(9))))
    }
}
