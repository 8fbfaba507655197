import OCPPTypes

/// An upload of diagnostics or of a log under way (OCPP 1.6 §4.4, §5.9; security white paper N01).
///
/// ```text
///  order ──▶ uploading ──success──▶ Uploaded
///             ▲   │ failure
///    interval │   ▼
///         waitingToRetry ── no more retries ─▶ UploadFailed
/// ```
struct Upload: Equatable, Sendable {
    /// What asked for it, and how its status is told.
    enum Kind: Equatable, Sendable {
        case diagnostics
        case log(LogType, requestId: Int)

        /// True for the kinds of which only one goes on at a time.
        func excludes(_ other: Kind) -> Bool {
            switch (self, other) {
            case (.diagnostics, .diagnostics), (.log, .log): true
            case (.diagnostics, .log), (.log, .diagnostics): false
            }
        }
    }

    enum Phase: Equatable, Sendable {
        case uploading(WorkToken)
        case waitingToRetry(until: Instant)
    }

    var kind: Kind
    var location: String
    var fileName: String
    var from: DateTime?
    var to: DateTime?
    var retries: Int
    var retrySeconds: Int
    var phase: Phase
    /// When the order came.
    var due: Instant

    /// The end of its order.
    func end(_ outcome: FileOrderEnd.Outcome) -> FileOrderEnd {
        FileOrderEnd(kind: kind == .diagnostics ? .diagnostics : .log, due: due, outcome: outcome)
    }

    /// When it goes on by itself.
    var deadline: Instant {
        switch phase {
        case .uploading: .distantFuture
        case .waitingToRetry(let until): until
        }
    }
}
