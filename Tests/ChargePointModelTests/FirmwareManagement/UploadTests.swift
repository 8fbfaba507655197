import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct UploadTests {
    static func diagnostics(retries: Int? = 0, from: Double? = nil, to: Double? = nil) -> Request {
        .getDiagnostics(
            GetDiagnostics.Request(
                location: "ftp://x/logs", retries: retries, retryInterval: 10, startTime: from.map(time),
                stopTime: to.map(time)))
    }

    static func log(
        _ type: LogType = .diagnosticsLog, _ requestId: Int = 3, retries: Int? = 0, from: Double? = nil,
        to: Double? = nil
    ) -> Request {
        .getLog(
            GetLog.Request(
                log: LogParameters(
                    remoteLocation: "ftp://x/logs", oldestTimestamp: from.map(time), latestTimestamp: to.map(time)),
                logType: type, requestId: requestId, retries: retries, retryInterval: 10))
    }

    @Test func `diagnostics are named, told and carried out, whole effect list`() {
        var point = TestPoint.ready()
        #expect(
            point.call(Self.diagnostics(from: -10, to: 10)) == [
                .reply("m1", .getDiagnostics(.init(fileName: "diagnostics-CP1-1.tar.gz"))),
                call(5, .diagnosticsStatusNotification(.init(status: .uploading))),
                .startTransfer(
                    .upload(
                        location: "ftp://x/logs", fileName: "diagnostics-CP1-1.tar.gz",
                        .diagnostics(from: time(-10), to: time(10))), WorkToken(rawValue: 1)),
            ])
        #expect(point.model.diagnosticsStatus == .uploading)
        _ = point.answerAll()
        #expect(
            point.give(.transferFinished(WorkToken(rawValue: 1), .uploaded)) == [
                .notice(.fileOrderEnded(FileOrderEnd(kind: .diagnostics, due: .zero, outcome: .done))),
                call(6, .diagnosticsStatusNotification(.init(status: .uploaded))),
            ])
        #expect(point.model.diagnosticsStatus == .idle)
        #expect(point.give(.transferFinished(WorkToken(rawValue: 1), .uploaded)) == [])
    }

    @Test(arguments: [(Double(10), Double?.none), (5, 4), (-5, -6)])
    func `a period in which nothing can have happened has no file`(_ from: Double, _ to: Double?) {
        var point = TestPoint.ready()
        #expect(point.call(Self.diagnostics(from: from, to: to)) == [.reply("m1", .getDiagnostics(.init()))])
        #expect(point.call(Self.log(from: from, to: to)) == [.reply("m1", .getLog(.init(status: .rejected)))])
    }

    @Test func `an upload is repeated as often as ordered, and told once`() {
        var lab = FirmwareTests.laboratory()
        _ = lab.send(Self.diagnostics(retries: 1))
        lab.transferDone(.failed(.connection))
        lab.wait(9)
        #expect(lab.told() == ["Diagnostics Uploading"] && lab.transfers.count == 1)
        lab.wait(1)
        #expect(lab.told() == [] && lab.transfers.count == 2)
        lab.transferDone(.failed(.connection))
        #expect(lab.told() == ["Diagnostics UploadFailed"])
    }

    @Test(arguments: [
        (TransferFailure.connection, UploadLogStatus.uploadFailure), (.notFound, .uploadFailure),
        (.permissionDenied, .permissionDenied), (.badLocation, .badMessage), (.notSupported, .notSupportedOperation),
        (.timedOut, .uploadFailure), (.notTrusted, .uploadFailure), (.busy, .uploadFailure),
        (.serverError, .uploadFailure), (.noSpace, .uploadFailure), (.incomplete, .uploadFailure),
    ])
    func `a log's failure is told as precisely as possible`(_ failure: TransferFailure, _ status: UploadLogStatus) {
        var point = TestPoint.ready()
        _ = point.call(Self.log(.diagnosticsLog, 8))
        _ = point.answerAll()
        #expect(
            point.give(.transferFinished(WorkToken(rawValue: 1), .failed(failure))).requests == [
                .logStatusNotification(.init(status: status, requestId: 8))
            ])
    }

    @Test func `a new order cancels the upload of its kind, not of the other`() {
        var point = TestPoint.ready()
        #expect(
            point.answer(Self.log(.diagnosticsLog, 1))
                == .getLog(.init(status: .accepted, filename: "diagnostics-CP1-1.tar.gz")))
        _ = point.call(Self.diagnostics())
        let effects = point.call(Self.log(.diagnosticsLog, 2))
        #expect(
            effects.first
                == .reply("m1", .getLog(.init(status: .acceptedCanceled, filename: "diagnostics-CP1-3.tar.gz"))))
        #expect(effects.contains(.cancelTransfer(WorkToken(rawValue: 1))))
        #expect(!effects.contains(.cancelTransfer(WorkToken(rawValue: 2))))
        _ = point.answerAll()
        #expect(point.call(Self.diagnostics()).contains(.cancelTransfer(WorkToken(rawValue: 2))))
    }

    @Test func `the security log holds what happened in the period`() {
        var point = TestPoint.ready(settings: [("SecurityProfile", "1")], security: TestCredentials.complete)
        _ = point.wait(100)
        _ = point.command(.securityEvent(.tamperDetectionActivated))
        _ = point.answerAll()
        let startup = SecurityLogEntry(event: .startupOfTheDevice, timestamp: time(0))
        let tamper = SecurityLogEntry(event: .tamperDetectionActivated, timestamp: time(100))
        for (from, to, entries) in [
            (nil, nil, [startup, tamper]), (50, nil, [tamper]), (nil, 50, [startup]),
        ] as [(Double?, Double?, [SecurityLogEntry])] {
            guard
                case .startTransfer(.upload(_, _, let content), _)? = point.call(
                    Self.log(.securityLog, from: from, to: to)
                ).last
            else {
                Issue.record("no upload")
                continue
            }
            #expect(content == .securityLog(entries))
            _ = point.answerAll()
        }
        #expect(point.answer(Self.log(.securityLog, from: 10, to: 50)) == .getLog(.init(status: .rejected)))
        var plain = TestPoint.ready()
        #expect(plain.answer(Self.log(.securityLog)) == .getLog(.init(status: .rejected)))
    }

    @Test(arguments: [true, false])
    func `a restart ends an upload, which is told after the boot`(_ isReset: Bool) {
        var lab = FirmwareTests.laboratory()
        _ = lab.send(Self.diagnostics())
        _ = lab.send(Self.log())
        _ = lab.told()
        if isReset {
            _ = lab.send(.reset(.init(type: .hard)))
            lab.wait(3)
        } else {
            lab.act(.powerLoss(backup: false))
            lab.act(.powerReturns)
        }
        #expect(
            lab.told().suffix(3) == ["Available(2)", "Diagnostics UploadFailed", "Log UploadFailure"])
    }

    @Test func `statuses that happen offline are told in order after the reconnect`() {
        var lab = FirmwareTests.laboratory()
        _ = lab.send(FirmwareTests.update())
        _ = lab.send(Self.diagnostics())
        _ = lab.told()
        lab.act(.goOffline)
        let tokens = lab.transfers.map(\.token)
        lab.give(.transferFinished(tokens[1], .uploaded))
        lab.give(.transferFinished(tokens[0], .failed(.badLocation)))
        #expect(lab.told() == [])
        lab.act(.goOnline)
        #expect(lab.told() == ["connect", "Diagnostics Uploaded", "Firmware DownloadFailed"])
    }

    @Test func `too many reports are dropped and counted`() {
        var point = TestPoint.ready()
        _ = point.give(.disconnected)
        var dropped = 0
        for _ in 0..<(ChargePointLimits.notificationQueueLength + 5) {
            let effects = point.command(.securityEvent(.tamperDetectionActivated))
            dropped += effects.samples.count { $0.outcome == .dropped }
        }
        #expect(dropped == 0)  // Profile 0 tells nothing.
        var told = TestPoint.ready(settings: [("SecurityProfile", "1")], security: TestCredentials.complete)
        _ = told.give(.disconnected)
        for _ in 0..<(ChargePointLimits.notificationQueueLength + 5) {
            dropped += told.command(.securityEvent(.tamperDetectionActivated)).samples.count { $0.outcome == .dropped }
        }
        #expect(dropped == 5)
        #expect(told.model.profiles.value.security.log.count == ChargePointLimits.securityLogLength)
        let left = told.give(.abandon).samples
        #expect(left.count == ChargePointLimits.notificationQueueLength)
        #expect(left.allSatisfy { $0.outcome == .dropped && $0.action == .securityEventNotification })
    }
}
