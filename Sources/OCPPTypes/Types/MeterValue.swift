/// Sampled values of one instant (OCPP 1.6 §7.33).
package struct MeterValue: Equatable, Sendable {
    /// Required, date and time.
    package var timestamp: DateTime
    /// Required, list of SampledValue.
    package var sampledValue: [SampledValue]

    /// Makes the value from its members; optional ones are absent unless given.
    package init(timestamp: DateTime, sampledValue: [SampledValue]) {
        self.timestamp = timestamp
        self.sampledValue = sampledValue
    }
}
