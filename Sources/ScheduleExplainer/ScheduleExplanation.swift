import OCPPTypes
import SmartCharging

/// The answer to a ``ScheduleDocument``: which profiles are installed, what results, and why.
package struct ScheduleExplanation: Sendable {
    /// The question.
    package let document: ScheduleDocument
    /// Of each profile of the document: why it was refused; nil when it was accepted.
    package let refusals: [ChargingProfileRefusal?]
    /// What is installed after all of them.
    package let store: ChargingProfileStore
    /// The composite schedule, or why there is none.
    package let result: Result<CompositeSchedule, CompositeScheduleRefusal>

    /// Sets the profiles one after the other and asks.
    package init(_ document: ScheduleDocument) {
        self.document = document
        var store = ChargingProfileStore()
        refusals = document.profiles.map { request in
            store.install(
                request, transaction: document.transactions.first { $0.connectorId == request.connectorId },
                at: document.now, configuration: document.configuration)
        }
        self.store = store
        do {
            result = .success(
                try store.compositePeriods(
                    document.query, transactions: document.transactions, at: document.now,
                    configuration: document.configuration))
        } catch {
            result = .failure(error)
        }
    }

    // MARK: JSON

    /// `{status, periods: [{startPeriod, limit, numberPhases, chargingProfileId}]}`, one period per line.
    ///
    /// Where nothing limits, `limit` and what belongs to it are null. `chargingProfileId` is null too where there is no
    /// single profile behind a sum of connectors.
    package var json: String {
        guard case .success(let schedule) = result else { return "{\"status\":\"Rejected\",\"periods\":[]}\n" }
        let lines = schedule.periods.map { period in
            let limit = period.limit?.limit.description ?? "null"
            let phases = period.limit.map { String($0.phases) } ?? "null"
            let id = period.chargingProfileId.map { String($0) } ?? "null"
            return "  {\"startPeriod\":\(period.startPeriod),\"limit\":\(limit),\"numberPhases\":\(phases),"
                + "\"chargingProfileId\":\(id)}"
        }
        return "{\"status\":\"Accepted\",\"periods\":[\n\(lines.joined(separator: ",\n"))\n]}\n"
    }

    /// One line for each profile that was refused: they have no place in ``json``.
    package var refusalNotes: [String] {
        refusals.enumerated().compactMap { index, refusal in
            refusal.map { "profiles[\(index)] is not installed: \(describe(answer: $0.answer)) (\($0.label))" }
        }
    }

    func describe(answer: ChargingProfileRefusal.Answer) -> String {
        switch answer {
        case .status(let status): status.rawValue
        case .callError(let code): "CALLERROR \(code.rawValue)"
        }
    }
}
