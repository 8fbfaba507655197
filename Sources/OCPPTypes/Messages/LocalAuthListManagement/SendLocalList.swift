/// Sends the local authorization list, whole or as differences; central system to charge point.
package enum SendLocalList {
    /// `SendLocalList.req` (OCPP 1.6 §6.41).
    package struct Request: Equatable, Sendable {
        /// Required, integer.
        package var listVersion: Int
        /// Optional, list of AuthorizationData.
        package var localAuthorizationList: [AuthorizationData]?
        /// Required, enumeration.
        package var updateType: UpdateType

        /// Makes the value from its members; optional ones are absent unless given.
        package init(listVersion: Int, localAuthorizationList: [AuthorizationData]? = nil, updateType: UpdateType) {
            self.listVersion = listVersion
            self.localAuthorizationList = localAuthorizationList
            self.updateType = updateType
        }
    }

    /// `SendLocalList.conf` (OCPP 1.6 §6.42).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: UpdateStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: UpdateStatus) {
            self.status = status
        }
    }
}
