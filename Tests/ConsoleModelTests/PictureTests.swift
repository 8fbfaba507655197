import ChargePointModel
import OCPPTypes
import TerminalText
import Testing

@testable import ConsoleModel

/// What `status` and `config` show of a real charge point.
@Suite struct PictureTests {
    @Test func `a charge point with a car and a transaction`() throws {
        let kind = try #require(ChargePointKind.builtIn(named: "ac-22kw-two-connectors"))
        let clock = DeviceClock(epoch: DateTime("2030-05-06T12:00:00Z")!, reference: .zero)
        var model = ChargePointModel(
            ChargePointSetup(
                kind: kind, identity: "CP1", connectors: 2,
                configuration: SharedConfiguration(kind: kind, connectors: 2), seed: 1, clock: clock))
        var effects: [ChargePointEffect] = []
        func look() -> [String] {
            ChargePointPicture(model, identity: "CP1", kind: kind, time: clock.time(at: .zero)).lines(
                paint: Paint(isOn: false))
        }
        #expect(
            look() == [
                "CP1 (ac-22kw-two-connectors): no power, Available, device time 2030-05-06T12:00:00.000Z",
                "  connector 1: Available, meter 0 Wh", "  connector 2: Available, meter 0 Wh",
            ])
        model.handle(.powerOn, at: .zero, into: &effects)
        model.handle(
            .command(
                .plugInCar(connectorId: 1, CarChoice(car: 0, percent: 40)), CommandToken(rawValue: 1), intended: .zero),
            at: .zero, into: &effects)
        #expect(
            look() == [
                "CP1 (ac-22kw-two-connectors): not connected, Available, device time 2030-05-06T12:00:00.000Z",
                "  connector 1: Preparing, meter 0 Wh, car medium at 40 %", "  connector 2: Available, meter 0 Wh",
            ])
        let picture = ChargePointPicture(model, identity: "CP1", kind: kind, time: clock.time(at: .zero))
        #expect(
            picture.configurationLines(["clockal", "numberof"]) == [
                "ClockAlignedDataInterval  0", "NumberOfConnectors        2  (read-only)",
            ])
        #expect(picture.configurationLines(["nonsense"]) == ["no configuration key contains nonsense"])
        #expect(picture.configurationLines([]).count == model.configurationEntries.count)
    }
}
