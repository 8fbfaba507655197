import Foundation
import Logging
import StandardStreams

/// Writes log lines as text on standard error, one per line (`--log-format text`):
/// `2030-01-01T00:00:00.000Z error csms: message key=value`.
struct TextLogHandler: LogHandler {
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
        let time = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        var line = "\(time) \(event.level.rawValue) \(label): \(event.message)"
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        // What a peer sends may stand in a value: one event is one line.
        let controls = line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        if controls {
            line = String(
                String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        }
        StandardStream.error.writePassing(line + "\n")
    }
}
