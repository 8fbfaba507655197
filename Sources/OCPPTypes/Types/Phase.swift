/// Values of `Phase` on the wire (OCPP 1.6 §7 or the security white paper).
package enum Phase: String, CaseIterable, Sendable, Hashable {
    /// `L1`.
    case l1 = "L1"
    /// `L2`.
    case l2 = "L2"
    /// `L3`.
    case l3 = "L3"
    /// `N`.
    case n = "N"
    /// `L1-N`.
    case l1N = "L1-N"
    /// `L2-N`.
    case l2N = "L2-N"
    /// `L3-N`.
    case l3N = "L3-N"
    /// `L1-L2`.
    case l1L2 = "L1-L2"
    /// `L2-L3`.
    case l2L3 = "L2-L3"
    /// `L3-L1`.
    case l3L1 = "L3-L1"
}
