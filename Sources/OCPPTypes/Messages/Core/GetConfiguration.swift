/// Reads configuration keys; central system to charge point.
package enum GetConfiguration {
    /// `GetConfiguration.req` (OCPP 1.6 §6.23).
    package struct Request: Equatable, Sendable {
        /// Optional, list of CiString<50>.
        package var key: [CiString<50>]?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(key: [CiString<50>]? = nil) {
            self.key = key
        }
    }

    /// `GetConfiguration.conf` (OCPP 1.6 §6.24).
    package struct Confirmation: Equatable, Sendable {
        /// Optional, list of KeyValue.
        package var configurationKey: [KeyValue]?
        /// Optional, list of CiString<50>.
        package var unknownKey: [CiString<50>]?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(configurationKey: [KeyValue]? = nil, unknownKey: [CiString<50>]? = nil) {
            self.configurationKey = configurationKey
            self.unknownKey = unknownKey
        }
    }
}
