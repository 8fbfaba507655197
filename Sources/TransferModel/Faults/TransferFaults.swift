import OCPPTypes

/// A plan of faults. Every draw is a function of (seed, rule, transfer, attempt): the same transfers meet the same
/// faults whatever runs beside them, in real time and in the simulation.
///
/// A transfer is one file over one scheme for one user; each request of it is an attempt. The first rule that matches
/// and draws decides.
package struct TransferFaults: Sendable, Equatable {
    /// Seed of every draw.
    package var seed: UInt64 = 1
    /// The rules in order.
    package private(set) var rules: [TransferFaultRule] = []
    /// Faults drawn so far, by label.
    package private(set) var counts: [String: Int] = [:]
    private var attempts: [Key: Int] = [:]

    /// Most transfers whose attempts are counted; beyond it the counts start anew, so `attempts` may bite again.
    package static let trackedTransfers = 65_536

    /// When in a transfer a fault shows.
    package enum Stage: Sendable {
        /// FTP's login.
        case login
        /// The request of the file.
        case transfer
    }

    /// A request that may meet a fault.
    package struct Attempt: Sendable {
        /// The scheme.
        package var scheme: TransferScheme
        /// The direction; nil at the login of a user who may do both.
        package var direction: TransferDirection?
        /// The file's kind; nil at the login of a user who has more than one.
        package var file: FileKind?
        /// The charge point that the user stands for.
        package var chargePoint: String?
        /// Who asks.
        package var user: String
        /// The file; the root at the login.
        package var path: StorePath
        /// Its length in bytes where it is known.
        package var length: Int64?

        /// Makes an attempt.
        package init(
            scheme: TransferScheme, direction: TransferDirection?, file: FileKind?, chargePoint: String?,
            user: String, path: StorePath, length: Int64? = nil
        ) {
            self.scheme = scheme
            self.direction = direction
            self.file = file
            self.chargePoint = chargePoint
            self.user = user
            self.path = path
            self.length = length
        }
    }

    private struct Key: Hashable, Sendable {
        var scheme: TransferScheme
        var user: String
        var path: StorePath
    }

    /// No faults.
    package init() {}

    /// A plan.
    package init(seed: UInt64, rules: [TransferFaultRule]) {
        self.seed = seed
        self.rules = rules
    }

    /// Counts an attempt and draws its fault; nil where all goes well.
    package mutating func draw(_ attempt: Attempt, at stage: Stage) -> TransferFault? {
        guard !rules.isEmpty else { return nil }
        let key = Key(scheme: attempt.scheme, user: attempt.user, path: attempt.path)
        if attempts.count >= Self.trackedTransfers, attempts[key] == nil { attempts.removeAll() }
        let number = attempts[key, default: 0]
        attempts[key] = number + 1
        let fault = decide(attempt, number: number, stage)
        if let fault { counts[fault.label, default: 0] += 1 }
        return fault
    }

    /// The fault that the next attempt will meet, without counting it: what FTP's SIZE announces.
    package func preview(_ attempt: Attempt) -> TransferFault? {
        guard !rules.isEmpty else { return nil }
        let key = Key(scheme: attempt.scheme, user: attempt.user, path: attempt.path)
        return decide(attempt, number: attempts[key, default: 0], .transfer)
    }

    private func decide(_ attempt: Attempt, number: Int, _ stage: Stage) -> TransferFault? {
        for (index, rule) in rules.enumerated() where matches(rule, attempt, number, stage) {
            var random = SeededRandom(
                runSeed: seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15,
                group: "\(attempt.scheme.rawValue) \(attempt.user)\(attempt.path)", index: UInt64(number))
            if random.nextUnit() < rule.share { return fault(of: rule, attempt, &random) }
        }
        return nil
    }

    private func matches(_ rule: TransferFaultRule, _ attempt: Attempt, _ number: Int, _ stage: Stage) -> Bool {
        guard rule.isKnown(to: attempt.scheme), (rule.kind == .notLoggedIn) == (stage == .login) else { return false }
        if !rule.schemes.isEmpty, !rule.schemes.contains(attempt.scheme) { return false }
        if let direction = rule.direction, direction != attempt.direction { return false }
        if let file = rule.file, file != attempt.file { return false }
        if let limit = rule.attempts, number >= limit { return false }
        if rule.kind == .diskFull, attempt.direction != .upload { return false }
        guard let pattern = rule.chargePoint else { return true }
        guard let identity = attempt.chargePoint else { return false }
        return pattern.hasSuffix("*") ? identity.hasPrefix(pattern.dropLast()) : identity == pattern
    }

    private func fault(
        of rule: TransferFaultRule, _ attempt: Attempt, _ random: inout SeededRandom
    ) -> TransferFault {
        /// A byte inside the file; inside the first 64 KiB where nobody knows its length.
        func position() -> Int64 {
            rule.at ?? Int64(random.nextIndex(below: Int(clamping: max(1, attempt.length ?? 65_536))))
        }
        return switch rule.kind {
        case .refuse: .refuse
        case .stall: .stall(at: position())
        case .cut: .cut(at: position())
        case .wrongLength: .wrongLength(by: rule.by)
        case .wrongHash: .wrongHash(at: position())
        case .diskFull: .diskFull(at: position())
        case .slow: .slow(bytesPerSecond: rule.bytesPerSecond)
        case .unauthorized: .status(401, retryAfter: nil)
        case .notFound: .status(404, retryAfter: nil)
        case .tooManyRequests: .status(429, retryAfter: rule.retryAfter ?? 1)
        case .serverError: .status(500, retryAfter: nil)
        case .unavailable: .status(503, retryAfter: rule.retryAfter)
        case .serviceNotAvailable: .reply(421)
        case .notLoggedIn: .reply(530)
        case .fileUnavailable: .reply(550)
        }
    }
}
