import OCPPJSON
import OCPPTypes
import Testing

@Suite struct UnknownTriggerTests {
    @Test(
        arguments: [
            (
                Action.triggerMessage, #"{"requestedMessage":"StartTransaction"}"#,
                Confirmation.triggerMessage(.init(status: .notImplemented))
            ),
            (
                .extendedTriggerMessage, #"{"requestedMessage":"Nope","connectorId":1}"#,
                .extendedTriggerMessage(.init(status: .notImplemented))
            ),
            (.triggerMessage, #"{"requestedMessage":7}"#, nil),
            (.triggerMessage, #"{"requestedMessage":"Heartbeat","connectorId":"x"}"#, nil),
            (.reset, #"{"type":"Medium"}"#, nil),
        ] as [(Action, String, Confirmation?)])
    func `a message that nobody knows is NotImplemented and no CALLERROR`(
        _ action: Action, _ payload: String, _ expected: Confirmation?
    ) {
        do {
            _ = try decodeRequest(action, payload)
            Issue.record("\(payload) was taken")
        } catch let error as PayloadError {
            #expect(error.confirmation(for: action) == expected)
        } catch {
            Issue.record("another error: \(error)")
        }
    }
}
