/// Reports the progress of a log upload; charge point to central system.
package enum LogStatusNotification {
    /// `LogStatusNotification.req` (security white paper edition 3, LogStatusNotification.req).
    package struct Request: Equatable, Sendable {
        /// Required, enumeration.
        package var status: UploadLogStatus
        /// Optional, integer.
        package var requestId: Int?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: UploadLogStatus, requestId: Int? = nil) {
            self.status = status
            self.requestId = requestId
        }
    }

    /// `LogStatusNotification.conf` (security white paper edition 3, LogStatusNotification.conf).
    package struct Confirmation: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }
}
