/// Limits on what one charge point may do; reaching one is counted.
package enum FloodLimit: UInt8, CaseIterable, Sendable {
    /// `CentralSystemServerLimits.framesPerSecond`.
    case frameRate
    /// `CentralSystemServerLimits.faultyFramesPerSecond`.
    case faultRate
    /// `CentralSystemServerLimits.handshakesPerSecondOfIdentity`.
    case handshakeRate

    /// A fixed lower-case name with underscores, for metrics.
    package var label: String {
        switch self {
        case .frameRate: "frame_rate"
        case .faultRate: "fault_rate"
        case .handshakeRate: "handshake_rate_of_identity"
        }
    }
}
