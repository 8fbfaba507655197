import CentralSystemModel
import WebSocketTransport

/// A part of what the store has told: so many tokens that the loop can do something else behind it.
enum StoreReport {
    case ended(ArraySlice<StoreToken>, isStored: Bool)
    /// Records that operators want to hear of, behind all tokens of their commit.
    case events([CentralSystemModel.Record])
}

/// One commit may hold thousands of stores, each with an answer that waits for it: they are worked off piece by piece,
/// a share in each turn of the loop.
extension CentralSystemLoop {
    /// Tokens of one piece.
    private static let tokensOfPiece = 64

    /// Takes the store's report, on the event loop.
    func take(_ outcome: StoreOutcome) {
        var rest = outcome.tokens[...]
        while !rest.isEmpty {
            reports.append(.ended(rest.prefix(Self.tokensOfPiece), isStored: outcome.isStored))
            rest = rest.dropFirst(Self.tokensOfPiece)
        }
        if !outcome.events.isEmpty { reports.append(.events(outcome.events)) }
        if !areReportsGoingOn { workOffReports() }
    }

    private func workOffReports() {
        turn.enter()
        let share = TurnShare(began: turn.nowNanoseconds, nanoseconds: limits.reportsOfTurnNanoseconds)
        var done = 0
        while let report = reports.popFirst(done, of: share, now: { turn.nowNanoseconds }) {
            work(off: report)
            done += 1
        }
        areReportsGoingOn = !reports.isEmpty
        if areReportsGoingOn {
            turn.afterPoll({ self.workOffReports() }, orLost: { self.workOffAll() })
        }
        turn.endUnlessTold()
    }

    private func workOffAll() {
        while let report = reports.popFirst() { work(off: report) }
        areReportsGoingOn = false
    }

    private func work(off report: StoreReport) {
        switch report {
        case .ended(let tokens, let isStored): ended(tokens, isStored: isStored)
        case .events(let records):
            let now = Self.instant(eventLoop.now)
            for record in records { live.happened(.stored(record), at: now) }
        }
    }
}
