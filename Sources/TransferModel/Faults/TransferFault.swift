/// What goes wrong in one transfer, with every number fixed.
package enum TransferFault: Hashable, Sendable {
    /// The connection is reset without an answer.
    case refuse
    /// Nothing more moves from a byte on; the connection stays open.
    case stall(at: Int64)
    /// The connection is reset at a byte.
    case cut(at: Int64)
    /// The length that is announced differs from the file's by so many bytes; an upload is stored that much shorter.
    case wrongLength(by: Int64)
    /// One byte arrives with all its bits turned over.
    case wrongHash(at: Int64)
    /// HTTP answers this status, with Retry-After in seconds where given.
    case status(Int, retryAfter: Int?)
    /// FTP answers this code: 421 and 550 to the transfer, 530 to the login.
    case reply(Int)
    /// The disk is full after so many bytes of an upload.
    case diskFull(at: Int64)
    /// At most so many bytes per second.
    case slow(bytesPerSecond: Int)

    /// A label without dynamic text.
    package var label: String {
        switch self {
        case .refuse: "refuse"
        case .stall: "stall"
        case .cut: "cut"
        case .wrongLength: "wrongLength"
        case .wrongHash: "wrongHash"
        case .status(let code, _): Self.numbered[code] ?? "status"
        case .reply(let code): Self.numbered[code] ?? "reply"
        case .diskFull: "diskFull"
        case .slow: "slow"
        }
    }

    private static let numbered = Dictionary(
        uniqueKeysWithValues: TransferFaultRule.Kind.allCases.compactMap { kind in
            Int(kind.rawValue).map { ($0, kind.rawValue) }
        })
}

/// One line of a plan of faults: what happens to which share of which transfers.
package struct TransferFaultRule: Hashable, Sendable {
    /// What happens; the raw values are the words of the API.
    package enum Kind: String, Sendable, CaseIterable {
        case refuse, stall, cut, wrongLength, wrongHash, diskFull, slow
        case unauthorized = "401"
        case notFound = "404"
        case tooManyRequests = "429"
        case serverError = "500"
        case unavailable = "503"
        case serviceNotAvailable = "421"
        case notLoggedIn = "530"
        case fileUnavailable = "550"
    }

    /// What happens.
    package var kind: Kind
    /// The share of matching attempts, 0 to 1.
    package var share = 1.0
    /// Only these schemes; empty: every scheme that knows the fault.
    package var schemes: Set<TransferScheme> = []
    /// Only this direction.
    package var direction: TransferDirection?
    /// Only this kind of file.
    package var file: FileKind?
    /// Only this charge point; a `*` at the end stands for anything.
    package var chargePoint: String?
    /// Only the first attempts of each transfer; later ones go through.
    package var attempts: Int?
    /// The byte of `stall`, `cut`, `wrongHash` and `diskFull`; nil draws one.
    package var at: Int64?
    /// The difference of `wrongLength` in bytes.
    package var by: Int64 = 1
    /// Seconds of the header Retry-After, for 429 and 503.
    package var retryAfter: Int?
    /// The rate of `slow`.
    package var bytesPerSecond = 10_000

    /// A rule that hits everything.
    package init(_ kind: Kind) {
        self.kind = kind
    }

    /// Whether a scheme can show the fault at all.
    func isKnown(to scheme: TransferScheme) -> Bool {
        switch kind {
        case .refuse, .stall, .cut, .wrongLength, .wrongHash, .diskFull, .slow: true
        case .unauthorized, .notFound, .tooManyRequests, .serverError, .unavailable: !scheme.isFTP
        case .serviceNotAvailable, .notLoggedIn, .fileUnavailable: scheme.isFTP
        }
    }
}
