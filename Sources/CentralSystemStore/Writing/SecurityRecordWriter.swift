import CentralSystemModel
import Foundation
import GRDB
import OCPPTypes

/// Writes what is kept of passwords, certificates and security events. Lives on the writer's connection only.
final class SecurityRecordWriter {
    private let security: Statement
    private let issued: Statement
    private let installed: Statement
    private let installedDeletion: Statement
    private let oneInstalledDeletion: Statement
    private let event: Statement
    private let oldEvents: Statement

    /// Events kept of one charge point; beyond it the oldest go.
    static let eventsOfChargePoint = 1000

    init(_ db: Database) throws {
        security = try db.makeStatement(sql: "INSERT OR REPLACE INTO security VALUES (?, ?, ?, ?, ?, ?)")
        issued = try db.makeStatement(sql: "INSERT OR REPLACE INTO issuedCertificates VALUES (?, ?, ?, ?, ?)")
        installed = try db.makeStatement(
            sql: "INSERT OR REPLACE INTO installedCertificates VALUES (?, ?, ?, ?, ?, ?)")
        installedDeletion = try db.makeStatement(
            sql: "DELETE FROM installedCertificates WHERE identity = ? AND use = ?")
        oneInstalledDeletion = try db.makeStatement(
            sql: """
                DELETE FROM installedCertificates WHERE identity = ? AND hashAlgorithm = ? AND issuerNameHash = ?
                    AND issuerKeyHash = ? AND serialNumber = ?
                """)
        event = try db.makeStatement(
            sql: """
                INSERT INTO securityEvents (identity, type, timestamp, techInfo, received) VALUES (?, ?, ?, ?, ?)
                """)
        oldEvents = try db.makeStatement(
            sql: """
                DELETE FROM securityEvents WHERE identity = ?1 AND id <= (
                    SELECT id FROM securityEvents WHERE identity = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
                """)
    }

    /// Writes a record of security; false for any other.
    func write(_ record: CentralSystemModel.Record) throws -> Bool {
        switch record {
        case .security(let record): try write(record)
        case .issuedCertificate(let record): try write(record)
        case .installedCertificates(let identity, let use, let certificates): try write(identity, use, certificates)
        case .installedCertificateDeleted(let identity, let data): try delete(identity, data)
        case .securityEvent(let record): try write(record)
        default: return false
        }
        return true
    }

    /// One after the other, each of the same length; NULL for none.
    private static func blob(_ keys: [SaltedKey]) -> Data? {
        keys.isEmpty ? nil : Data(keys.flatMap(\.bytes))
    }

    private func write(_ record: SecurityRecord) throws {
        try run(
            security,
            [
                record.identity, record.key.map { Data($0.bytes) }, Self.blob(record.nextKeys),
                record.lowestProfile, record.nextProfile, record.leftKeys,
            ])
    }

    private func write(_ record: IssuedCertificateRecord) throws {
        try run(
            issued,
            [
                record.identity, record.serialNumber, record.notBefore.millisecondsSince1970,
                record.notAfter.millisecondsSince1970, record.status.rawValue,
            ])
    }

    private func write(_ identity: String, _ use: CertificateUse, _ certificates: [CertificateHashData]) throws {
        try run(installedDeletion, [identity, use.rawValue])
        for data in certificates {
            try run(
                installed,
                [
                    identity, use.rawValue, data.hashAlgorithm.rawValue, data.issuerNameHash.value,
                    data.issuerKeyHash.value, data.serialNumber.value,
                ])
        }
    }

    private func delete(_ identity: String, _ data: CertificateHashData) throws {
        try run(
            oneInstalledDeletion,
            [
                identity, data.hashAlgorithm.rawValue, data.issuerNameHash.value, data.issuerKeyHash.value,
                data.serialNumber.value,
            ])
    }

    private func write(_ record: SecurityEventRecord) throws {
        try run(
            event,
            [
                record.identity, record.type, record.timestamp.millisecondsSince1970, record.techInfo,
                record.received.millisecondsSince1970,
            ])
        try run(oldEvents, [record.identity, Self.eventsOfChargePoint])
    }

    private func run(_ statement: Statement, _ arguments: StatementArguments) throws {
        statement.setUncheckedArguments(arguments)
        try statement.execute()
    }
}

/// The tables of passwords, certificates and security events. Keys are a salt of 16 and a hash of 32 bytes, never a
/// password.
enum SecuritySchema {
    static let text = """
        CREATE TABLE security (
            identity TEXT NOT NULL PRIMARY KEY,
            key BLOB,
            nextKey BLOB,
            lowestProfile INTEGER NOT NULL,
            nextProfile INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE issuedCertificates (
            identity TEXT NOT NULL,
            serialNumber TEXT NOT NULL,
            notBefore INTEGER NOT NULL,
            notAfter INTEGER NOT NULL,
            status TEXT NOT NULL,
            PRIMARY KEY (identity, serialNumber)
        ) WITHOUT ROWID;
        CREATE TABLE installedCertificates (
            identity TEXT NOT NULL,
            use TEXT NOT NULL,
            hashAlgorithm TEXT NOT NULL,
            issuerNameHash TEXT NOT NULL COLLATE NOCASE,
            issuerKeyHash TEXT NOT NULL COLLATE NOCASE,
            serialNumber TEXT NOT NULL COLLATE NOCASE,
            PRIMARY KEY (identity, use, issuerKeyHash, issuerNameHash, serialNumber, hashAlgorithm)
        ) WITHOUT ROWID;
        CREATE TABLE securityEvents (
            id INTEGER PRIMARY KEY,
            identity TEXT NOT NULL,
            type TEXT NOT NULL,
            timestamp INTEGER NOT NULL,
            techInfo TEXT,
            received INTEGER NOT NULL
        );
        CREATE INDEX securityEventsOfChargePoint ON securityEvents (identity, id);
        """
}
