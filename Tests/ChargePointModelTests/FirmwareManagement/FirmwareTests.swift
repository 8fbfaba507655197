import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct FirmwareTests {
    static let image = FirmwareImage(version: "2.0.0")
    static let unusable = FirmwareImage(version: nil)

    static func update(retries: Int? = 0, at seconds: Double = -1, location: String = "ftp://x/fw.bin") -> Request {
        .updateFirmware(
            UpdateFirmware.Request(
                location: location, retries: retries, retrieveDate: time(seconds), retryInterval: 10))
    }

    static func signed(
        _ requestId: Int = 5, retries: Int? = 0, at seconds: Double = -1, install: Double? = nil
    ) -> Request {
        .signedUpdateFirmware(
            SignedUpdateFirmware.Request(
                retries: retries, retryInterval: 10, requestId: requestId,
                firmware: Firmware(
                    location: "ftp://x/fw.bin", retrieveDateTime: time(seconds), installDateTime: install.map(time),
                    signingCertificate: "signer", signature: "c2ln")))
    }

    static func laboratory(_ settings: [(String, String)] = [], security: SecuritySetup = SecuritySetup()) -> Laboratory
    {
        var lab = Laboratory()
        lab.point = TestPoint.ready(settings: settings, security: security)
        return lab
    }

    @Test func `an order is answered, told and carried out, whole effect list`() {
        var point = TestPoint.ready()
        #expect(
            point.call(Self.update()) == [
                .reply("m1", .updateFirmware(.init())),
                call(5, .firmwareStatusNotification(.init(status: .downloading))),
                .startTransfer(.downloadFirmware(location: "ftp://x/fw.bin"), WorkToken(rawValue: 1)),
            ])
        _ = point.answerAll()
        let effects = point.give(.transferFinished(WorkToken(rawValue: 1), .downloaded(Self.image)))
        #expect(
            effects == [
                call(6, .firmwareStatusNotification(.init(status: .downloaded))),
                .notice(.statusChanged(connectorId: 1, .unavailable)),
                .notice(.statusChanged(connectorId: 2, .unavailable)),
            ])
        #expect(
            point.answerAll().requests == [
                status(1, .unavailable, 0), status(2, .unavailable, 0),
                .firmwareStatusNotification(.init(status: .installing)),
            ])
    }

    @Test func `a download that falls due without power begins when it is back`() {
        var lab = Self.laboratory()
        _ = lab.send(Self.update(at: 100))
        lab.act(.powerLoss(backup: false))
        lab.wait(200)
        #expect(lab.transfers.isEmpty)
        _ = lab.told()
        lab.act(.powerReturns)
        lab.wait(1)
        #expect(lab.transfers.count == 1)
        #expect(lab.told().contains("Firmware Downloading"))
    }

    @Test func `an attempt that failed is repeated as often as ordered, and told once`() {
        var lab = Self.laboratory()
        _ = lab.send(Self.update(retries: 2))
        for attempt in 1...3 {
            #expect(lab.transfers.count == attempt)
            lab.transferDone(.failed(.connection))
            #expect(
                lab.told()
                    == (attempt == 1 ? ["Firmware Downloading"] : attempt == 3 ? ["Firmware DownloadFailed"] : []))
            lab.wait(9)
            #expect(lab.transfers.count == attempt)
            lab.wait(1)
        }
        #expect(lab.transfers.count == 3)
        #expect(lab.point.model.profiles.value.firmware == nil)
    }

    @Test(arguments: [
        (Int?.none, 4), (0, 1), (-5, 1), (1, 2), (Int.max, 101),
    ])
    func `retries are those of the order within a limit`(_ retries: Int?, _ attempts: Int) {
        var lab = Self.laboratory()
        _ = lab.send(
            .updateFirmware(.init(location: "x", retries: retries, retrieveDate: time(0), retryInterval: Int.min)))
        for _ in 0..<200 where lab.point.model.profiles.value.firmware != nil {
            lab.transferDone(.failed(.notFound))
            lab.wait(0)
        }
        #expect(lab.transfers.count == attempts)
    }

    @Test(arguments: TransferFailure.allCases)
    func `what cannot become better is not repeated`(_ failure: TransferFailure) {
        var lab = Self.laboratory()
        _ = lab.send(Self.update(retries: 1))
        lab.transferDone(.failed(failure))
        #expect((lab.point.model.profiles.value.firmware != nil) == failure.isWorthRetrying)
    }

    @Test func `the download waits for retrieveDate, and says so in the signed variant only`() {
        var lab = Self.laboratory()
        _ = lab.send(Self.update(at: 100))
        lab.wait(99)
        #expect(lab.told() == [])
        lab.wait(1)
        #expect(lab.told() == ["Firmware Downloading"])
        var other = Self.laboratory()
        _ = other.send(Self.signed(at: 100))
        other.workDone(.verified)
        #expect(other.told() == ["Firmware DownloadScheduled"])
        other.wait(100)
        #expect(other.told() == ["Firmware Downloading"])
    }

    @Test func `the installation waits for the transaction, free connectors are Unavailable meanwhile`() {
        var lab = Self.laboratory()
        lab.charge()
        _ = lab.send(Self.update())
        lab.transferDone(.downloaded(Self.image))
        #expect(lab.told() == ["Firmware Downloading", "Firmware Downloaded", "Unavailable(2)"])
        #expect(
            lab.send(.remoteStartTransaction(.init(connectorId: 2, idTag: otherTag)))
                == .remoteStartTransaction(.init(status: .rejected)))
        #expect(
            lab.send(.changeAvailability(.init(connectorId: 2, type: .operative)))
                == .changeAvailability(.init(status: .accepted)))
        #expect(lab.told() == [])
        lab.act(.tag(tag, connectorId: 1))
        #expect(
            lab.told() == ["StopTransaction Local", "Finishing(1)", "Unavailable(1)", "Firmware Installing"])
        lab.act(.unplug(connectorId: 1))
        lab.wait(60)
        #expect(
            lab.told() == [
                "connect", "BootNotification", "Available(0)", "Available(1)", "Available(2)", "Firmware Installed",
            ])
    }

    @Test func `a new order takes the place of one that downloads, and is ignored while one installs`() {
        var point = TestPoint.ready()
        _ = point.call(Self.update())
        _ = point.answerAll()
        let second = point.call(Self.update(location: "http://y"))
        #expect(second.contains(.cancelTransfer(WorkToken(rawValue: 1))))
        #expect(second.last == .startTransfer(.downloadFirmware(location: "http://y"), WorkToken(rawValue: 2)))
        _ = point.answerAll()
        #expect(point.give(.transferFinished(WorkToken(rawValue: 1), .downloaded(Self.image))) == [])
        _ = point.give(.transferFinished(WorkToken(rawValue: 2), .downloaded(Self.image)))
        _ = point.answerAll()
        #expect(point.call(Self.update()) == [.reply("m1", .updateFirmware(.init()))])
    }

    @Test func `where a security profile is in use, only signed firmware is taken`() {
        var point = TestPoint.ready(settings: [("SecurityProfile", "1")], security: TestCredentials.complete)
        #expect(
            point.call(Self.update()) == [
                .replyError("m1", CallError(.notSupported, "only signed firmware is supported"))
            ])
    }

    @Test func `without file transfers every order is NotSupported`() {
        var point = TestPoint.ready(transfers: .none)
        let profile = CallError(.notSupported, "the FirmwareManagement profile is not supported")
        #expect(point.call(Self.update()) == [.replyError("m1", profile)])
        #expect(point.call(Self.signed()) == [.replyError("m1", profile)])
        #expect(point.call(.getDiagnostics(.init(location: "x"))) == [.replyError("m1", profile)])
        #expect(
            point.call(.getLog(.init(log: .init(remoteLocation: "x"), logType: .diagnosticsLog, requestId: 1))) == [
                .replyError("m1", CallError(.notSupported, "file transfers are not supported"))
            ])
        guard
            case .getConfiguration(let answer)? = point.answer(
                .getConfiguration(.init(key: ["SupportedFeatureProfiles", "SupportedFileTransferProtocols"])))
        else {
            Issue.record("no configuration")
            return
        }
        #expect(
            answer.configurationKey?.map(\.value) == [
                "Core,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger", "",
            ])
        var able = TestPoint.ready()
        guard
            case .getConfiguration(let complete)? = able.answer(
                .getConfiguration(.init(key: ["SupportedFeatureProfiles", "SupportedFileTransferProtocols"])))
        else {
            Issue.record("no configuration")
            return
        }
        #expect(
            complete.configurationKey?.map(\.value) == [
                "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger",
                "FTP,FTPS,HTTP,HTTPS",
            ])
    }

    // MARK: Signed

    @Test(arguments: [
        (CredentialResult.verified, UpdateFirmwareStatus.accepted, false),
        (.refused(.revoked), .revokedCertificate, true), (.refused(.expired), .invalidCertificate, true),
        (.refused(.unknownIssuer), .invalidCertificate, true), (.refused(.unavailable), .rejected, false),
    ])
    func `the signing certificate is checked before the answer`(
        _ result: CredentialResult, _ status: UpdateFirmwareStatus, _ isEvent: Bool
    ) {
        var lab = Self.laboratory(security: TestCredentials.complete)
        #expect(lab.send(Self.signed()) == nil)
        #expect(
            lab.work.last?.work
                == .checkFirmwareSigningCertificate(certificate: "signer", roots: ["root9"], now: time(0)))
        lab.workDone(result)
        #expect(lab.replies.last == .signedUpdateFirmware(.init(status: status)))
        #expect(
            lab.told()
                == (isEvent
                    ? ["event InvalidFirmwareSigningCertificate"]
                    : status == .accepted ? ["Firmware Downloading"] : []))
    }

    @Test func `installDateTime, pauses and the triggered status`() {
        var lab = Self.laboratory()
        let trigger = Request.extendedTriggerMessage(.init(requestedMessage: .firmwareStatusNotification))
        func last() -> SignedFirmwareStatusNotification.Request? {
            for case .signedFirmwareStatusNotification(let request) in lab.requests.reversed() { return request }
            return nil
        }
        _ = lab.send(trigger)
        #expect(last() == .init(status: .idle))
        _ = lab.send(Self.signed(5, install: 100))
        lab.workDone(.verified)
        let token = lab.transfers[0].token
        for (progress, line) in [
            (TransferProgress.resumed, nil), (.paused, "Firmware DownloadPaused"), (.paused, nil),
            (.resumed, "Firmware Downloading"),
        ] as [(TransferProgress, String?)] {
            _ = lab.told()
            lab.give(.transferProgress(token, progress))
            #expect(lab.told() == (line.map { [$0] } ?? []))
        }
        _ = lab.send(trigger)
        #expect(last() == .init(status: .downloading, requestId: 5))
        lab.transferDone(.downloaded(Self.image))
        _ = lab.told()
        lab.workDone(.verified)
        #expect(lab.told() == ["Firmware SignatureVerified", "Firmware InstallScheduled"])
        lab.wait(99)
        #expect(lab.told() == [])
        lab.wait(1)
        #expect(lab.told() == ["Unavailable(1)", "Unavailable(2)", "Firmware Installing"])
        lab.wait(10)
        #expect(last() == .init(status: .installed, requestId: 5))
        _ = lab.send(trigger)
        #expect(last() == .init(status: .idle))
        var version: CiString<50>?
        for case .bootNotification(let boot) in lab.requests { version = boot.firmwareVersion }
        #expect(version == "2.0.0")
    }

    @Test func `a new signed order cancels one that can be canceled, else it is Rejected`() {
        var lab = Self.laboratory()
        for (phase, status) in [(0, UpdateFirmwareStatus.accepted), (1, .acceptedCanceled), (2, .acceptedCanceled)] {
            _ = lab.send(Self.signed(phase, at: phase == 0 ? 1000 : -1))
            lab.workDone(.verified)
            #expect(lab.replies.last == .signedUpdateFirmware(.init(status: status)))
        }
        lab.transferDone(.downloaded(Self.image))
        lab.workDone(.verified)
        _ = lab.send(Self.signed(3))
        lab.workDone(.verified)
        #expect(lab.replies.last == .signedUpdateFirmware(.init(status: .rejected)))
        lab.wait(20)
        #expect(lab.point.model.profiles.value.firmwareVersion == "2.0.0")
    }

    @Test func `an image that is signed and unusable fails its verification`() {
        var lab = Self.laboratory()
        _ = lab.send(Self.signed())
        lab.workDone(.verified)
        lab.transferDone(.downloaded(Self.unusable))
        lab.workDone(.verified)
        #expect(
            lab.told() == [
                "Firmware Downloading", "Firmware Downloaded", "Firmware SignatureVerified",
                "Firmware InstallVerificationFailed",
            ])
    }

    @Test func `an order whose connection is gone before the check is forgotten`() {
        var point = TestPoint.ready()
        _ = point.call(Self.signed())
        _ = point.give(.disconnected)
        #expect(point.give(.credentialsDone(WorkToken(rawValue: 1), .verified)) == [])
        #expect(point.model.profiles.value.firmware == nil)
    }

    @Test func `a restart that fails is tried again until the new firmware runs`() {
        var lab = Self.laboratory([("ResetRetries", "0")])
        lab.act(.failResets(2))
        _ = lab.send(Self.update())
        lab.transferDone(.downloaded(Self.image))
        lab.wait(120)
        #expect(lab.told().last == "Firmware Installed")
    }
}
