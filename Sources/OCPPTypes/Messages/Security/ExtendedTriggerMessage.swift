/// Asks the charge point to send a message (security extension); central system to charge point.
package enum ExtendedTriggerMessage {
    /// `ExtendedTriggerMessage.req` (security white paper edition 3, ExtendedTriggerMessage.req).
    package struct Request: Equatable, Sendable {
        /// Required, enumeration.
        package var requestedMessage: ExtendedMessageTrigger
        /// Optional, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(requestedMessage: ExtendedMessageTrigger, connectorId: Int? = nil) {
            self.requestedMessage = requestedMessage
            self.connectorId = connectorId
        }
    }

    /// `ExtendedTriggerMessage.conf` (security white paper edition 3, ExtendedTriggerMessage.conf).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: TriggerMessageStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: TriggerMessageStatus) {
            self.status = status
        }
    }
}
