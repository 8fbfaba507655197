import OCPPTypes
import Testing

@testable import ChargePointModel

/// Every phase of a signed update with every input.
@Suite struct FirmwarePhaseTests {
    enum Phase: String, CaseIterable {
        case none, scheduled, downloading, waitingToRetry, verifying, installScheduled, waitingForTransactions
        case installing, restarting, booting
    }

    enum Event: String, CaseIterable {
        case downloaded, failed, otherTransfer, paused, verified, refused, otherWork, time, offline, hardReset
        case powerCut, plainOrder, signedOrder, trigger, finishRun, abandon
    }

    static func point(_ phase: Phase) -> TestPoint {
        var point = TestPoint.ready(connectors: 1)
        if phase == .waitingForTransactions {
            _ = point.command(.plugIn(connectorId: 1))
            _ = point.command(.authorize(tag, connectorId: 1))
            _ = point.answerAll()
        }
        guard phase != .none else { return point }
        _ = point.call(
            FirmwareTests.signed(
                retries: 1, at: phase == .scheduled ? 500 : -1, install: phase == .installScheduled ? 500 : nil))
        _ = point.give(.credentialsDone(WorkToken(rawValue: 1), .verified))
        _ = point.answerAll()
        switch phase {
        case .none, .scheduled, .downloading: return point
        case .waitingToRetry: _ = point.give(.transferFinished(WorkToken(rawValue: 2), .failed(.connection)))
        case .verifying, .installScheduled, .waitingForTransactions, .installing, .restarting, .booting:
            _ = point.give(.transferFinished(WorkToken(rawValue: 2), .downloaded(FirmwareTests.image)))
            _ = point.answerAll()
            if phase == .verifying { return point }
            _ = point.give(.credentialsDone(WorkToken(rawValue: 3), .verified))
            if phase == .restarting {
                _ = point.wait(5)
                return point
            }
            _ = point.answerAll()
            if phase == .booting { _ = point.wait(6) }
        }
        _ = point.answerAll()
        return point
    }

    static func label(_ point: TestPoint) -> String {
        switch point.model.profiles.value.firmware?.phase {
        case nil: point.model.profiles.value.firmwareVersion == nil ? "-" : "new"
        case .scheduled: "scheduled"
        case .downloading(_, let isPaused): isPaused ? "paused" : "downloading"
        case .waitingToRetry: "retry"
        case .verifying: "verifying"
        case .installScheduled: "installScheduled"
        case .waitingForTransactions: "waiting"
        case .installing: "installing"
        case .restarting: "restarting"
        case .booting: "booting"
        }
    }

    /// The phase afterwards, and the last status that was or will be told.
    static func after(_ phase: Phase, _ event: Event) -> String {
        var point = point(phase)
        let before = point.model.profiles.value.lastFirmwareStatus
        let transfer = WorkToken(rawValue: 2)
        let work = WorkToken(rawValue: 3)
        switch event {
        case .downloaded: _ = point.give(.transferFinished(transfer, .downloaded(FirmwareTests.image)))
        case .failed: _ = point.give(.transferFinished(transfer, .failed(.badLocation)))
        case .otherTransfer: _ = point.give(.transferFinished(WorkToken(rawValue: 99), .uploaded))
        case .paused: _ = point.give(.transferProgress(transfer, .paused))
        case .verified: _ = point.give(.credentialsDone(work, .verified))
        case .refused: _ = point.give(.credentialsDone(work, .refused(.wrongSignature)))
        case .otherWork: _ = point.give(.credentialsDone(WorkToken(rawValue: 99), .verified))
        case .time: _ = point.wait(1000)
        case .offline: _ = point.give(.disconnected)
        case .hardReset:
            _ = point.call(.reset(.init(type: .hard)))
            _ = point.wait(1)
        case .powerCut: _ = point.command(.powerLoss(backup: false))
        case .plainOrder: _ = point.call(FirmwareTests.update())
        case .signedOrder:
            _ = point.call(FirmwareTests.signed(6))
            let token = WorkToken(rawValue: point.model.profiles.value.lastWork)
            _ = point.give(.credentialsDone(token, .verified))
        case .trigger:
            _ = point.call(.extendedTriggerMessage(.init(requestedMessage: .firmwareStatusNotification)))
        case .finishRun: _ = point.give(.finishRun)
        case .abandon: _ = point.give(.abandon)
        }
        let last = point.model.profiles.value.lastFirmwareStatus
        return label(point) + (last == before ? "" : " \(last?.status.rawValue ?? "Installed")")
    }

    /// Events in the order of ``Event``: downloaded, failed, otherTransfer, paused, verified, refused, otherWork, time,
    /// offline, hardReset, powerCut, plainOrder, signedOrder, trigger, finishRun, abandon.
    static let table: [Phase: [String]] = [
        .none: [
            "-", "-", "-", "-", "-", "-", "-", "-",
            "-", "-", "-", "downloading", "downloading Downloading", "-", "-", "-",
        ],
        .scheduled: [
            "scheduled", "scheduled", "scheduled", "scheduled", "scheduled", "scheduled", "scheduled",
            "downloading Downloading",
            "scheduled", "scheduled", "scheduled", "downloading", "downloading Downloading", "scheduled", "scheduled",
            "scheduled",
        ],
        .downloading: [
            "verifying Downloaded", "- DownloadFailed", "downloading", "paused DownloadPaused", "downloading",
            "downloading", "downloading", "downloading",
            "downloading", "- DownloadFailed", "- DownloadFailed", "downloading", "downloading Downloading",
            "downloading", "downloading", "downloading",
        ],
        .waitingToRetry: [
            "retry", "retry", "retry", "retry", "retry", "retry", "retry", "downloading",
            "retry", "- DownloadFailed", "- DownloadFailed", "downloading", "downloading Downloading", "retry", "retry",
            "retry",
        ],
        .verifying: [
            "verifying", "verifying", "verifying", "verifying", "installing Installing", "- InvalidSignature",
            "verifying", "verifying",
            "verifying", "- InstallationFailed", "- InstallationFailed", "downloading", "downloading Downloading",
            "verifying", "verifying", "verifying",
        ],
        .installScheduled: [
            "installScheduled", "installScheduled", "installScheduled", "installScheduled", "installScheduled",
            "installScheduled", "installScheduled", "booting Installing",
            "installScheduled", "installScheduled", "installScheduled", "downloading", "downloading Downloading",
            "installScheduled", "installScheduled", "installScheduled",
        ],
        .waitingForTransactions: [
            "waiting", "waiting", "waiting", "waiting", "waiting", "waiting", "waiting", "waiting",
            "waiting", "waiting", "waiting", "downloading", "downloading Downloading", "waiting", "waiting", "waiting",
        ],
        .installing: [
            "installing", "installing", "installing", "installing", "installing", "installing", "installing", "booting",
            "installing", "- InstallationFailed", "- InstallationFailed", "installing", "installing", "installing",
            "installing", "installing",
        ],
        .restarting: [
            "restarting", "restarting", "restarting", "restarting", "restarting", "restarting", "restarting", "booting",
            "restarting", "booting", "booting", "restarting", "restarting", "restarting", "restarting", "restarting",
        ],
        .booting: [
            "booting", "booting", "booting", "booting", "booting", "booting", "booting", "booting",
            "booting", "booting", "booting", "booting", "booting", "booting", "booting", "booting",
        ],
    ]

    @Test(arguments: Phase.allCases)
    func `every phase takes every input`(_ phase: Phase) {
        let found = Event.allCases.map { Self.after(phase, $0) }
        #expect(found == Self.table[phase])
    }
}
