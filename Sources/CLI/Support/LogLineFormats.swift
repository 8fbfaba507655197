import Foundation
import Logging

/// Text (`--log-format text`): `2030-01-01T00:00:00.000Z error csms: message key=value`.
enum TextLogFormat: LogLineFormat {
    static func line(_ record: LogRecord) -> String {
        var line = "\(record.time) \(record.level.rawValue) \(record.label): \(record.message)"
        for (key, value) in record.metadata.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        // What a peer sends may stand in a value: one event is one line.
        guard line.unicodeScalars.contains(where: isControl) else { return line }
        return String(String.UnicodeScalarView(line.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || scalar.value == 0x7F }
}

/// A JSON object (`--log-format json`):
/// `{"level":"error","logger":"csms","message":"…","time":"2030-01-01T00:00:00.000Z","key":"value"}`.
enum JSONLogFormat: LogLineFormat {
    static func line(_ record: LogRecord) -> String {
        var members: [String: Any] = record.metadata.mapValues(json)
        members["time"] = record.time
        members["level"] = record.level.rawValue
        members["logger"] = record.label
        members["message"] = record.message
        // Texts, lists and objects of texts alone: always valid.
        let line = try? JSONSerialization.data(
            withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: line ?? Data("{}".utf8), as: UTF8.self)
    }

    private static func json(_ value: Logger.Metadata.Value) -> Any {
        switch value {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array(let values): values.map(json)
        case .dictionary(let values): values.mapValues(json)
        }
    }
}
