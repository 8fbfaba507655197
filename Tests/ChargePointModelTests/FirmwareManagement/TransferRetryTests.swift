import OCPPTypes
import Testing

@testable import ChargePointModel

/// What a server does to a transfer, and what becomes of the order, in virtual time.
@Suite struct TransferRetryTests {
    /// Every failure with the number of attempts that two retries allow.
    @Test(arguments: TransferFailure.allCases)
    func `a failure ends in the right status after the right number of attempts`(_ failure: TransferFailure) {
        let attempts = failure == .badLocation || failure == .notSupported ? 1 : 3
        var update = FirmwareTests.laboratory()
        _ = update.send(FirmwareTests.update(retries: 2))
        Self.fail(&update, failure)
        #expect(update.told() == ["Firmware Downloading", "Firmware DownloadFailed"])
        #expect(update.transfers.count == attempts)

        var upload = FirmwareTests.laboratory()
        _ = upload.send(UploadTests.diagnostics(retries: 2))
        Self.fail(&upload, failure)
        #expect(upload.told() == ["Diagnostics Uploading", "Diagnostics UploadFailed"])
        #expect(upload.transfers.count == attempts)

        var log = FirmwareTests.laboratory()
        _ = log.send(UploadTests.log(retries: 2))
        Self.fail(&log, failure)
        let status: UploadLogStatus =
            switch failure {
            case .permissionDenied: .permissionDenied
            case .badLocation: .badMessage
            case .notSupported: .notSupportedOperation
            default: .uploadFailure
            }
        #expect(log.told() == ["Log Uploading", "Log \(status.rawValue)"])
        #expect(log.transfers.count == attempts)
    }

    /// Fails every attempt; the next one follows ten seconds after.
    static func fail(_ lab: inout Laboratory, _ failure: TransferFailure) {
        var count = 0
        while lab.transfers.count > count, count < 10 {
            count = lab.transfers.count
            lab.transferDone(.failed(failure))
            lab.wait(9)
            #expect(lab.transfers.count == count)
            lab.wait(1)
        }
    }

    @Test(
        arguments: [
            (Int?.none, 10), (0, 10), (9, 10), (11, 11), (3600, 3600), (Int.max, 86_400), (-1, 10),
        ] as [(Int?, Int64)])
    func `a server may ask for a longer wait, within a day`(_ retryAfter: Int?, _ seconds: Int64) {
        for request in [FirmwareTests.update(retries: 1), UploadTests.diagnostics(retries: 1)] {
            var lab = FirmwareTests.laboratory()
            _ = lab.send(request)
            lab.transferDone(.failed(.busy, retryAfterSeconds: retryAfter))
            lab.wait(seconds - 1)
            #expect(lab.transfers.count == 1)
            lab.wait(1)
            #expect(lab.transfers.count == 2)
        }
    }

    @Test func `an attempt that succeeds after others failed is told as if it were the first`() {
        var lab = FirmwareTests.laboratory()
        _ = lab.send(FirmwareTests.update(retries: 3))
        for failure in [TransferFailure.incomplete, .busy] {
            lab.transferDone(.failed(failure))
            lab.wait(10)
        }
        lab.transferDone(.downloaded(FirmwareTests.image))
        lab.wait(60)
        #expect(
            lab.told() == [
                "Firmware Downloading", "Firmware Downloaded", "Unavailable(1)", "Unavailable(2)",
                "Firmware Installing", "connect", "BootNotification", "Available(0)", "Available(1)", "Available(2)",
                "Firmware Installed",
            ])
    }

    // MARK: Ends of orders

    static func ends(_ effects: [ChargePointEffect]) -> [FileOrderEnd] {
        effects.notices.compactMap {
            if case .fileOrderEnded(let end) = $0 { return end }
            return nil
        }
    }

    @Test func `every order ends once, due when it came or at its retrieveDate`() {
        var point = TestPoint.ready()
        _ = point.call(FirmwareTests.update(at: 50))
        _ = point.wait(10)
        #expect(
            Self.ends(point.call(FirmwareTests.update(at: 100)))
                == [FileOrderEnd(kind: .firmware, due: at(50), outcome: .replaced)])
        _ = point.answerAll()
        _ = point.wait(90)
        _ = point.answerAll()
        let failed = point.give(.transferFinished(WorkToken(rawValue: 1), .failed(.badLocation)))
        #expect(Self.ends(failed) == [FileOrderEnd(kind: .firmware, due: at(100), outcome: .transferFailed)])
        _ = point.answerAll()

        _ = point.call(UploadTests.diagnostics())
        #expect(
            Self.ends(point.call(UploadTests.diagnostics()))
                == [FileOrderEnd(kind: .diagnostics, due: at(100), outcome: .replaced)])
        _ = point.answerAll()
        _ = point.call(UploadTests.log())
        _ = point.answerAll()
        #expect(
            Self.ends(point.command(.powerLoss(backup: false))) == [
                FileOrderEnd(kind: .diagnostics, due: at(100), outcome: .interrupted),
                FileOrderEnd(kind: .log, due: at(100), outcome: .interrupted),
            ])
    }

    @Test func `an image that cannot be installed ends its order, installed firmware does too`() {
        for image in [FirmwareTests.unusable, FirmwareTests.image] {
            var point = TestPoint.ready()
            _ = point.call(FirmwareTests.update())
            _ = point.answerAll()
            var all = point.give(.transferFinished(WorkToken(rawValue: 1), .downloaded(image)))
            for _ in 0..<40 {
                all += point.answerAll()
                all += point.wait(1)
                if all.contains(.connect), !point.model.isConnected { all += point.give(.connected) }
            }
            let outcome: FileOrderEnd.Outcome = image == FirmwareTests.image ? .done : .installationFailed
            #expect(Self.ends(all) == [FileOrderEnd(kind: .firmware, due: .zero, outcome: outcome)])
        }
    }
}
