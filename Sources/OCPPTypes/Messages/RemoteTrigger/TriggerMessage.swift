/// Asks the charge point to send a message; central system to charge point.
package enum TriggerMessage {
    /// `TriggerMessage.req` (OCPP 1.6 §6.51).
    package struct Request: Equatable, Sendable {
        /// Required, enumeration.
        package var requestedMessage: MessageTrigger
        /// Optional, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(requestedMessage: MessageTrigger, connectorId: Int? = nil) {
            self.requestedMessage = requestedMessage
            self.connectorId = connectorId
        }
    }

    /// `TriggerMessage.conf` (OCPP 1.6 §6.52).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: TriggerMessageStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: TriggerMessageStatus) {
            self.status = status
        }
    }
}
