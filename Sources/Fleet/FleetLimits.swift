/// Limits of the fleet's own machinery.
package enum FleetLimits {
    /// Instructions that a behaviour carries out without any time passing; then it pauses for a millisecond, so that a
    /// loop of nothing but empty waits does not stop the event loop.
    package static let instructionsPerStep = 1000
}
