/// Sets one configuration key; central system to charge point.
package enum ChangeConfiguration {
    /// `ChangeConfiguration.req` (OCPP 1.6 §6.9).
    package struct Request: Equatable, Sendable {
        /// Required, at most 50 characters.
        package var key: CiString<50>
        /// Required, at most 500 characters.
        package var value: CiString<500>

        /// Makes the value from its members; optional ones are absent unless given.
        package init(key: CiString<50>, value: CiString<500>) {
            self.key = key
            self.value = value
        }
    }

    /// `ChangeConfiguration.conf` (OCPP 1.6 §6.10).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: ConfigurationStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: ConfigurationStatus) {
            self.status = status
        }
    }
}
