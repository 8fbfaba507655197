/// What the generator may have added to the times of one CALL, at most, beside the slip from intended to enqueued. In
/// nanoseconds.
package struct OwnDelay: Hashable, Sendable {
    /// For how long the answer may have lain in the kernel before it was read. It never counts for more than the
    /// service time.
    package var reading: Int64
    /// How much of the wait behind earlier CALLs of the connection may come from their own slip, late writing and late
    /// reading. It never counts for more than that wait.
    package var queue: Int64

    /// For how long the CALL waited in the loop's own buffers before the kernel got it. With ``reading`` it never counts
    /// for more than the service time.
    package var writing: Int64

    /// Makes a delay.
    package init(reading: Int64, queue: Int64, writing: Int64 = 0) {
        self.reading = reading
        self.queue = queue
        self.writing = writing
    }

    /// Nothing was added.
    package static let none = OwnDelay(reading: 0, queue: 0)
}

/// Why a planned CALL was never sent. The raw values are the keys of the summary.
package enum NeverSent: String, CaseIterable, Hashable, Sendable {
    /// The charge point had no connection and its queue was full, or it would not wait for one.
    case offline
    /// The charge point was connected, and its queue was full because answers were outstanding.
    case queueFull
    /// The central system had not accepted the charge point.
    case notRegistered
    /// Its round was overdue, with too many others, and was given up.
    case overdue
    /// The run ended before its turn.
    case atEnd

    /// The same for people.
    package var words: String {
        switch self {
        case .offline: "offline"
        case .queueFull: "queue full"
        case .notRegistered: "not registered"
        case .overdue: "overdue"
        case .atEnd: "at the end"
        }
    }
}

/// How many CALLs were never sent, by cause.
package struct NeverSentCounts: Hashable, Sendable {
    private var offline: UInt64 = 0
    private var queueFull: UInt64 = 0
    private var notRegistered: UInt64 = 0
    private var overdue: UInt64 = 0
    private var atEnd: UInt64 = 0

    /// Starts with nothing counted.
    package init() {}

    /// The count of one cause.
    package subscript(cause: NeverSent) -> UInt64 {
        get {
            switch cause {
            case .offline: offline
            case .queueFull: queueFull
            case .notRegistered: notRegistered
            case .overdue: overdue
            case .atEnd: atEnd
            }
        }
        set {
            switch cause {
            case .offline: offline = newValue
            case .queueFull: queueFull = newValue
            case .notRegistered: notRegistered = newValue
            case .overdue: overdue = newValue
            case .atEnd: atEnd = newValue
            }
        }
    }

    /// Adds another's counts.
    package mutating func merge(_ other: NeverSentCounts) {
        for cause in NeverSent.allCases { self[cause] += other[cause] }
    }
}
