/// Empties the authorization cache; central system to charge point.
package enum ClearCache {
    /// `ClearCache.req` (OCPP 1.6 §6.11).
    package struct Request: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }

    /// `ClearCache.conf` (OCPP 1.6 §6.12).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: ClearCacheStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: ClearCacheStatus) {
            self.status = status
        }
    }
}
