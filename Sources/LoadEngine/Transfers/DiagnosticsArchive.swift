import ChargePointModel
import FileTransfer
import OCPPTypes

/// The diagnostics of a charge point as a `tar.gz`: what it is and does, its configuration, its transactions, its
/// security log and the last frames. A snapshot of the moment of the order; the texts are made while they are sent.
struct DiagnosticsArchive: Sendable {
    var diagnostics: ChargePointDiagnostics
    var from: DateTime?
    var to: DateTime?
    /// The last frames; nil when the charge point keeps none.
    var frames: [FrameRing.Entry]?
    /// Bytes without meaning at the end.
    var noiseBytes: Int64

    func open() throws -> ArchiveStream {
        let entries = [
            ArchiveEntry("charge-point.txt") { [diagnostics] in diagnostics.status },
            ArchiveEntry("configuration.txt") { [diagnostics] in diagnostics.configuration },
            ArchiveEntry("transactions.txt") { [diagnostics] in diagnostics.transactions },
            ArchiveEntry("security.log") { [diagnostics, from, to] in diagnostics.securityLog(from: from, to: to) },
            ArchiveEntry("frames.log") { log },
        ]
        let noise =
            noiseBytes > 0
            ? [ArchiveEntry("noise.bin", .noise(count: noiseBytes, seed: Self.seed(diagnostics.identity)))] : []
        return try ArchiveStream(entries + noise, modified: diagnostics.time.millisecondsSince1970 / 1000)
    }

    /// `2026-01-01T00:00:00.000Z > [2,"7","Heartbeat",{}]`: `>` left the charge point, `<` came. Passwords in URLs are
    /// masked.
    private var log: String {
        guard let frames else { return "no frames are kept: the scenario's transfers.frames is 0\n" }
        return frames.compactMap { entry -> String? in
            let time = diagnostics.time(at: entry.at)
            if let from, time < from { return nil }
            if let to, time > to { return nil }
            let text = URLRedaction.redacted(String(decoding: entry.frame, as: UTF8.self))
            let rest = entry.size > entry.frame.count ? " … (\(entry.size) bytes)" : ""
            return "\(time) \(entry.isSent ? ">" : "<") \(text)\(rest)\n"
        }.joined()
    }

    /// FNV-1a, so that the noise of one charge point is always the same.
    private static func seed(_ identity: String) -> UInt64 {
        identity.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
