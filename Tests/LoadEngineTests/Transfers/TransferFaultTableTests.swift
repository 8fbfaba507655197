import Crypto
import Foundation
import Testing

@testable import LoadEngine
@testable import TransferModel

/// Every fault of the endpoint and every kind of order: the files move over real sockets between the endpoint and the
/// client, the retries and the statuses of the charge point are in virtual time.
@Suite struct TransferFaultTableTests {
    /// How orders end that meet a fault each time.
    enum End: Sendable {
        /// Every attempt fails.
        case fails
        /// Every attempt fails, since the server does not let us.
        case denied
        /// The file arrives, and is not the one that was sent: firmware of it is not installed.
        case altered
        /// All is well.
        case done
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var rule: TransferFaultRule
        var download: End
        var upload: End
        /// Seconds between two attempts.
        var interval: Int64 = 10

        init(
            _ kind: TransferFaultRule.Kind, _ download: End, _ upload: End, interval: Int64 = 10,
            _ change: (inout TransferFaultRule) -> Void = { _ in }
        ) {
            rule = TransferFaultRule(kind)
            change(&rule)
            self.download = download
            self.upload = upload
            self.interval = interval
        }

        var testDescription: String { rule.by < 0 ? "\(rule.kind.rawValue) shorter" : rule.kind.rawValue }

        func end(_ kind: TransferWorld.Kind) -> End { kind.isDownload ? download : upload }
    }

    /// Retries are 2 and retryInterval is 10; a longer Retry-After counts for more.
    static let rows = [
        Row(.refuse, .fails, .fails),
        Row(.stall, .fails, .fails) { $0.at = 50_000 },
        Row(.cut, .fails, .fails) { $0.at = 70_001 },
        Row(.wrongLength, .fails, .done) { $0.by = 10 },
        Row(.wrongLength, .altered, .done) { $0.by = -10 },
        Row(.wrongHash, .altered, .done) { $0.at = 66_666 },
        Row(.unauthorized, .fails, .denied),
        Row(.notFound, .fails, .fails),
        Row(.tooManyRequests, .fails, .fails, interval: 30) { $0.retryAfter = 30 },
        Row(.serverError, .fails, .fails),
        Row(.unavailable, .fails, .fails, interval: 25) { $0.retryAfter = 25 },
        Row(.serviceNotAvailable, .fails, .fails),
        Row(.notLoggedIn, .fails, .denied),
        Row(.fileUnavailable, .fails, .denied),
        Row(.diskFull, .done, .fails) { $0.at = 10_000 },
        Row(.slow, .done, .done) { $0.bytesPerSecond = 20_000_000 },
    ]

    /// Every fault over every scheme that can show it.
    static let cases = rows.flatMap { row in
        TransferScheme.allCases.filter { row.rule.isKnown(to: $0) }.map { (row, $0) }
    }

    @Test func `the table has every fault`() {
        #expect(Set(Self.rows.map(\.rule.kind)) == Set(TransferFaultRule.Kind.allCases))
    }

    /// The statuses of a kind, from the first to the last.
    static func statuses(_ kind: TransferWorld.Kind, _ end: End) -> [String] {
        switch (kind, end) {
        case (.firmware, .done): ["Downloading", "Downloaded", "Installing", "boot 2.0.0", "Installed"]
        case (.firmware, .altered): ["Downloading", "Downloaded", "Installing", "InstallationFailed"]
        case (.firmware, .fails), (.firmware, .denied): ["Downloading", "DownloadFailed"]
        case (.signed, .done):
            [
                "Downloading", "Downloaded", "SignatureVerified", "Installing", "boot 2.0.0",
                "event FirmwareUpdated", "Installed",
            ]
        case (.signed, .altered):
            ["Downloading", "Downloaded", "InvalidSignature", "event InvalidFirmwareSignature"]
        case (.signed, .fails), (.signed, .denied): ["Downloading", "DownloadFailed"]
        case (.diagnostics, .done), (.diagnostics, .altered): ["Uploading", "Uploaded"]
        case (.diagnostics, .fails), (.diagnostics, .denied): ["Uploading", "UploadFailed"]
        case (.log, .done), (.log, .altered): ["Uploading", "Uploaded"]
        case (.log, .fails): ["Uploading", "UploadFailure"]
        case (.log, .denied): ["Uploading", "PermissionDenied"]
        }
    }

    @Test(arguments: cases) func `a fault that stays ends in its status after every retry`(
        row: Row, scheme: TransferScheme
    ) async throws {
        try await Self.run(row, scheme) { kind, point in
            let end = row.end(kind)
            let all = (0...2).map { $0 * row.interval }
            #expect(point.told == Self.statuses(kind, end), "\(kind) \(point.causes)")
            #expect(point.attempts == (end == .fails || end == .denied ? all : [0]), "\(kind) \(point.causes)")
        } then: { stored in
            // What failed leaves nothing; what was altered on the way is there as it is.
            #expect(stored.count == (row.upload == .done ? 2 : 0), "\(stored.keys)")
            guard row.rule.kind == .slow else { return }
            for data in stored.values { #expect(data == Data(TransferWorld.report)) }
        }
    }

    @Test(arguments: cases) func `a fault of the first attempt is made up for by the second`(
        row: Row, scheme: TransferScheme
    ) async throws {
        var once = row
        once.rule.attempts = 1
        try await Self.run(once, scheme) { kind, point in
            let end = row.end(kind)
            let isRepeated = end == .fails || end == .denied
            #expect(point.told == Self.statuses(kind, isRepeated ? .done : end), "\(kind) \(point.causes)")
            #expect(point.attempts == (isRepeated ? [0, row.interval] : [0]), "\(kind) \(point.causes)")
        } then: { stored in
            #expect(stored.count == 2)
            guard row.upload != .done || row.rule.kind == .slow else { return }
            for data in stored.values { #expect(data == Data(TransferWorld.report)) }
        }
    }

    /// Every kind at once, each with a charge point and a user of its own.
    private static func run(
        _ row: Row, _ scheme: TransferScheme,
        _ body: (TransferWorld.Kind, VirtualChargePoint) -> Void, then: ([String: Data]) -> Void
    ) async throws {
        try await TransferWorld.with(row.rule) { world in
            await withTaskGroup(of: (TransferWorld.Kind, VirtualChargePoint).self) { group in
                for kind in TransferWorld.Kind.allCases {
                    var point = VirtualChargePoint(world)
                    let order = world.order(kind, scheme)
                    group.addTask {
                        await point.carryOut(order, for: 200)
                        return (kind, point)
                    }
                }
                for await (kind, point) in group { body(kind, point) }
            }
            then(await world.stored())
        }
    }
}
