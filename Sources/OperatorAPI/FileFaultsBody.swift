import TransferModel

/// The plan as the API tells it.
struct FileFaultsBody: Encodable {
    struct Rule: Encodable {
        var fault: String
        var share: Double
        var schemes: [String]?
        var direction: String?
        var file: String?
        var identity: String?
        var attempts: Int?
        var at: Int64?
        var by: Int64?
        var retryAfter: Int?
        var bytesPerSecond: Int?
    }

    var seed: UInt64
    var rules: [Rule]
    /// How often each fault was shown, by word.
    var shown: [String: Int]

    init(_ faults: TransferFaults) {
        seed = faults.seed
        shown = faults.counts
        rules = faults.rules.map { rule in
            Rule(
                fault: rule.kind.rawValue, share: rule.share,
                schemes: rule.schemes.isEmpty ? nil : rule.schemes.map(\.rawValue).sorted(),
                direction: rule.direction?.rawValue, file: rule.file?.rawValue, identity: rule.chargePoint,
                attempts: rule.attempts, at: rule.at, by: rule.kind == .wrongLength ? rule.by : nil,
                retryAfter: rule.retryAfter, bytesPerSecond: rule.kind == .slow ? rule.bytesPerSecond : nil)
        }
    }
}
