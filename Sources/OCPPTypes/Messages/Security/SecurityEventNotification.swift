/// Reports a security event; charge point to central system.
package enum SecurityEventNotification {
    /// `SecurityEventNotification.req` (security white paper edition 3, SecurityEventNotification.req).
    package struct Request: Equatable, Sendable {
        /// Required, at most 50 characters.
        package var type: CiString<50>
        /// Required, date and time.
        package var timestamp: DateTime
        /// Optional, at most 255 characters.
        package var techInfo: CiString<255>?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(type: CiString<50>, timestamp: DateTime, techInfo: CiString<255>? = nil) {
            self.type = type
            self.timestamp = timestamp
            self.techInfo = techInfo
        }
    }

    /// `SecurityEventNotification.conf` (security white paper edition 3, SecurityEventNotification.conf).
    package struct Confirmation: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }
}
