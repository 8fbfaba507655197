import Foundation
import GRDB
import OCPPTypes
import OperatorInterface

/// Operators' tokens in the database: what `wattswarm csms token` makes, lists and revokes. Only hashes are kept.
///
/// A central system that runs on the same file takes changes over within a second or two.
package enum OperatorTokenStore {
    /// Why a token is not made or revoked.
    package enum Failure: Error, Equatable, CustomStringConvertible {
        /// There is a token of that name.
        case nameTaken(String)
        /// There is no token of that name.
        case unknown(String)
        /// The name is empty, too long or holds control characters.
        case nameUnusable(String)
        /// More tokens than ``largestCount``.
        case tooMany

        package var description: String {
            switch self {
            case .nameTaken(let name): "there is a token named \"\(name)\"; revoke it first or choose another name"
            case .unknown(let name): "there is no token named \"\(name)\""
            case .nameUnusable(let name):
                "a token's name has 1 to 64 characters and no control characters, \"\(name)\" does not fit"
            case .tooMany: "there are \(OperatorTokenStore.largestCount) tokens; revoke some that nobody uses"
            }
        }
    }

    /// A token as it is listed.
    package struct Entry: Sendable, Equatable {
        /// Its name.
        package var name: String
        /// What it allows.
        package var role: Role
        /// When it was made.
        package var created: DateTime
    }

    /// Tokens that a database holds at most: each request with a token is compared with all of them.
    package static let largestCount = 256

    /// Makes a token and returns its text, which is kept nowhere.
    ///
    /// - Throws: ``Failure``, or ``StoreError`` for the database.
    package static func create(name: String, role: Role, at path: String) throws -> String {
        guard (1...64).contains(name.unicodeScalars.count),
            !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { throw Failure.nameUnusable(name) }
        let text = AccessToken.text(from: (0..<32).map { _ in UInt8.random(in: 0 ... .max) })
        let token = AccessToken(name: name, role: role, hash: AccessToken.hash(of: text))
        try open(path) { pool in
            try pool.write { db in
                guard try Int.fetchOne(db, sql: "SELECT count(*) FROM operatorTokens") ?? 0 < largestCount else {
                    throw Failure.tooMany
                }
                guard
                    try String.fetchOne(db, sql: "SELECT name FROM operatorTokens WHERE name = ?", arguments: [name])
                        == nil
                else { throw Failure.nameTaken(name) }
                try db.execute(
                    sql: "INSERT INTO operatorTokens (name, role, hash, created) VALUES (?, ?, ?, ?)",
                    arguments: [
                        name, role.rawValue, token.hexadecimalHash, Int64(Date().timeIntervalSince1970 * 1_000),
                    ])
            }
        }
        return text
    }

    /// Removes a token.
    ///
    /// - Throws: ``Failure``, or ``StoreError`` for the database.
    package static func revoke(name: String, at path: String) throws {
        try open(path, mustExist: true) { pool in
            try pool.write { db in
                try db.execute(sql: "DELETE FROM operatorTokens WHERE name = ?", arguments: [name])
                if db.changesCount == 0 { throw Failure.unknown(name) }
            }
        }
    }

    /// Every token by its name.
    ///
    /// - Throws: ``StoreError`` for the database.
    package static func list(at path: String) throws -> [Entry] {
        try open(path, mustExist: true) { pool in
            try pool.read { db in
                try Row.fetchAll(db, sql: "SELECT name, role, created FROM operatorTokens ORDER BY name").compactMap {
                    guard let role = Role(rawValue: $0["role"]) else { return nil }
                    return Entry(
                        name: $0["name"], role: role, created: DateTime(millisecondsSince1970: $0["created"]))
                }
            }
        }
    }

    /// The tokens of an open database. A row that is no token of ours is left out.
    static func tokens(_ db: Database) throws -> [AccessToken] {
        try Row.fetchAll(db, sql: "SELECT name, role, hash FROM operatorTokens ORDER BY name").compactMap { row in
            guard let role = Role(rawValue: row["role"]), let hash = AccessToken.hash(hexadecimal: row["hash"])
            else { return nil }
            return AccessToken(name: row["name"], role: role, hash: hash)
        }
    }

    private static func open<Value>(
        _ path: String, mustExist: Bool = false, _ body: (DatabasePool) throws -> Value
    ) throws -> Value {
        let pool = try DatabaseFile.open(path: path, busyTimeoutMilliseconds: 5_000, mustExist: mustExist)
        defer { try? pool.close() }
        do {
            return try body(pool)
        } catch let error as Failure {
            throw error
        } catch {
            throw DatabaseFile.storeError(error, path: path)
        }
    }
}
