import GRDB
import OCPPTypes

/// Reads certificates and security events for operators.
package struct SecurityReader {
    /// A certificate that was signed for a charge point (`status`, `notBefore`, `notAfter`), or that it told to have
    /// installed (`certificateType` and hash data).
    package struct Certificate: Encodable, Sendable {
        /// In hexadecimal digits.
        package var serialNumber: String
        /// What became of the signing.
        package var status: String?
        /// From when on it holds.
        package var notBefore: String?
        /// Until when it holds.
        package var notAfter: String?
        /// CertificateUse of OCPP.
        package var certificateType: String?
        /// How the hashes were made.
        package var hashAlgorithm: String?
        /// Hash of the issuer's name.
        package var issuerNameHash: String?
        /// Hash of the issuer's public key.
        package var issuerKeyHash: String?
    }

    /// A security event.
    package struct Event: Encodable, Sendable {
        /// The row's number; ascends with the time of receipt.
        package var id: Int
        /// Its type in OCPP's words.
        package var type: String
        /// When it happened.
        package var timestamp: String
        /// What the charge point adds.
        package var techInfo: String?
        /// When it came.
        package var received: String
    }

    let db: Database

    /// Those that were signed for a charge point, then those that it told to have installed.
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
