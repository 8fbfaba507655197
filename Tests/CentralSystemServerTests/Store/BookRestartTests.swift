import CentralSystemModel
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemServer

/// The books of charge points behind a server: what was accepted is there after a restart.
@Suite(.timeLimit(.minutes(3))) struct BookRestartTests {
    private static let time = DateTime(millisecondsSince1970: 1_735_732_800_123)

    private static func profile(_ id: Int, _ purpose: ChargingProfilePurpose) -> ChargingProfile {
        ChargingProfile(
            chargingProfileId: id, stackLevel: 0, chargingProfilePurpose: purpose, chargingProfileKind: .recurring,
            recurrencyKind: .weekly, validFrom: time, validTo: time.adding(milliseconds: 5),
            chargingSchedule: ChargingSchedule(
                duration: 60, startSchedule: time, chargingRateUnit: .watts,
                chargingSchedulePeriod: [
                    ChargingSchedulePeriod(startPeriod: 0, limit: DecimalNumber(tenths: 105), numberPhases: 1)
                ], minChargingRate: DecimalNumber(tenths: 5)))
    }

    @Test func `a restart of the server loses nothing that a charge point accepted`() async throws {
        let directory = TestDirectory()
        let reserve = Request.reserveNow(
            .init(
                connectorId: 1, expiryDate: DateTime("2025-01-02T00:00:00Z")!, idTag: "TAG1",
                reservationId: CommandPayload.chosenByCentralSystem))
        let profile = Request.setChargingProfile(
            .init(connectorId: 0, csChargingProfiles: Self.profile(1, .chargePointMaxProfile)))
        let firmware = Request.updateFirmware(.init(location: "ftp://h/f", retrieveDate: Self.time))
        let accepted = #"{"status":"Accepted"}"#
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            for (number, (request, answer)) in [
                (reserve, accepted), (profile, accepted), (firmware, "{}"),
                (
                    .getConfiguration(.init()),
                    #"{"configurationKey":[{"key":"NumberOfConnectors","readonly":true,"value":"2"}]}"#
                ),
            ].enumerated() {
                async let end = server.server.order(Command(.typed(request)), to: "CP1")
                _ = await chargePoint.next()
                chargePoint.send("[3,\"\(number + 1)\",\(answer)]")
                guard case .confirmation? = try await end else {
                    Issue.record("\(request.action): \(String(describing: try await end))")
                    return
                }
            }
            async let end = server.server.sendIdTags(.full, to: "CP1")
            _ = await chargePoint.next()
            chargePoint.send(#"[3,"5",{"status":"Accepted"}]"#)
            #expect(try await end == .done)
        }
        try await TestServer.with(directory) { server in
            let books = try #require(try await server.server.books(of: "CP1"))
            #expect(books.reservations.map(\.state) == [.active])
            #expect(books.chargingProfiles.map(\.profile) == [Self.profile(1, .chargePointMaxProfile)])
            #expect(books.orders.map(\.state) == [.running])
            #expect(books.configuration.map(\.value) == ["2"])
            #expect(books.localList.entries?.map(\.idTag) == ["TAG1"])
            #expect(books.localList.listVersion == 1)
        }
    }

    /// A charge point's acceptance while the database takes no commit: the operator is told, and it is written later.
    @Test func `what a charge point accepted is written when the database recovers`() async throws {
        let directory = TestDirectory()
        try await TestServer.with(directory, store: { $0.busyTimeoutMilliseconds = 20 }) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            try await server.server.setQueryOnly(true)
            async let end = server.server.order(
                Command(.typed(.changeAvailability(.init(connectorId: 0, type: .inoperative)))), to: "CP1")
            _ = await chargePoint.next()
            chargePoint.send(#"[3,"1",{"status":"Accepted"}]"#)
            #expect(try await end == .confirmation(.changeAvailability(.init(status: .accepted))))
            #expect(await server.server.storeCounters?.isFailing == true)
            try await server.server.setQueryOnly(false)
            #expect(await chargePoint.call(startFrame("1")) == startAnswer("1", 1))
        }
        try await TestServer.with(directory) { server in
            let books = try await server.server.books(of: "CP1")
            #expect(books?.availability.map(\.type) == [.inoperative])
        }
    }
}
