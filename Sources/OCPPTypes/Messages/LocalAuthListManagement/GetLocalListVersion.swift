/// Asks for the version of the local authorization list; central system to charge point.
package enum GetLocalListVersion {
    /// `GetLocalListVersion.req` (OCPP 1.6 §6.27).
    package struct Request: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }

    /// `GetLocalListVersion.conf` (OCPP 1.6 §6.28).
    package struct Confirmation: Equatable, Sendable {
        /// Required, integer.
        package var listVersion: Int

        /// Makes the value from its members; optional ones are absent unless given.
        package init(listVersion: Int) {
            self.listVersion = listVersion
        }
    }
}
