/// Asks whether an idTag may charge; charge point to central system.
package enum Authorize {
    /// `Authorize.req` (OCPP 1.6 §6.1).
    package struct Request: Equatable, Sendable {
        /// Required, at most 20 characters.
        package var idTag: CiString<20>

        /// Makes the value from its members; optional ones are absent unless given.
        package init(idTag: CiString<20>) {
            self.idTag = idTag
        }
    }

    /// `Authorize.conf` (OCPP 1.6 §6.2).
    package struct Confirmation: Equatable, Sendable {
        /// Required, object.
        package var idTagInfo: IdTagInfo

        /// Makes the value from its members; optional ones are absent unless given.
        package init(idTagInfo: IdTagInfo) {
            self.idTagInfo = idTagInfo
        }
    }
}
