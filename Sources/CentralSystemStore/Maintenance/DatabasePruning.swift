import CentralSystemModel
import GRDB
import OCPPTypes

/// Rows that were removed.
package struct PruneCounts: Sendable, Equatable {
    /// Ended transactions.
    package var transactions = 0
    /// Messages with meter values.
    package var meterValues = 0
    /// Stops that ended nothing.
    package var unmatchedStops = 0
    /// Reservations that are over.
    package var reservations = 0
    /// Firmware and upload orders that are over.
    package var orders = 0
    /// Security events.
    package var securityEvents = 0

    /// None.
    package init() {}

    /// All rows together.
    package var total: Int {
        transactions + meterValues + unmatchedStops + reservations + orders + securityEvents
    }

    static func += (a: inout PruneCounts, b: PruneCounts) {
        a.transactions += b.transactions
        a.meterValues += b.meterValues
        a.unmatchedStops += b.unmatchedStops
        a.reservations += b.reservations
        a.orders += b.orders
        a.securityEvents += b.securityEvents
    }
}

/// Removes what is over and older than a moment, in batches so small that a running central system hardly waits.
///
/// Gone are: transactions that ended before it with their meter values, meter values without a known transaction that
/// came before it, unmatched stops, security events, reservations and orders that are over. What is open stays whatever
/// its age. The row with the highest id of a table stays too, because the next id follows from it.
package struct DatabasePruning: Sendable {
    private enum Stage: CaseIterable {
        case transactions, strayMeterValues, unmatchedStops, reservations, orders, securityEvents, lostTransactions,
            done
    }

    /// Rows that one batch looks at or removes at most.
    package static let batchRows = 500

    private let moment: DateTime
    private var stage = Stage.transactions
    /// The last row that was looked at in the stage.
    private var cursor: Int64 = .min

    /// A pruning that has not begun.
    package init(olderThan moment: DateTime) {
        self.moment = moment
    }

    /// True when everything was looked at.
    package var isDone: Bool { stage == .done }

    /// Does one batch; call it in a write transaction until ``isDone``.
    package mutating func batch(_ db: Database) throws -> PruneCounts {
        var counts = PruneCounts()
        switch stage {
        case .transactions: try transactions(db, &counts)
        case .strayMeterValues: try strayMeterValues(db, &counts)
        case .unmatchedStops:
            counts.unmatchedStops = try delete(
                db, "unmatchedStops", "id", "received < ? AND id < (SELECT max(id) FROM unmatchedStops)")
        case .reservations:
            counts.reservations = try deleteReservations(db)
        case .orders:
            counts.orders = try delete(
                db, "orders", "orderId", "time < ? AND state NOT IN ('Ordered', 'Running')")
        case .securityEvents:
            counts.securityEvents = try delete(
                db, "securityEvents", "id", "received < ? AND id < (SELECT max(id) FROM securityEvents)")
        case .lostTransactions:
            // What a start has found is told as long as other things of that time are kept.
            _ = try delete(db, "lostTransactions", "lastId", "found < ?")
        case .done: break
        }
        return counts
    }

    private mutating func next() {
        let all = Stage.allCases
        stage = all[min(all.firstIndex(of: stage)! + 1, all.count - 1)]
        cursor = .min
    }

    /// By the time of receipt: a charge point's clock may be decades off. Stops of older databases have none; their last
    /// meter values tell it, else their timestamp.
    ///
    /// Looks at the transactions in the order of their ids and removes those that are over; of one with many meter
    /// values these go first, over several batches.
    private mutating func transactions(_ db: Database, _ counts: inout PruneCounts) throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT transactionId, identity, stopTimestamp IS NOT NULL AS isOver,
                        coalesce(stopReceived, (
                            SELECT max(received) FROM meterValues
                            WHERE meterValues.transactionId = transactions.transactionId
                                AND meterValues.identity = transactions.identity), stopTimestamp) AS ended
                    FROM transactions
                    WHERE transactionId > ? AND transactionId < (SELECT max(transactionId) FROM transactions)
                    ORDER BY transactionId LIMIT ?
                    """), arguments: [cursor, Self.batchRows])
        let values = try db.cachedStatement(
            sql: """
                DELETE FROM meterValues WHERE id IN
                    (SELECT id FROM meterValues WHERE transactionId = ? AND identity = ? LIMIT ?)
                """)
        let transaction = try db.cachedStatement(sql: "DELETE FROM transactions WHERE transactionId = ?")
        for row in rows {
            let id: Int64 = row["transactionId"]
            if row["isOver"], (row["ended"] as Int64) < moment.millisecondsSince1970 {
                let room = Self.batchRows - counts.total
                guard room > 1 else { return }
                try values.execute(arguments: [id, row["identity"] as String, room - 1])
                counts.meterValues += db.changesCount
                guard db.changesCount < room - 1 else { return }
                try transaction.execute(arguments: [id])
                counts.transactions += 1
            }
            cursor = id
        }
        if rows.count < Self.batchRows { next() }
    }

    /// Meter values of no transaction, in the order of their arrival, until a batch is all younger.
    private mutating func strayMeterValues(_ db: Database, _ counts: inout PruneCounts) throws {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, received, transactionId IS NULL OR NOT EXISTS (
                        SELECT 1 FROM transactions AS known WHERE known.transactionId = meterValues.transactionId
                            AND known.identity = meterValues.identity) AS isStray
                    FROM meterValues WHERE id > ? AND id < (SELECT max(id) FROM meterValues) ORDER BY id LIMIT ?
                    """), arguments: [cursor, Self.batchRows])
        let deletion = try db.cachedStatement(sql: "DELETE FROM meterValues WHERE id = ?")
        var younger = 0
        for row in rows {
            cursor = row["id"]
            if row["received"] as Int64 >= moment.millisecondsSince1970 {
                younger += 1
            } else if row["isStray"] {
                try deletion.execute(arguments: [cursor])
                counts.meterValues += 1
            }
        }
        if rows.count < Self.batchRows || younger == rows.count { next() }
    }

    /// Removes a batch of the rows that fit; the stage ends when there were fewer.
    private mutating func delete(
        _ db: Database, _ table: String, _ key: String, _ condition: String
    ) throws -> Int {
        try db.cachedStatement(
            sql: """
                DELETE FROM \(table) WHERE \(key) IN
                    (SELECT \(key) FROM \(table) WHERE \(condition) ORDER BY \(key) LIMIT ?)
                """
        ).execute(arguments: [moment.millisecondsSince1970, Self.batchRows])
        let count = db.changesCount
        if count < Self.batchRows { next() }
        return count
    }

    private mutating func deleteReservations(_ db: Database) throws -> Int {
        try db.cachedStatement(
            sql: """
                DELETE FROM reservations WHERE (identity, reservationId) IN (
                    SELECT identity, reservationId FROM reservations
                    WHERE expiryDate < ? AND state <> 'Active'
                        AND reservationId < (SELECT max(reservationId) FROM reservations) LIMIT ?)
                """
        ).execute(arguments: [moment.millisecondsSince1970, Self.batchRows])
        let count = db.changesCount
        if count < Self.batchRows { next() }
        return count
    }

    // MARK: From outside

    /// Prunes a database file, also while a central system runs on it: after each batch it has its turn.
    ///
    /// - `busyTimeoutMilliseconds`: how long a batch waits for a database that is locked.
    /// - `pause`: called between two batches.
    /// - Throws: ``StoreError``; what was removed before stays removed.
    package static func run(
        at path: String, olderThan moment: DateTime, busyTimeoutMilliseconds: Int = 10_000, pause: () -> Void
    ) throws(StoreError) -> PruneCounts {
        let pool = try DatabaseFile.open(
            path: path, busyTimeoutMilliseconds: busyTimeoutMilliseconds, mustExist: true)
        var pruning = DatabasePruning(olderThan: moment)
        var counts = PruneCounts()
        do {
            while !pruning.isDone {
                counts += try pool.write { try pruning.batch($0) }
                pause()
            }
            try pool.close()
        } catch {
            throw DatabaseFile.storeError(error, path: path)
        }
        return counts
    }
}
