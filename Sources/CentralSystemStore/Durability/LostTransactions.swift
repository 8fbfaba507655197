import GRDB
import OCPPTypes

/// Transaction ids that charge points were told and the database does not know any more, as a start has found them.
package struct LostTransactions: Sendable, Equatable {
    /// The lowest id.
    package var first: Int64
    /// The highest id.
    package var last: Int64
    /// When it was found; nil while no central system has started since.
    package var found: DateTime?

    /// Like `301 to 500`.
    package var text: String { first == last ? "\(first)" : "\(first) to \(last)" }

    static let migration = """
        CREATE TABLE lostTransactions (
            lastId INTEGER PRIMARY KEY,
            firstId INTEGER NOT NULL,
            found INTEGER NOT NULL
        )
        """

    /// Those that were found and not removed by age since, the oldest first.
    static func all(_ db: Database) throws -> [LostTransactions] {
        // A database that no newer central system has opened has no such table.
        guard try db.tableExists("lostTransactions") else { return [] }
        return try Row.fetchAll(db, sql: "SELECT * FROM lostTransactions ORDER BY lastId").map {
            LostTransactions(
                first: $0["firstId"], last: $0["lastId"], found: DateTime(millisecondsSince1970: $0["found"]))
        }
    }

    /// Keeps what a start has found; a gap that is known already stays as it is.
    static func insert(_ range: ClosedRange<Int64>, found: DateTime, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO lostTransactions (lastId, firstId, found) VALUES (?, ?, ?)",
            arguments: [range.upperBound, range.lowerBound, found.millisecondsSince1970])
    }

    /// The highest id of the database; 0 for none.
    static func highestId(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT max(transactionId) FROM transactions") ?? 0
    }
}
