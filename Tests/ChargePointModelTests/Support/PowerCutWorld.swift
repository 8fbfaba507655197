import OCPPTypes

@testable import ChargePointModel

/// A charge point, a central system with a ledger and a supply that fails at chosen points.
///
/// Points are counted: one before every input, and one before every effect is carried out. A cut at a point loses what
/// was not carried out yet, the connection and every answer on its way; ten seconds later the power is back.
struct PowerCutWorld {
    private(set) var model: ChargePointModel
    private(set) var ledger = CutLedger()
    private(set) var now = Instant.zero
    /// Points passed so far.
    private(set) var point = 0
    private let cuts: Set<Int>
    private var inbox: [(UniqueId, OCPPTypes.Confirmation)] = []
    private var wantsConnection = false

    init(cuts: Set<Int>, settings: [(String, String)]) {
        self.cuts = cuts
        var start = TestPoint(settings: settings)
        start.now = .zero
        model = start.model
    }

    /// Gives an input, unless the power fails; then everything that follows from it.
    mutating func step(_ input: ChargePointInput) {
        give(input)
        settle()
    }

    /// Lets time pass, from deadline to deadline.
    mutating func wait(_ seconds: Int64) {
        let end = now.adding(seconds: seconds)
        while model.nextDeadline <= end {
            now = max(now, model.nextDeadline)
            step(.deadline)
        }
        now = max(now, end)
    }

    private mutating func settle() {
        while true {
            if wantsConnection {
                wantsConnection = false
                give(.connected)
            } else if !inbox.isEmpty {
                let (id, confirmation) = inbox.removeFirst()
                give(.confirmation(id, confirmation))
            } else if model.nextDeadline <= now {
                give(.deadline)
            } else {
                return
            }
        }
    }

    private mutating func give(_ input: ChargePointInput) {
        if failsHere() { return cut() }
        var effects: [ChargePointEffect] = []
        model.handle(input, at: now, into: &effects)
        for effect in effects {
            if failsHere() { return cut() }
            carryOut(effect)
        }
    }

    private mutating func failsHere() -> Bool {
        point += 1
        return cuts.contains(point)
    }

    private mutating func cut() {
        inbox = []
        wantsConnection = false
        var effects: [ChargePointEffect] = []
        model.handle(.command(.powerLoss(backup: false), token, intended: now), at: now, into: &effects)
        now = now.adding(seconds: 10)
        give(.command(.powerReturns, token, intended: now))
    }

    private mutating func carryOut(_ effect: ChargePointEffect) {
        switch effect {
        case .connect: wantsConnection = true
        case .close: inbox = []
        case .call(let id, .typed(let request)):
            inbox.append((id, ledger.answer(request, at: now)))
        default: break
        }
    }
}

/// What the central system knows of the transactions of one charge point; it takes repeated messages once.
struct CutLedger {
    enum Entry: Equatable {
        case start(Int, StartTransaction.Request)
        case meterValues(Int, DateTime)
        case stop(Int, StopTransaction.Request)
    }

    /// What came, in order, without repetitions.
    private(set) var entries: [Entry] = []
    /// The first rule that was broken.
    private(set) var fault: String?

    mutating func answer(_ request: Request, at now: Instant) -> OCPPTypes.Confirmation {
        var server = Server()
        switch request {
        case .startTransaction(let start): server.transactionId = record(start)
        case .stopTransaction(let stop): record(stop)
        case .meterValues(let values): record(values)
        default: break
        }
        return server.confirmation(request.action, at: now)
    }

    private mutating func record(_ start: StartTransaction.Request) -> Int {
        for case .start(let id, start) in entries { return id }
        let id = 1000 + entries.count
        entries.append(.start(id, start))
        return id
    }

    private mutating func record(_ stop: StopTransaction.Request) {
        for case .stop(stop.transactionId, let former) in entries {
            if former != stop { fail("transaction \(stop.transactionId) was stopped twice") }
            return
        }
        entries.append(.stop(stop.transactionId, stop))
    }

    private mutating func record(_ values: MeterValues.Request) {
        let entry = Entry.meterValues(values.transactionId ?? 0, values.meterValue[0].timestamp)
        if !entries.contains(entry) { entries.append(entry) }
    }

    private mutating func fail(_ text: String) {
        if fault == nil { fault = text }
    }

    /// What is wrong with the ledger after everything was delivered; nil when nothing is.
    func verdict(transactions: Int, sampleSeconds: Int64) -> String? {
        if let fault { return fault }
        var running: (id: Int, start: StartTransaction.Request, samples: [DateTime])?
        var count = 0
        for entry in entries {
            switch entry {
            case .start(let id, let start):
                guard running == nil else { return "a start before the stop" }
                running = (id, start, [])
                count += 1
            case .meterValues(let id, let timestamp):
                guard running?.id == id else { return "meter values outside of their transaction" }
                running?.samples.append(timestamp)
            case .stop(let id, let stop):
                guard let begun = running, begun.id == id else { return "a stop without its start" }
                guard stop.meterStop >= begun.start.meterStart else { return "the meter fell" }
                let expected = samples(from: begun.start.timestamp, to: stop.timestamp, every: sampleSeconds)
                // A sample that was due at the very instant of the cut may or may not have been taken.
                let taken = begun.samples.filter { $0 < stop.timestamp }
                guard taken == expected, begun.samples.count <= expected.count + 1 else {
                    return "samples \(begun.samples) instead of \(expected)"
                }
                running = nil
            }
        }
        if running != nil { return "a transaction without stop" }
        return count == transactions ? nil : "\(count) transactions instead of \(transactions)"
    }

    private func samples(from start: DateTime, to stop: DateTime, every seconds: Int64) -> [DateTime] {
        var found: [DateTime] = []
        var next = start.adding(milliseconds: seconds * 1000)
        while next < stop {
            found.append(next)
            next = next.adding(milliseconds: seconds * 1000)
        }
        return found
    }
}
