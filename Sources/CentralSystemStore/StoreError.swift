/// Why a database cannot be used; the text tells what to do.
package enum StoreError: Error, Equatable, CustomStringConvertible {
    /// The file is no SQLite database.
    case notADatabase(path: String)
    /// A SQLite database of another program.
    case foreign(path: String)
    /// A SQLite database without tables whose write-ahead log, which holds everything, is not beside it.
    case withoutLog(path: String)
    /// Written by a newer version of this program.
    case newerSchema(path: String)
    /// The file is damaged so that it cannot be counted; what SQLite says of it.
    case damaged(path: String, fault: String)
    /// The file cannot be opened, read or written.
    case unusable(path: String, reason: String)
    /// Another central system works on it; its process id where that is known.
    case inUse(path: String, process: Int32?)
    /// SQLite did not take a setting that durability depends on.
    case settingRefused(name: String, wanted: String, got: String)

    package var description: String {
        switch self {
        case .notADatabase(let path):
            "\(path) is not a SQLite database; name another file with --database"
        case .foreign(let path):
            "\(path) is a SQLite database of another program; name another file with --database"
        case .withoutLog(let path):
            "\(path) has no table yet, and its write-ahead log \(path)-wal, where they are, is missing or was not copied: put "
                + "it beside the file, or make copies with `wattswarm csms backup`"
        case .newerSchema(let path):
            "\(path) was written by a newer version of wattswarm; use that version or another file"
        case .damaged(let path, let fault):
            "\(path) is damaged: \(fault); go back to a backup"
        case .unusable(let path, let reason):
            "\(path) cannot be used as database: \(reason)"
        case .inUse(let path, let process):
            "\(path) is in use by another central system\(process.map { ", process \($0)" } ?? ""); stop that one or name "
                + "another file with --database"
        case .settingRefused(let name, let wanted, let got):
            "SQLite keeps \(name) at \(got) instead of \(wanted); commits would not be durable"
        }
    }
}
