import CentralSystemModel
import GRDB
import OCPPTypes
import OperatorInterface

/// Nothing can be read from the database now: it is locked, damaged or gone.
package struct StoreReadFailure: Error, CustomStringConvertible {
    /// What SQLite said.
    package let reason: String

    package var description: String { "the database cannot be read: \(reason)" }
}

/// What operators ask of the store. Each question is one read transaction, so the parts of its answer fit together.
/// All of them throw ``StoreReadFailure``.
package struct StoreReader: Sendable {
    let pool: DatabasePool

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch let error as DatabaseError {
            throw StoreReadFailure(reason: "\(error)")
        }
    }

    // MARK: Transactions

    /// Transactions that fit a filter, in its order.
    package func transactions(_ filter: TransactionFilter, limit: Int) async throws -> [TransactionRecord] {
        try await read { try WorkingSetReader(db: $0).transactions(filter, limit: limit) }
    }

    /// One transaction; nil where there is none.
    package func transaction(_ transactionId: Int64) async throws -> TransactionRecord? {
        try await read { try WorkingSetReader(db: $0).transaction(transactionId) }
    }

    /// One transaction with its meter values in the order of their receipt, after one of them; nil where there is none.
    package func transaction(
        _ transactionId: Int64, meterValuesAfter cursor: Int64, limit: Int
    ) async throws -> (record: TransactionRecord, meterValues: [MeterValuesRow])? {
        try await read { db -> (record: TransactionRecord, meterValues: [MeterValuesRow])? in
            let reader = WorkingSetReader(db: db)
            guard let record = try reader.transaction(transactionId) else { return nil }
            return (record, try reader.meterValues(of: record, after: cursor, limit: limit))
        }
    }

    /// One transaction with its meter values thinned out evenly, and how many messages with meter values it has in all;
    /// nil where there is none.
    ///
    /// - `most`: of twice as many messages every second one is read, of three times as many every third.
    package func transaction(
        _ transactionId: Int64, thinnedTo most: Int
    ) async throws -> (record: TransactionRecord, meterValues: [MeterValuesRow], count: Int)? {
        try await read { db -> (record: TransactionRecord, meterValues: [MeterValuesRow], count: Int)? in
            let reader = WorkingSetReader(db: db)
            guard let record = try reader.transaction(transactionId) else { return nil }
            let count = try reader.meterValuesCount(of: record)
            return (record, try reader.meterValues(of: record, everyNth: max(1, count / most)), count)
        }
    }

    /// One transaction and, while it runs, the meter values that its end follows from; nil where there is none.
    package func transactionToEnd(
        _ transactionId: Int64
    ) async throws -> (record: TransactionRecord, lastValues: [MeterValuesRecord])? {
        try await read { db -> (record: TransactionRecord, lastValues: [MeterValuesRecord])? in
            let reader = WorkingSetReader(db: db)
            guard let record = try reader.transaction(transactionId) else { return nil }
            return (record, record.stop == nil ? try reader.endingMeterValues(of: record) : [])
        }
    }

    /// Stops that ended nothing, youngest first.
    ///
    /// - `identity`: only those of a charge point; nil for all.
    /// - `cursor`: the row's number that the page before ended with.
    package func unmatchedStops(
        of identity: String?, before cursor: Int64?, limit: Int
    ) async throws -> [UnmatchedStopRow] {
        try await read { try WorkingSetReader(db: $0).unmatchedStops(of: identity, before: cursor, limit: limit) }
    }

    // MARK: Id tags

    /// Id tags by their text, after one of them; those that begin with a prefix.
    package func idTags(after cursor: String?, limit: Int, prefix: String?) async throws -> [IdTagRecord] {
        try await read { try WorkingSetReader(db: $0).idTags(after: cursor, limit: limit, prefix: prefix) }
    }

    /// One id tag; nil where there is none.
    package func idTag(_ idTag: IdTag) async throws -> IdTagRecord? {
        try await read { try WorkingSetReader(db: $0).idTag(idTag.value) }
    }

    // MARK: Security

    /// Certificates that were signed for a charge point, then those that it told to have installed.
    package func certificates(of identity: String) async throws -> [SecurityReader.Certificate] {
        try await read { try SecurityReader(db: $0).certificates(of: identity) }
    }

    /// Security events of a charge point in the order of their arrival, after one of them.
    package func securityEvents(
        of identity: String, after cursor: Int, limit: Int
    ) async throws -> [SecurityReader.Event] {
        try await read { try SecurityReader(db: $0).events(of: identity, after: cursor, limit: limit) }
    }

    /// Tokens of operators.
    package func operatorTokens() async throws -> [AccessToken] { try await read(OperatorTokenStore.tokens) }
}
