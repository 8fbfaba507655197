import CentralSystemModel
import GRDB
import OCPPJSON
import OCPPTypes

/// Which transactions an operator wants to see.
package struct TransactionFilter: Sendable {
    /// By transactionId.
    package enum Order: String, CaseIterable, Sendable {
        /// Which end comes first.
        case oldest, newest
    }

    /// Only those of a charge point.
    package var identity: String?
    /// Only those that an id tag started.
    package var idTag: String?
    /// True for those that run, false for those that have ended.
    package var isOpen: Bool?
    /// Starts from this time on.
    package var since: DateTime?
    /// Starts before this time.
    package var until: DateTime?
    /// Which of them come first.
    package var order = Order.oldest
    /// The transactionId that the page before ended with.
    package var cursor: Int64?

    /// All of them.
    package init() {}

    /// The condition and its arguments; the cursor comes first.
    fileprivate var condition: (sql: String, arguments: StatementArguments) {
        var parts: [String] = []
        var arguments = StatementArguments()
        func add(_ sql: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            parts.append(sql)
            arguments += [value]
        }
        add(order == .oldest ? "transactionId > ?" : "transactionId < ?", cursor)
        add("identity = ?", identity)
        add("idTag = ? COLLATE NOCASE", idTag)
        add("startTimestamp >= ?", since?.millisecondsSince1970)
        add("startTimestamp < ?", until?.millisecondsSince1970)
        if let isOpen { parts.append(isOpen ? "stopTimestamp IS NULL" : "stopTimestamp IS NOT NULL") }
        return (parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND "), arguments)
    }
}

/// Meter values as they are stored.
package struct MeterValuesRow: Sendable {
    /// The row's number; ascends with the time of receipt.
    package var id: Int64
    /// The connector.
    package var connectorId: Int
    /// The message that they came in.
    package var source: MeterValuesRecord.Source
    /// When it came.
    package var received: DateTime
    /// The message's `meterValue` list as JSON text.
    package var meterValue: String

    init(_ row: Row) {
        id = row["id"]
        connectorId = row["connectorId"]
        source = MeterValuesRecord.Source(rawValue: row["source"]) ?? .meterValues
        received = DateTime(millisecondsSince1970: row["received"])
        meterValue = row["meterValue"]
    }
}

extension WorkingSetReader {
    /// Transactions that fit a filter, in its order.
    func transactions(_ filter: TransactionFilter, limit: Int) throws -> [TransactionRecord] {
        let (condition, arguments) = filter.condition
        let direction = filter.order == .oldest ? "ASC" : "DESC"
        return try Row.fetchAll(
            db, sql: "SELECT * FROM transactions\(condition) ORDER BY transactionId \(direction) LIMIT ?",
            arguments: arguments + [limit]
        ).map(transaction)
    }

    /// One transaction.
    func transaction(_ transactionId: Int64) throws -> TransactionRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM transactions WHERE transactionId = ?", arguments: [transactionId])
            .map(transaction)
    }

    /// Meter values of a transaction in the order of their receipt. Only its own charge point's: another one may name
    /// the same number, left over from another central system.
    func meterValues(of transaction: TransactionRecord, after cursor: Int64, limit: Int) throws -> [MeterValuesRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT id, connectorId, source, received, meterValue FROM meterValues
                WHERE transactionId = ? AND identity = ? AND id > ? ORDER BY id LIMIT ?
                """, arguments: [transaction.transactionId, transaction.identity, cursor, limit]
        ).map(MeterValuesRow.init)
    }

    /// Messages of each transaction that are looked at for its register.
    private static var lastMessages: Int { 16 }
    /// How many messages before those are searched for a register.
    private static var searchedMessages: Int { 4_096 }

    /// The youngest meter values of transactions, in the order of their receipt.
    func lastMeterValues(of transactions: [TransactionRecord]) throws -> [MeterValuesRecord] {
        let statement = try db.makeStatement(
            sql: """
                SELECT id, connectorId, source, received, meterValue FROM meterValues
                WHERE transactionId = ? AND identity = ? ORDER BY id DESC LIMIT ?
                """)
        var found: [MeterValuesRecord] = []
        for transaction in transactions {
            let rows = try Row.fetchAll(
                statement, arguments: [transaction.transactionId, transaction.identity, Self.lastMessages]
            ).map(MeterValuesRow.init)
            found += rows.reversed().map { Self.record($0, of: transaction) }
        }
        return found
    }

    /// The youngest meter values of a transaction in the order of their receipt, and before them the message with its last
    /// register where that came earlier, among ``searchedMessages``.
    func endingMeterValues(of transaction: TransactionRecord) throws -> [MeterValuesRecord] {
        let youngest = try lastMeterValues(of: [transaction])
        if youngest.contains(where: { CentralSystemModel.tellRegister($0.meterValue) }) { return youngest }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, connectorId, source, received, meterValue FROM meterValues
                WHERE transactionId = ? AND identity = ? ORDER BY id DESC LIMIT ? OFFSET ?
                """,
            arguments: [transaction.transactionId, transaction.identity, Self.searchedMessages, youngest.count])
        while let row = try rows.next() {
            let record = Self.record(MeterValuesRow(row), of: transaction)
            if CentralSystemModel.tellRegister(record.meterValue) { return [record] + youngest }
        }
        return youngest
    }

    private static func record(_ row: MeterValuesRow, of transaction: TransactionRecord) -> MeterValuesRecord {
        MeterValuesRecord(
            identity: transaction.identity, connectorId: row.connectorId,
            transactionId: Int(transaction.transactionId), source: row.source,
            meterValue: meterValue(row.meterValue), received: row.received)
    }

    /// Meter values as ``MeterValueText`` wrote them; none where the text cannot be read.
    private static func meterValue(_ text: String) -> [MeterValue] {
        var payload = #"{"connectorId":0,"meterValue":"# + text + "}"
        return payload.withUTF8 { bytes in
            var violations = Violations()
            guard
                case .meterValues(let request)? = try? PayloadDecoder.request(
                    .meterValues, from: UnsafeRawBufferPointer(bytes), payload: 0..<bytes.count, mode: .lenient,
                    violations: &violations)
            else { return [] }
            return request.meterValue
        }
    }

    /// How many messages with meter values a transaction has.
    func meterValuesCount(of transaction: TransactionRecord) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT count(*) FROM meterValues WHERE transactionId = ? AND identity = ?",
            arguments: [transaction.transactionId, transaction.identity]) ?? 0
    }

    /// Every nth message with meter values of a transaction in the order of their receipt.
    func meterValues(of transaction: TransactionRecord, everyNth step: Int) throws -> [MeterValuesRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM (SELECT id, connectorId, source, received, meterValue,
                    row_number() OVER (ORDER BY id) AS number FROM meterValues
                    WHERE transactionId = ? AND identity = ?)
                WHERE (number - 1) % ? = 0 ORDER BY id
                """, arguments: [transaction.transactionId, transaction.identity, step]
        ).map(MeterValuesRow.init)
    }
}
