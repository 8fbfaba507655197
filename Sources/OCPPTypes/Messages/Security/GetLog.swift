/// Orders an upload of a log; central system to charge point.
package enum GetLog {
    /// `GetLog.req` (security white paper edition 3, GetLog.req).
    package struct Request: Equatable, Sendable {
        /// Required, object.
        package var log: LogParameters
        /// Required, enumeration.
        package var logType: LogType
        /// Required, integer.
        package var requestId: Int
        /// Optional, integer. Number of retries after the first attempt (errata v4.0 §3.50).
        package var retries: Int?
        /// Optional, integer. Seconds between attempts.
        package var retryInterval: Int?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(
            log: LogParameters,
            logType: LogType,
            requestId: Int,
            retries: Int? = nil,
            retryInterval: Int? = nil
        ) {
            self.log = log
            self.logType = logType
            self.requestId = requestId
            self.retries = retries
            self.retryInterval = retryInterval
        }
    }

    /// `GetLog.conf` (security white paper edition 3, GetLog.conf).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: LogStatus
        /// Optional, at most 255 characters.
        package var filename: CiString<255>?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: LogStatus, filename: CiString<255>? = nil) {
            self.status = status
            self.filename = filename
        }
    }
}
