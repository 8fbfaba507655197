import CentralSystemModel
import GRDB
import OCPPTypes

/// A StopTransaction that ended nothing, as it is stored.
package struct UnmatchedStopRow: Sendable {
    /// The row's number; ascends with the time of receipt.
    package var id: Int64
    /// Why it ended nothing: the label of a notice.
    package var kind: String
    /// The charge point.
    package var identity: String
    /// The transactionId on the wire.
    package var transactionId: Int
    /// What it said.
    package var stop: TransactionStop
    /// When it came.
    package var received: DateTime

    init(_ row: Row) {
        id = row["id"]
        kind = row["kind"]
        identity = row["identity"]
        transactionId = row["transactionId"]
        stop = TransactionStop(
            idTag: (row["stopIdTag"] as String?).map(IdTag.init(unchecked:)), meterStop: row["meterStop"],
            timestamp: DateTime(millisecondsSince1970: row["stopTimestamp"]),
            reason: (row["reason"] as String?).flatMap(Reason.init))
        received = DateTime(millisecondsSince1970: row["received"])
    }
}

extension WorkingSetReader {
    /// Stops that ended nothing, youngest first.
    /// - Parameters:
    ///   - identity: only those of a charge point; nil for all.
    ///   - cursor: the row's number that the page before ended with.
    func unmatchedStops(of identity: String?, before cursor: Int64?, limit: Int) throws -> [UnmatchedStopRow] {
        var sql = "SELECT * FROM unmatchedStops WHERE id < ?"
        var arguments: StatementArguments = [cursor ?? .max]
        if let identity {
            sql += " AND identity = ?"
            arguments += [identity]
        }
        return try Row.fetchAll(db, sql: sql + " ORDER BY id DESC LIMIT ?", arguments: arguments + [limit])
            .map(UnmatchedStopRow.init)
    }
}
