import CentralSystemStore
import Crypto
import Foundation
import OCPPTypes
import TransferEndpoint
import TransferModel

/// Brings the database's list of files in line with the disk, at the start: a crash may have come between a file's last
/// step and the commit of its record, and people move files by hand.
struct FileReconciliation: Sendable {
    let store: FileStore
    let records: FileRecordStore

    /// The changes that the list needs: records of files that nobody wrote down or that are others by now, and records
    /// without a file that go. Files that the list has are not read again.
    func changes() throws -> [FileRecordChange] {
        var known = try records.files()
        var changes: [FileRecordChange] = []
        for (path, entry) in store.files(below: .root) {
            // A record is written after its file, so a younger file is another one.
            if let record = known.removeValue(forKey: path.description), record.size == entry.size,
                entry.modified <= record.stored
            {
                continue
            }
            guard let file = try? hashed(path) else { continue }
            changes.append(.file(StoredFileRecord(file, chargePoint: Self.identity(path), source: nil)))
        }
        return changes + known.keys.sorted().map { .removeFile($0) }
    }

    private func hashed(_ path: StorePath) throws -> FileStore.StoredFile {
        let file = try store.open(path)
        var hash = SHA256()
        var position: Int64 = 0
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
        defer { memory.deallocate() }
        while true {
            let count = try file.read(at: position, into: memory)
            if count == 0 { break }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: memory[..<count]))
            position += Int64(count)
        }
        return FileStore.StoredFile(
            path: path, size: position, sha256: HexadecimalText.text(hash.finalize()), modified: file.modified,
            isReplacement: false)
    }

    /// The charge point whose folder a path is in.
    private static func identity(_ path: StorePath) -> String? {
        guard path.isWithin(StoreLayout.chargePoints), path.depth > 2 else { return nil }
        return String(decoding: path.names[1], as: UTF8.self).removingPercentEncoding
    }
}
