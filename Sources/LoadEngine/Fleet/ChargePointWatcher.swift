import ChargePointModel
import WebSocketTransport

/// Sees everything that passes through a driver, on its loop: for a single charge point under somebody's eyes. A driver
/// without one pays a comparison.
package protocol ChargePointWatcher: AnyObject {
    /// A frame leaves, or has come; the bytes are valid only during the call.
    func frame(isOutgoing: Bool, _ bytes: UnsafeRawBufferPointer)
    /// The charge point wants this done, or tells it.
    func effect(_ effect: ChargePointEffect)
    /// The central system broke a rule that the model never saw.
    func violation(_ text: String)
    /// The handshake is over.
    func connectionOpened()
    /// The connection ended, or none came about.
    func connectionClosed(_ reason: WebSocketCloseReason, wasOpen: Bool)
}
