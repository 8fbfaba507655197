import Foundation
import Logging
import StandardStreams

/// One event of the log.
struct LogRecord {
    /// When, in RFC 3339.
    var time: String
    var level: Logger.Level
    var label: String
    var message: String
    var metadata: Logger.Metadata
}

/// How an event becomes a line.
protocol LogLineFormat: Sendable {
    /// The line, without its end.
    static func line(_ record: LogRecord) -> String
}

/// Writes log events on standard error, one a line, in a format of its own.
struct StandardErrorLog<Format: LogLineFormat>: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    private let label: String

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var record = LogRecord(
            time: Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)), level: event.level,
            label: label, message: "\(event.message)", metadata: metadata)
        if let own = event.metadata { record.metadata.merge(own) { $1 } }
        StandardStream.error.writePassing(Format.line(record) + "\n") { Format.line(record.telling(of: $0)) + "\n" }
    }
}

extension LogRecord {
    /// The record that stands in front of this one where lines before it are missing.
    func telling(of missing: StandardStream.Unwritten) -> LogRecord {
        LogRecord(
            time: time, level: .warning, label: label, message: "log lines are missing before this one",
            metadata: ["lines": "\(missing.texts)", "reason": "\(missing.reason)"])
    }
}
