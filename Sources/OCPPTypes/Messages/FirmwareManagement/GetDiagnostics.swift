/// Orders an upload of diagnostics; central system to charge point.
package enum GetDiagnostics {
    /// `GetDiagnostics.req` (OCPP 1.6 §6.25).
    package struct Request: Equatable, Sendable {
        /// Required, URI.
        package var location: String
        /// Optional, integer. Number of retries after the first attempt (errata v4.0 §3.50).
        package var retries: Int?
        /// Optional, integer. Seconds between attempts.
        package var retryInterval: Int?
        /// Optional, date and time.
        package var startTime: DateTime?
        /// Optional, date and time.
        package var stopTime: DateTime?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(
            location: String,
            retries: Int? = nil,
            retryInterval: Int? = nil,
            startTime: DateTime? = nil,
            stopTime: DateTime? = nil
        ) {
            self.location = location
            self.retries = retries
            self.retryInterval = retryInterval
            self.startTime = startTime
            self.stopTime = stopTime
        }
    }

    /// `GetDiagnostics.conf` (OCPP 1.6 §6.26).
    package struct Confirmation: Equatable, Sendable {
        /// Optional, at most 255 characters.
        package var fileName: CiString<255>?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(fileName: CiString<255>? = nil) {
            self.fileName = fileName
        }
    }
}
