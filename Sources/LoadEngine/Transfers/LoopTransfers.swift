import ChargePointModel
import FileTransfer
import Measurement
import OCPPJSON
import OCPPTypes

/// What one loop knows of the files of its charge points. A charge point that was never asked costs nothing.
struct LoopTransfers {
    /// The charge point's name for its transfer.
    struct Key: Hashable {
        var member: Int
        var token: WorkToken
    }

    /// A transfer that the client works on.
    struct Open {
        var id: FileTransferID
        var kind: TransferKind
        var scheme: TransferScheme
        /// Where the file is, without user and password.
        var place: String
        var fileName: String?
        var location: FileTransferLocation
    }

    /// What a failed download has got; the next attempt of the same order goes on with it.
    struct Rest {
        var location: FileTransferLocation
        var progress: DownloadProgress
    }

    /// An upload that may be tried again: the same bytes each time.
    struct Draft {
        var recipe: UploadRecipe
        /// True when an attempt has moved a part.
        var hasBegun: Bool
    }

    var open: [Key: Open] = [:]
    /// By member, until the download is whole or another begins.
    var rests: [Int: Rest] = [:]
    /// By member and file name, until the upload is done or given up.
    var drafts: [Int: [String: Draft]] = [:]
    /// The last file that a member has downloaded.
    var downloaded: [Int: (token: WorkToken, facts: FileFacts)] = [:]
    /// The last frames of members that keep them.
    var frames: [Int: FrameRing] = [:]

    /// Drafts of one member; an upload of each kind may be under way.
    static let draftsPerMember = 4
}

/// The last frames of one charge point, both directions: a bounded ring.
struct FrameRing: Sendable {
    /// One frame.
    struct Entry: Sendable {
        var at: Instant
        var isSent: Bool
        var frame: [UInt8]
        /// Bytes of the whole frame where `frame` is its beginning alone.
        var size: Int
    }

    private let limit: Int
    private var entries: [Entry] = []
    private var next = 0

    /// Bytes of a frame that are kept.
    static let frameBytes = 1024

    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ frame: UnsafeRawBufferPointer, isSent: Bool, at now: Instant) {
        // Keys and passwords are no one's business but the charge point's.
        let entry = Entry(
            at: now, isSent: isSent, frame: Array(FrameRedaction.redacted(frame).prefix(Self.frameBytes)),
            size: frame.count)
        if entries.count < limit {
            entries.append(entry)
        } else {
            entries[next] = entry
            next = (next + 1) % limit
        }
    }

    /// The frames, oldest first.
    var all: [Entry] { Array(entries[next...] + entries[..<next]) }
}

extension TransferKind {
    /// The measuring word for an order.
    init(_ kind: FileOrderKind) {
        switch kind {
        case .firmware: self = .firmware
        case .diagnostics: self = .diagnostics
        case .log: self = .log
        }
    }
}

extension TransferScheme {
    /// The measuring word for a scheme.
    init(_ scheme: FileTransferLocation.Scheme) {
        switch scheme {
        case .ftp: self = .ftp
        case .ftps: self = .ftps
        case .http: self = .http
        case .https: self = .https
        }
    }
}

extension TransferFailure {
    /// What a charge point makes of a cause.
    init(_ cause: FileTransferFailure.Cause) {
        switch cause {
        case .badLocation: self = .badLocation
        case .notSupported: self = .notSupported
        case .hostNotFound, .refused, .unreachable, .connectionLost, .localResources, .tooManyWaiting, .cancelled:
            self = .connection
        case .connectTimeout, .stalled, .timedOut: self = .timedOut
        case .tls: self = .notTrusted
        case .loginDenied, .permissionDenied: self = .permissionDenied
        case .notFound: self = .notFound
        case .tooManyRequests, .serverBusy: self = .busy
        case .serverError, .rejected: self = .serverError
        case .noSpace, .localFile, .tooLarge: self = .noSpace
        case .incomplete: self = .incomplete
        }
    }
}

extension FileTransferLocation.Problem {
    /// The same as a cause.
    var cause: FileTransferFailure.Cause {
        switch self {
        case .unsupportedScheme: .notSupported
        case .malformed, .tooLong, .unknownWord: .badLocation
        }
    }
}
