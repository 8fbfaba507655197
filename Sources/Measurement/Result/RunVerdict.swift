/// What a run is worth (guide "When figures are invalid").
package enum RunVerdict: String, CaseIterable, Hashable, Sendable {
    /// Every expectation holds.
    case pass
    /// At least one expectation does not hold.
    case fail
    /// The generator did not make the planned load, or left an expectation undecided.
    case invalid
    /// Stopped by a signal; the figures cover what ran.
    case interrupted
    /// Shards are missing.
    case incomplete
    /// The run could not be carried out.
    case error

    /// The process's exit code.
    package var exitCode: Int32 {
        switch self {
        case .pass: 0
        case .fail: 1
        case .error: 3
        case .invalid: 4
        case .incomplete: 5
        case .interrupted: 130
        }
    }

    /// Decides. What cut the run short says more than what was measured, and an invalid measurement more than its
    /// values: error, interrupted, incomplete, invalid, fail, pass.
    package static func decide(
        ending: RunEnding, generator: GeneratorVerdict, expectationsHold: Bool
    ) -> RunVerdict {
        switch ending {
        case .failed: .error
        case .interrupted: .interrupted
        case .incomplete: .incomplete
        case .completed:
            switch generator {
            case .invalid: .invalid
            case .valid, .suspect: expectationsHold ? .pass : .fail
            }
        }
    }
}

/// How a run came to its end.
package enum RunEnding: Hashable, Sendable {
    /// It ran to its planned end.
    case completed
    /// The first SIGINT, SIGTERM or SIGHUP stopped it.
    case interrupted
    /// Shards are missing from a merge; they count from 0.
    case incomplete(missingShards: [Int], of: Int)
    /// It could not be carried out; why, in words for an operator.
    case failed(String)
}
