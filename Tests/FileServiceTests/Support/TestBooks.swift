import CentralSystemModel
import CentralSystemSettings
import CentralSystemStore
import Logging
import TestSupport
import TransferEndpoint
import TransferModel

@testable import FileService

/// A database with nobody who writes into it but the file service.
struct TestBooks {
    let directory = TestDirectory()
    let store: OpenStore

    init() async throws {
        store = try await OpenStore.open(
            path: directory.file("a"), limits: StoreLimits(), model: CentralSystemLimits())
    }

    func ledger(_ limits: FilesLimits = FilesLimits()) -> FileLedger {
        FileLedger(records: store.files, limits: limits, logger: Self.quietLogger)
    }

    static let quietLogger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    static func transfer(_ user: String, isWhole: Bool = true) -> TransferRecord {
        TransferRecord(
            user: user, chargePoint: nil, scheme: .http, direction: .download, path: StoreLayout.firmware,
            failure: nil, fault: nil, offset: 0, bytes: 1, isWhole: isWhole, size: 1, sha256: nil,
            started: FileUsers.now(), durationMilliseconds: 1)
    }
}
