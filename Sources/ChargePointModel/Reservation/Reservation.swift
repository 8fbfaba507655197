import OCPPTypes

/// A reservation (OCPP 1.6 §3.11, §5.13).
///
/// ```text
///            ReserveNow               tag accepted             StartTransaction (carries the id)
///  (none) ────────────────▶ waiting ────────────────▶ claimed ────────────────▶ (none)
///    ▲                       │    ▲                     │  │
///    │ expiry, cancel, fault │    └── wait for plug ends┘  │ expiry, cancel, fault
///    └───────────────────────┴────────────────────────────-┘
/// ```
///
/// A connector that only the holder of a reservation may use reports Reserved. A reservation of connector 0 blocks no
/// connector as long as others are free; the last free ones are blocked for it.
struct Reservation: Equatable, Sendable {
    /// The central system's name for it.
    var id: Int
    /// The connector, or 0 for any of them.
    var connectorId: UInt8
    /// Whose it is.
    var idTag: IdTag
    /// Tags of this parent may use it too.
    var parentIdTag: IdTag?
    /// It ends then, in device time.
    var expiryDate: DateTime
    /// The connector on which its holder was accepted and has not started yet.
    var claimedBy: UInt8?

    /// True when a tag is its holder, or one of the same parent; a tag is never compared with a parent.
    func isFor(_ tag: IdTag, parent: IdTag?) -> Bool {
        idTag == tag || (parentIdTag != nil && parentIdTag == parent)
    }
}
