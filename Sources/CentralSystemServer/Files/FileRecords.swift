import Foundation
import GRDB
import OCPPTypes
import TransferEndpoint
import TransferModel

/// A user of the file endpoint as the database holds it.
struct FileUserRecord: Sendable, Equatable {
    var user: String
    var salt: [UInt8]
    var hash: [UInt8]
    var chargePoint: String?
    var rights: [AccessRight]
    var created: DateTime
    var expires: DateTime?
    /// Whole transfers that are left; nil: any number.
    var uses: Int?

    /// The rights as text: `rw /charge-points/CP1`, one on a line.
    var rightsText: String {
        rights.map { right in
            let letters = [(AccessOperations.read, "r"), (.write, "w"), (.remove, "d")]
                .filter { right.operations.contains($0.0) }.map(\.1).joined()
            return "\(letters) \(right.path)"
        }.joined(separator: "\n")
    }

    static func rights(_ text: String) -> [AccessRight] {
        text.split(separator: "\n").compactMap { line in
            guard let blank = line.firstIndex(of: " "),
                let path = try? StorePath(ftp: Array(line[line.index(after: blank)...].utf8), relativeTo: .root)
            else { return nil }
            var operations: AccessOperations = []
            for letter in line[..<blank] {
                switch letter {
                case "r": operations.insert(.read)
                case "w": operations.insert(.write)
                case "d": operations.insert(.remove)
                default: return nil
                }
            }
            return AccessRight(operations, within: path)
        }
    }

    init(
        user: String, salt: [UInt8], hash: [UInt8], chargePoint: String?, rights: [AccessRight], created: DateTime,
        expires: DateTime?, uses: Int?
    ) {
        self.user = user
        self.salt = salt
        self.hash = hash
        self.chargePoint = chargePoint
        self.rights = rights
        self.created = created
        self.expires = expires
        self.uses = uses
    }

    init(_ row: Row) {
        user = row["user"]
        salt = [UInt8](row["salt"] as Data)
        hash = [UInt8](row["hash"] as Data)
        chargePoint = row["chargePoint"]
        rights = Self.rights(row["rights"])
        created = DateTime(millisecondsSince1970: row["created"])
        expires = (row["expires"] as Int64?).map(DateTime.init(millisecondsSince1970:))
        uses = row["uses"]
    }
}

/// A file of the store as the database knows it.
struct StoredFileRecord: Sendable, Equatable, Encodable {
    var path: String
    var size: Int64
    var sha256: String
    var kind: String
    var chargePoint: String?
    /// Where it came from: a scheme, or a vendor's URL without its password.
    var source: String?
    var stored: String

    init(_ file: FileStore.StoredFile, chargePoint: String?, source: String?) {
        path = file.path.description
        size = file.size
        sha256 = file.sha256
        kind = StoreLayout.kind(of: file.path).rawValue
        self.chargePoint = chargePoint
        self.source = source
        stored = file.modified.description
    }

    init(_ row: Row) {
        path = row["path"]
        size = row["size"]
        sha256 = row["sha256"]
        kind = row["kind"]
        chargePoint = row["chargePoint"]
        source = row["source"]
        stored = DateTime(millisecondsSince1970: row["stored"]).description
    }
}

/// A line of the history.
struct FileTransferRecord: Sendable, Equatable, Encodable {
    var id: Int64?
    var user: String
    var chargePoint: String?
    var kind: String
    var scheme: String
    var direction: String
    var path: String
    /// The vendor's URL of a fetched or forwarded file, without its password.
    var remote: String?
    var fault: String?
    var failure: String?
    var offset: Int64
    var bytes: Int64
    var size: Int64?
    var sha256: String?
    var started: String
    var durationMilliseconds: Int64

    init(_ record: TransferRecord, remote: String? = nil) {
        user = record.user
        chargePoint = record.chargePoint
        kind = record.kind.rawValue
        scheme = record.scheme.rawValue
        direction = record.direction.rawValue
        path = record.path.description
        self.remote = remote
        fault = record.fault
        failure = record.failure
        offset = record.offset
        bytes = record.bytes
        size = record.size
        sha256 = record.sha256
        started = record.started.description
        durationMilliseconds = record.durationMilliseconds
    }

    init(_ row: Row) {
        id = row["id"]
        user = row["user"]
        chargePoint = row["chargePoint"]
        kind = row["kind"]
        scheme = row["scheme"]
        direction = row["direction"]
        path = row["path"]
        remote = row["remote"]
        fault = row["fault"]
        failure = row["failure"]
        offset = row["offset"]
        bytes = row["bytes"]
        size = row["size"]
        sha256 = row["sha256"]
        started = DateTime(millisecondsSince1970: row["started"]).description
        durationMilliseconds = row["durationMilliseconds"]
    }
}
