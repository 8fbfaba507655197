import GRDB
import GRDBSQLite

/// A prepared statement of the hot path: its values go to SQLite without GRDB's array of values in between, and the one
/// long value without a copy.
struct DirectStatement {
    /// Sets the values of one execution, from the left.
    struct Values {
        fileprivate let handle: OpaquePointer
        fileprivate var index: CInt = 0

        /// Short texts are copied by SQLite.
        mutating func text(_ value: String?) {
            index += 1
            guard var value else {
                sqlite3_bind_null(handle, index)
                return
            }
            value.withUTF8 { bytes in
                let start = bytes.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) }
                sqlite3_bind_text(handle, index, start ?? Self.empty, CInt(bytes.count), Self.copied)
            }
        }

        mutating func number(_ value: Int64?) {
            index += 1
            if let value { sqlite3_bind_int64(handle, index, value) } else { sqlite3_bind_null(handle, index) }
        }

        mutating func number(_ value: Int?) { number(value.map(Int64.init)) }

        /// Bytes of UTF-8 that stay where they are until the statement was executed.
        fileprivate mutating func staying(_ bytes: UnsafeRawBufferPointer) {
            index += 1
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            sqlite3_bind_text(handle, index, start ?? Self.empty, CInt(bytes.count), nil)
        }

        /// SQLITE_TRANSIENT
        private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        /// A null pointer would mean NULL, not an empty text.
        private static var empty: UnsafePointer<CChar> {
            let text: StaticString = ""
            return UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
        }
    }

    /// Keeps the prepared statement alive.
    private let statement: Statement

    init(_ db: Database, sql: String) throws {
        statement = try db.makeStatement(sql: sql)
    }

    /// Executes it with values.
    /// - Parameter last: the last value, UTF-8; nil when `set` sets all of them.
    func run(last: UnsafeRawBufferPointer? = nil, _ set: (inout Values) -> Void) throws {
        let handle = statement.sqliteStatement
        var values = Values(handle: handle)
        set(&values)
        if let last { values.staying(last) }
        precondition(values.index == sqlite3_bind_parameter_count(handle), "a value too few or too many")
        let code = sqlite3_step(handle)
        let message = code == SQLITE_DONE ? nil : String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
        sqlite3_reset(handle)
        guard code == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
    }
}
