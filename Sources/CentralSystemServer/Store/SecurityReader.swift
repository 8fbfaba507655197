import GRDB
import OCPPTypes

/// Reads certificates and security events for operators.
struct SecurityReader {
    /// A certificate that was signed for a charge point (`status`, `notBefore`, `notAfter`), or that it told to have
    /// installed (`certificateType` and hash data).
    struct Certificate: Encodable, Sendable {
        var serialNumber: String
        var status: String?
        var notBefore: String?
        var notAfter: String?
        var certificateType: String?
        var hashAlgorithm: String?
        var issuerNameHash: String?
        var issuerKeyHash: String?
    }

    /// A security event.
    struct Event: Encodable, Sendable {
        var id: Int
        var type: String
        var timestamp: String
        var techInfo: String?
        var received: String
    }

    let db: Database

    func certificates(of identity: String) throws -> [Certificate] {
        let issued = try Row.fetchAll(
            db, sql: "SELECT * FROM issuedCertificates WHERE identity = ? ORDER BY notBefore, serialNumber",
            arguments: [identity]
        ).map { row in
            Certificate(
                serialNumber: row["serialNumber"], status: row["status"], notBefore: Self.time(row["notBefore"]),
                notAfter: Self.time(row["notAfter"]))
        }
        let installed = try Row.fetchAll(
            db, sql: "SELECT * FROM installedCertificates WHERE identity = ? ORDER BY use, serialNumber",
            arguments: [identity]
        ).map { row in
            Certificate(
                serialNumber: row["serialNumber"], certificateType: row["use"], hashAlgorithm: row["hashAlgorithm"],
                issuerNameHash: row["issuerNameHash"], issuerKeyHash: row["issuerKeyHash"])
        }
        return issued + installed
    }

    /// Events in the order of their arrival, after one of them.
    func events(of identity: String, after cursor: Int, limit: Int) throws -> [Event] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM securityEvents WHERE identity = ? AND id > ? ORDER BY id LIMIT ?",
            arguments: [identity, cursor, limit]
        ).map { row in
            Event(
                id: row["id"], type: row["type"], timestamp: Self.time(row["timestamp"]), techInfo: row["techInfo"],
                received: Self.time(row["received"]))
        }
    }

    private static func time(_ milliseconds: Int64) -> String {
        DateTime(millisecondsSince1970: milliseconds).description
    }
}
