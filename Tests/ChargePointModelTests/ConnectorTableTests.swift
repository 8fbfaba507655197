import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct ConnectorTableTests {
    static let statuses: [ChargePointStatus] = [
        .available, .preparing, .charging, .suspendedEV, .suspendedEVSE, .finishing, .reserved, .unavailable, .faulted,
    ]

    /// The table of OCPP 1.6 §4.9 with B6 of errata v4.0 §3.20; a dot is "not allowed".
    static let rows = [
        ".2345.789", "1.3456..9", "1..456.89", "1.3.56.89", "1.34.6.89", "12.....89", "12.....89", "12345...9",
        "12345678.",
    ]

    @Test func `every status and event follows the table of section 4_9`() {
        var legal = 0
        for (row, status) in Self.statuses.enumerated() {
            for (column, event) in ConnectorEvent.allCases.enumerated() {
                let cell = Array(Self.rows[row])[column]
                let expected = cell == "." ? nil : Self.statuses[column]
                #expect(ConnectorTable.next(status, event) == expected, "\(status) \(event)")
                legal += expected == nil ? 0 : 1
            }
        }
        #expect(legal == 53)
    }

    @Test func `connector 0 knows only Available, Unavailable and Faulted`() {
        let allowed: [ChargePointStatus] = [.available, .unavailable, .faulted]
        for status in allowed {
            for event in ConnectorEvent.allCases {
                let next = ConnectorTable.nextOfChargePoint(status, event)
                #expect(next == nil || (allowed.contains(next!) && next != status), "\(status) \(event)")
            }
        }
        #expect(ConnectorTable.nextOfChargePoint(.available, .usageBegins) == nil)
        #expect(ConnectorTable.nextOfChargePoint(.available, .becomesInoperative) == .unavailable)
    }
}
