import OCPPTypes

/// How slow and how faulty the central system is to be, so that a tester can check the tester.
///
/// Every decision is a function of the seed, the charge point's identity and the number of its CALL: the same seed
/// gives the same faults, whatever else happens at the same time. A delay runs from the receipt of a CALL to the
/// sending of its answer, the time of the central system's own work included; with ``transit`` it is as seen from the
/// charge point.
///
/// ```swift
/// var calibration = Calibration(seed: 7)
/// calibration.otherwise.delay = .lognormal(median: 50_000_000, p99: 400_000_000)
/// calibration.rules[.heartbeat] = Calibration.Rule(delay: .fixed(nanoseconds: 20_000_000))
/// ```
package struct Calibration: Equatable, Sendable {
    /// Decides which CALLs are hit.
    package var seed: UInt64
    /// What happens to the CALLs of an action; others follow ``otherwise``.
    package var rules: [Action: Rule]
    /// What happens to the CALLs of all other actions.
    package var otherwise: Rule
    /// How many BootNotifications of each charge point get Pending before the registration policy decides.
    package var pendingBoots: Int
    /// Share of StartTransactions, 0 to 1, that are answered with the transactionId of the start answered before.
    package var reusedTransactionIds: Double
    /// What the way from a charge point and back takes without any delay, in nanoseconds; every delay is shorter by it,
    /// so that it comes out where it is measured.
    package var transit: Int64

    /// No delay and no fault.
    package init(
        seed: UInt64 = 1, rules: [Action: Rule] = [:], otherwise: Rule = Rule(), pendingBoots: Int = 0,
        reusedTransactionIds: Double = 0, transit: Int64 = 0
    ) {
        self.seed = seed
        self.rules = rules
        self.otherwise = otherwise
        self.pendingBoots = pendingBoots
        self.reusedTransactionIds = reusedTransactionIds
        self.transit = transit
    }

    /// The rule for an action.
    package func rule(for action: Action) -> Rule { rules[action] ?? otherwise }
}

extension Calibration {
    /// What happens to the CALLs of an action. The three shares add up to at most 1.
    package struct Rule: Equatable, Sendable {
        /// From the receipt of the CALL to its answer.
        package var delay: Delay
        /// Share of CALLs, 0 to 1, that get a CALLERROR and are not handled: nothing of them is stored.
        package var callErrors: Double
        /// The code of these CALLERRORs.
        package var callErrorCode: CallErrorCode
        /// Share of CALLs, 0 to 1, that are handled and whose answer never leaves.
        package var silence: Double
        /// Share of CALLs, 0 to 1, that are handled and after which the connection ends in place of the answer.
        package var disconnects: Double
        /// How these connections end.
        package var ending: Ending

        /// No delay and no fault.
        package init(
            delay: Delay = .none, callErrors: Double = 0, callErrorCode: CallErrorCode = .internalError,
            silence: Double = 0, disconnects: Double = 0, ending: Ending = .close
        ) {
            self.delay = delay
            self.callErrors = callErrors
            self.callErrorCode = callErrorCode
            self.silence = silence
            self.disconnects = disconnects
            self.ending = ending
        }
    }

    /// How a connection ends.
    package enum Ending: String, CaseIterable, Sendable {
        /// With the close handshake, code 1001.
        case close
        /// With a TCP reset and no Close frame.
        case reset
    }

    /// A distribution of delays.
    package enum Delay: Equatable, Sendable {
        /// At once.
        case none
        /// Always the same.
        case fixed(nanoseconds: Int64)
        /// Uniform between two bounds.
        case uniform(from: Int64, to: Int64)
        /// Lognormal: the natural logarithm of the delay in milliseconds is normal with mean `mu` and deviation
        /// `sigma`.
        case lognormal(mu: Double, sigma: Double)

        /// The lognormal distribution with a median and a 99th percentile above it, both in nanoseconds and positive.
        package static func lognormal(median: Int64, p99: Int64) -> Delay {
            let mu = portableLogarithm(Double(median) / 1e6)
            return .lognormal(mu: mu, sigma: (portableLogarithm(Double(p99) / 1e6) - mu) / normalQuantile(0.99))
        }

        /// The delay in nanoseconds below which a share of all delays lies, at most
        /// ``CalibrationLimits/delayNanoseconds``.
        package func quantile(_ share: Double) -> Int64 {
            let nanoseconds: Double
            switch self {
            case .none: return 0
            case .fixed(let fixed): return min(max(0, fixed), CalibrationLimits.delayNanoseconds)
            case .uniform(let low, let high): nanoseconds = Double(low) + (Double(high) - Double(low)) * share
            case .lognormal(let mu, let sigma):
                nanoseconds = 1e6 * portableExponential(mu + sigma * normalQuantile(share))
            }
            guard nanoseconds > 0 else { return 0 }
            let bound = CalibrationLimits.delayNanoseconds
            return nanoseconds < Double(bound) ? Int64(nanoseconds) : bound
        }
    }
}

/// Bounds of a calibrated central system.
package enum CalibrationLimits {
    /// Longest delay: one hour.
    package static let delayNanoseconds: Int64 = 3_600_000_000_000
    /// Charge points whose CALLs are counted; those beyond start at CALL 0 with every connection.
    package static let chargePoints = 200_000
    /// Answers that wait for their instant; beyond it they leave at once and are counted.
    package static let waitingAnswers = 1_000_000
    /// CALLs of one connection whose answers are planned; beyond it they are answered without calibration and counted.
    package static let plannedCalls = 64
    /// Longest way that is taken off: one second.
    package static let transitNanoseconds: Int64 = 1_000_000_000
    /// Answers that may wait while the central system wakes before they are due; with more it sleeps until then.
    package static let exactAnswers = 1_000
    /// Most BootNotifications that may get Pending.
    package static let pendingBoots = 1_000_000
}

extension Calibration {
    /// What is decided on one CALL.
    package struct Draw: Equatable, Sendable {
        /// From the receipt to the answer.
        package var delayNanoseconds: Int64
        /// What comes in place of the answer.
        package var fault: Fault?
        /// True when a StartTransaction gets the transactionId of the start before.
        package var reusesTransactionId: Bool
    }

    /// What comes in place of an answer.
    package enum Fault: Equatable, Sendable {
        /// A CALLERROR; the CALL is not handled.
        case callError(CallErrorCode)
        /// Nothing.
        case silence
        /// The end of the connection.
        case disconnect(Ending)
    }

    /// Decides on a charge point's CALL number `counter`, counted from 0.
    ///
    /// Always draws the same three numbers, so that changing one rate shifts no other decision.
    package func draw(_ action: Action, identity: String, counter: UInt64) -> Draw {
        var random = SeededRandom(runSeed: seed, group: identity, index: counter)
        let faultShare = random.nextUnit()
        let delayShare = random.nextUnit()
        let reuseShare = random.nextUnit()
        let rule = rule(for: action)
        var fault: Fault?
        if faultShare < rule.callErrors {
            fault = .callError(rule.callErrorCode)
        } else if faultShare < rule.callErrors + rule.silence {
            fault = .silence
        } else if faultShare < rule.callErrors + rule.silence + rule.disconnects {
            fault = .disconnect(rule.ending)
        }
        return Draw(
            delayNanoseconds: rule.delay.quantile(delayShare), fault: fault,
            reusesTransactionId: action == .startTransaction && reuseShare < reusedTransactionIds)
    }
}
