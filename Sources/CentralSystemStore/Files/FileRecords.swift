import Foundation
import GRDB
import OCPPTypes
import TransferModel

/// A user of the file endpoint as the database holds it.
package struct FileUserRecord: Sendable, Equatable {
    /// The name.
    package var user: String
    /// What the password was salted with.
    package var salt: [UInt8]
    /// HMAC-SHA-256 of the password by the salt.
    package var hash: [UInt8]
    /// The charge point that the user stands for.
    package var chargePoint: String?
    /// What is allowed where.
    package var rights: [AccessRight]
    /// When it was made.
    package var created: DateTime
    /// Until when it is good; nil: for ever.
    package var expires: DateTime?
    /// Whole transfers that are left; nil: any number.
    package var uses: Int?

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

    /// The parts one by one.
    package init(
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
package struct StoredFileRecord: Sendable, Equatable, Encodable {
    /// Where it lies.
    package var path: String
    /// Its length in bytes.
    package var size: Int64
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    package var sha256: String
    /// The kind of file that its folder holds.
    package var kind: String
    /// The charge point that it is of.
    package var chargePoint: String?
    /// Where it came from: a scheme, or a vendor's URL without its password.
    package var source: String?
    /// When it was stored.
    package var stored: String

    /// The parts one by one.
    package init(
        path: String, size: Int64, sha256: String, kind: String, chargePoint: String?, source: String?, stored: String
    ) {
        self.path = path
        self.size = size
        self.sha256 = sha256
        self.kind = kind
        self.chargePoint = chargePoint
        self.source = source
        self.stored = stored
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
package struct FileTransferRecord: Sendable, Equatable, Encodable {
    /// The row's number; nil before it is written.
    package var id: Int64?
    /// Who asked.
    package var user: String
    /// The charge point that the user stands for.
    package var chargePoint: String?
    /// The kind of file.
    package var kind: String
    /// The URL scheme.
    package var scheme: String
    /// The direction.
    package var direction: String
    /// The file.
    package var path: String
    /// The vendor's URL of a fetched or forwarded file, without its password.
    package var remote: String?
    /// The fault of the plan that was shown, by label.
    package var fault: String?
    /// Why it failed, a label without dynamic text; nil: it succeeded.
    package var failure: String?
    /// The first byte of the file that was moved.
    package var offset: Int64
    /// Bytes that went over.
    package var bytes: Int64
    /// The length of the stored file; nil for a failed upload.
    package var size: Int64?
    /// SHA-256 of a stored upload.
    package var sha256: String?
    /// When it began.
    package var started: String
    /// How long it took.
    package var durationMilliseconds: Int64

    /// The parts one by one, not written yet.
    package init(
        user: String, chargePoint: String?, kind: String, scheme: String, direction: String, path: String,
        remote: String?, fault: String?, failure: String?, offset: Int64, bytes: Int64, size: Int64?, sha256: String?,
        started: String, durationMilliseconds: Int64
    ) {
        self.user = user
        self.chargePoint = chargePoint
        self.kind = kind
        self.scheme = scheme
        self.direction = direction
        self.path = path
        self.remote = remote
        self.fault = fault
        self.failure = failure
        self.offset = offset
        self.bytes = bytes
        self.size = size
        self.sha256 = sha256
        self.started = started
        self.durationMilliseconds = durationMilliseconds
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
