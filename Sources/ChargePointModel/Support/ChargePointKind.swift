import OCPPTypes

/// A kind of charge point hardware: what all points of that kind have in common.
package final class ChargePointKind: Sendable {
    /// How the energy gets into the car.
    package enum Supply: Equatable, Sendable {
        /// Alternating current with so many phases, and the largest current per phase in A.
        case alternating(phases: Int, amperes: Int)
        /// Direct current up to so many W, at so many V.
        case direct(watts: Int, volts: Int)
    }

    /// Name in a scenario.
    package let name: String
    /// `chargePointVendor`
    package let vendor: CiString<20>
    /// `chargePointModel`
    package let model: CiString<20>
    /// `firmwareVersion`
    package let firmwareVersion: CiString<50>
    /// What a connector delivers.
    package let supply: Supply
    /// Voltage of the grid between phase and neutral, in V.
    package let gridVolts: Int
    /// Number of connectors unless a scenario says otherwise.
    package let connectors: Int
    /// True when the cable cannot be taken off the charge point, so there is nothing to unlock.
    package let hasFixedCable: Bool
    /// Capacity of the batteries of the cars that charge here, in Wh.
    package let batteryWattHours: Int
    /// Default of MeterValuesSampledData.
    package let sampledData: String

    /// Makes a kind of one's own.
    package init(
        name: String, vendor: CiString<20>, model: CiString<20>, firmwareVersion: CiString<50>, supply: Supply,
        gridVolts: Int = 230, connectors: Int, hasFixedCable: Bool, batteryWattHours: Int, sampledData: String
    ) {
        self.name = name
        self.vendor = vendor
        self.model = model
        self.firmwareVersion = firmwareVersion
        self.supply = supply
        self.gridVolts = gridVolts
        self.connectors = connectors
        self.hasFixedCable = hasFixedCable
        self.batteryWattHours = batteryWattHours
        self.sampledData = sampledData
    }

    /// Largest power of a connector, in W.
    package var watts: Int {
        switch supply {
        case .alternating(let phases, let amperes): phases * amperes * gridVolts
        case .direct(let watts, _): watts
        }
    }

    /// Every built-in kind.
    package static let builtIn: [ChargePointKind] = [
        ChargePointKind(
            name: "ac-11kw", vendor: "Wattswarm", model: "WS-AC11", firmwareVersion: "1.0.0",
            supply: .alternating(phases: 3, amperes: 16), connectors: 1, hasFixedCable: false,
            batteryWattHours: 60_000, sampledData: alternatingData),
        ChargePointKind(
            name: "ac-22kw-two-connectors", vendor: "Wattswarm", model: "WS-AC22-2", firmwareVersion: "1.0.0",
            supply: .alternating(phases: 3, amperes: 32), connectors: 2, hasFixedCable: false,
            batteryWattHours: 60_000, sampledData: alternatingData),
        ChargePointKind(
            name: "dc-50kw", vendor: "Wattswarm", model: "WS-DC50", firmwareVersion: "1.0.0",
            supply: .direct(watts: 50_000, volts: 400), connectors: 1, hasFixedCable: true,
            batteryWattHours: 60_000, sampledData: directData),
        ChargePointKind(
            name: "dc-150kw", vendor: "Wattswarm", model: "WS-DC150", firmwareVersion: "1.0.0",
            supply: .direct(watts: 150_000, volts: 400), connectors: 1, hasFixedCable: true,
            batteryWattHours: 80_000, sampledData: directData),
        ChargePointKind(
            name: "dc-350kw-two-connectors", vendor: "Wattswarm", model: "WS-DC350-2", firmwareVersion: "1.0.0",
            supply: .direct(watts: 350_000, volts: 800), connectors: 2, hasFixedCable: true,
            batteryWattHours: 100_000, sampledData: directData),
    ]

    /// The built-in kind of that name.
    package static func builtIn(named name: String) -> ChargePointKind? {
        builtIn.first { $0.name == name }
    }

    /// Eight values with three phases: energy, power, three currents, three voltages.
    private static let alternatingData = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage"
    private static let directData = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC"
}
