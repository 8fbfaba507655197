/// Every bound of the explainer.
package enum ScheduleExplainerLimits {
    /// Largest file in bytes.
    package static let fileBytes = 16 << 20
    /// How deep objects and lists may nest.
    package static let depth = 32
    /// Most periods that the table explains; further ones are counted.
    package static let explainedPeriods = 200
    /// Narrowest and widest output in columns.
    package static let columns = 60...200
}
