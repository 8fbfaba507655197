import OCPPTypes

/// What can change the status of a connector; each event leads to one column of the table of OCPP 1.6 §4.9.
enum ConnectorEvent: UInt8, CaseIterable, Sendable {
    /// 1: the connector is free again, or operative again.
    case becomesFree
    /// 2: a plug, a tag or a remote start announces a user.
    case usageBegins
    /// 3: energy flows.
    case energyFlows
    /// 4: the car does not take energy.
    case carPauses
    /// 5: the charge point does not offer energy.
    case chargePointPauses
    /// 6: the transaction (or the wait for a tag) is over and the plug is still in.
    case usageEndsPlugged
    /// 7: somebody reserved the connector.
    case reservationBegins
    /// 8: the operator made the connector inoperative.
    case becomesInoperative
    /// 9: something broke.
    case faultOccurs
}

/// The status table of OCPP 1.6 §4.9 with B6 of errata v4.0 §3.20: rows are statuses, columns events, empty is not
/// allowed.
///
/// ```text
///                 1   2   3   4   5   6   7   8   9
/// A Available     .   A2  A3  A4  A5      A7  A8  A9
/// B Preparing     B1  .   B3  B4  B5  B6          B9
/// C Charging      C1      .   C4  C5  C6      C8  C9
/// D SuspendedEV   D1      D3  .   D5  D6      D8  D9
/// E SuspendedEVSE E1      E3  E4  .   E6      E8  E9
/// F Finishing     F1  F2              .       F8  F9
/// G Reserved      G1  G2                  .   G8  G9
/// H Unavailable   H1  H2  H3  H4  H5          .   H9
/// I Faulted       I1  I2  I3  I4  I5  I6  I7  I8  .
/// ```
///
/// Leaving Faulted leads back to the status before the fault, so the caller picks the event that does.
enum ConnectorTable {
    /// The status after an event on a connector above 0; nil when the table does not allow it.
    static func next(_ status: ChargePointStatus, _ event: ConnectorEvent) -> ChargePointStatus? {
        switch (status, event) {
        case (.available, .usageBegins), (.finishing, .usageBegins), (.reserved, .usageBegins),
            (.unavailable, .usageBegins), (.faulted, .usageBegins):
            .preparing
        case (.preparing, .becomesFree), (.charging, .becomesFree), (.suspendedEV, .becomesFree),
            (.suspendedEVSE, .becomesFree), (.finishing, .becomesFree), (.reserved, .becomesFree),
            (.unavailable, .becomesFree), (.faulted, .becomesFree):
            .available
        case (.available, .energyFlows), (.preparing, .energyFlows), (.suspendedEV, .energyFlows),
            (.suspendedEVSE, .energyFlows), (.unavailable, .energyFlows), (.faulted, .energyFlows):
            .charging
        case (.available, .carPauses), (.preparing, .carPauses), (.charging, .carPauses),
            (.suspendedEVSE, .carPauses), (.unavailable, .carPauses), (.faulted, .carPauses):
            .suspendedEV
        case (.available, .chargePointPauses), (.preparing, .chargePointPauses), (.charging, .chargePointPauses),
            (.suspendedEV, .chargePointPauses), (.unavailable, .chargePointPauses), (.faulted, .chargePointPauses):
            .suspendedEVSE
        case (.preparing, .usageEndsPlugged), (.charging, .usageEndsPlugged), (.suspendedEV, .usageEndsPlugged),
            (.suspendedEVSE, .usageEndsPlugged), (.faulted, .usageEndsPlugged):
            .finishing
        case (.available, .reservationBegins), (.faulted, .reservationBegins):
            .reserved
        case (.available, .becomesInoperative), (.charging, .becomesInoperative), (.suspendedEV, .becomesInoperative),
            (.suspendedEVSE, .becomesInoperative), (.finishing, .becomesInoperative), (.reserved, .becomesInoperative),
            (.faulted, .becomesInoperative):
            .unavailable
        case (.available, .faultOccurs), (.preparing, .faultOccurs), (.charging, .faultOccurs),
            (.suspendedEV, .faultOccurs), (.suspendedEVSE, .faultOccurs), (.finishing, .faultOccurs),
            (.reserved, .faultOccurs), (.unavailable, .faultOccurs):
            .faulted
        case (.available, .becomesFree), (.available, .usageEndsPlugged),
            (.preparing, .usageBegins), (.preparing, .reservationBegins), (.preparing, .becomesInoperative),
            (.charging, .usageBegins), (.charging, .energyFlows), (.charging, .reservationBegins),
            (.suspendedEV, .usageBegins), (.suspendedEV, .carPauses), (.suspendedEV, .reservationBegins),
            (.suspendedEVSE, .usageBegins), (.suspendedEVSE, .chargePointPauses),
            (.suspendedEVSE, .reservationBegins),
            (.finishing, .energyFlows), (.finishing, .carPauses), (.finishing, .chargePointPauses),
            (.finishing, .usageEndsPlugged), (.finishing, .reservationBegins),
            (.reserved, .energyFlows), (.reserved, .carPauses), (.reserved, .chargePointPauses),
            (.reserved, .usageEndsPlugged), (.reserved, .reservationBegins),
            (.unavailable, .usageEndsPlugged), (.unavailable, .reservationBegins),
            (.unavailable, .becomesInoperative),
            (.faulted, .faultOccurs):
            nil
        }
    }

    /// The reduced table of connector 0: Available, Unavailable, Faulted.
    static func nextOfChargePoint(_ status: ChargePointStatus, _ event: ConnectorEvent) -> ChargePointStatus? {
        switch event {
        case .becomesFree, .becomesInoperative, .faultOccurs: next(status, event)
        case .usageBegins, .energyFlows, .carPauses, .chargePointPauses, .usageEndsPlugged, .reservationBegins: nil
        }
    }
}
