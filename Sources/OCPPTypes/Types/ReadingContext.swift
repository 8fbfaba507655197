/// Values of `ReadingContext` on the wire (OCPP 1.6 §7 or the security white paper).
package enum ReadingContext: String, CaseIterable, Sendable, Hashable {
    /// `Interruption.Begin`.
    case interruptionBegin = "Interruption.Begin"
    /// `Interruption.End`.
    case interruptionEnd = "Interruption.End"
    /// `Sample.Clock`.
    case sampleClock = "Sample.Clock"
    /// `Sample.Periodic`.
    case samplePeriodic = "Sample.Periodic"
    /// `Transaction.Begin`.
    case transactionBegin = "Transaction.Begin"
    /// `Transaction.End`.
    case transactionEnd = "Transaction.End"
    /// `Trigger`.
    case trigger = "Trigger"
    /// `Other`.
    case other = "Other"
}
