/// Values of `Location` on the wire (OCPP 1.6 §7 or the security white paper).
package enum Location: String, CaseIterable, Sendable, Hashable {
    /// `Cable`.
    case cable = "Cable"
    /// `EV`.
    case ev = "EV"
    /// `Inlet`.
    case inlet = "Inlet"
    /// `Outlet`.
    case outlet = "Outlet"
    /// `Body`.
    case body = "Body"
}
