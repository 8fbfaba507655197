/// The named maxima of this target.
package struct ReportLimits: Sendable {
    /// Outages that a summary tells one by one; of further ones it tells the number.
    package static let outages = 1_000
    /// Outages that a terminal summary lists before it says how many more there are.
    package static let listedOutages = 4
    /// Labels a terminal summary lists per kind before it says how many more there are.
    package static let listedLabels = 6
    /// Narrowest width a terminal summary is laid out for, in columns.
    package static let narrowestWidth = 60
    /// Widest width a terminal summary uses, in columns.
    package static let widestWidth = 150
}
