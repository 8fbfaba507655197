import CentralSystemStore
import TransferEndpoint
import TransferModel

extension StoredFileRecord {
    /// The record of a file that the store has taken in.
    package init(_ file: FileStore.StoredFile, chargePoint: String?, source: String?) {
        self.init(
            path: file.path.description, size: file.size, sha256: file.sha256,
            kind: StoreLayout.kind(of: file.path).rawValue, chargePoint: chargePoint, source: source,
            stored: file.modified.description)
    }
}

extension FileTransferRecord {
    init(_ record: TransferRecord, remote: String? = nil) {
        self.init(
            user: record.user, chargePoint: record.chargePoint, kind: record.kind.rawValue,
            scheme: record.scheme.rawValue, direction: record.direction.rawValue, path: record.path.description,
            remote: remote, fault: record.fault, failure: record.failure, offset: record.offset, bytes: record.bytes,
            size: record.size, sha256: record.sha256, started: record.started.description,
            durationMilliseconds: record.durationMilliseconds)
    }
}
