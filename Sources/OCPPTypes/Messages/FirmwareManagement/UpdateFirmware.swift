/// Orders a firmware update; central system to charge point.
package enum UpdateFirmware {
    /// `UpdateFirmware.req` (OCPP 1.6 §6.55).
    package struct Request: Equatable, Sendable {
        /// Required, URI.
        package var location: String
        /// Optional, integer. Number of retries after the first attempt (errata v4.0 §3.50).
        package var retries: Int?
        /// Required, date and time.
        package var retrieveDate: DateTime
        /// Optional, integer. Seconds between attempts.
        package var retryInterval: Int?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(location: String, retries: Int? = nil, retrieveDate: DateTime, retryInterval: Int? = nil) {
            self.location = location
            self.retries = retries
            self.retrieveDate = retrieveDate
            self.retryInterval = retryInterval
        }
    }

    /// `UpdateFirmware.conf` (OCPP 1.6 §6.56).
    package struct Confirmation: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }
}
