/// Tells that the charge point lives and brings back the time; charge point to central system.
package enum Heartbeat {
    /// `Heartbeat.req` (OCPP 1.6 §6.29).
    package struct Request: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }

    /// `Heartbeat.conf` (OCPP 1.6 §6.30).
    package struct Confirmation: Equatable, Sendable {
        /// Required, date and time.
        package var currentTime: DateTime

        /// Makes the value from its members; optional ones are absent unless given.
        package init(currentTime: DateTime) {
            self.currentTime = currentTime
        }
    }
}
