/// Where a log goes and what it holds (security white paper edition 3, LogParametersType).
package struct LogParameters: Equatable, Sendable {
    /// Required, at most 512 characters.
    package var remoteLocation: CiString<512>
    /// Optional, date and time.
    package var oldestTimestamp: DateTime?
    /// Optional, date and time.
    package var latestTimestamp: DateTime?

    /// Makes the value from its members; optional ones are absent unless given.
    package init(remoteLocation: CiString<512>, oldestTimestamp: DateTime? = nil, latestTimestamp: DateTime? = nil) {
        self.remoteLocation = remoteLocation
        self.oldestTimestamp = oldestTimestamp
        self.latestTimestamp = latestTimestamp
    }
}
