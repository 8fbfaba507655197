import OCPPTypes

/// A limit of power or current, kept exactly in tenths.
///
/// In A it holds for each phase, in W for all phases together (OCPP 1.6 §7.12).
package struct ElectricLimit: Hashable, Sendable {
    /// The limit in ``unit``; never negative where it comes from an installed profile.
    package var limit: DecimalNumber
    /// What ``limit`` counts.
    package var unit: ChargingRateUnit
    /// How many phases may be used: 1 to 3.
    package var phases: Int

    /// Makes a limit; `phases` is brought into 1 ... 3.
    package init(_ limit: DecimalNumber, _ unit: ChargingRateUnit, phases: Int = 3) {
        self.limit = limit
        self.unit = unit
        self.phases = min(max(phases, 1), 3)
    }

    /// The same limit in another unit: I = P / (U × phases), P = I × U × phases (OCPP 1.6 §7.12, errata v4.0 §3.68).
    ///
    /// A remainder is cut off, so that a conversion there and back never allows more; what overflows saturates.
    /// - `volts`: nominal voltage between phase and neutral; a value below 1 counts as 1.
    package func converted(to other: ChargingRateUnit, volts: Int) -> ElectricLimit {
        guard unit != other else { return self }
        switch other {
        case .amperes:
            return ElectricLimit(DecimalNumber(tenths: limit.tenths / factor(volts)), .amperes, phases: phases)
        case .watts:
            let (product, overflow) = limit.tenths.multipliedReportingOverflow(by: factor(volts))
            let tenths = overflow ? (limit.tenths < 0 ? Int64.min : Int64.max) : product
            return ElectricLimit(DecimalNumber(tenths: tenths), .watts, phases: phases)
        }
    }

    /// The same limit where fewer phases are used: the number stays as it was given (errata v4.0 §3.34).
    package func onPhases(atMost most: Int) -> ElectricLimit {
        ElectricLimit(limit, unit, phases: min(phases, most))
    }

    private func factor(_ volts: Int) -> Int64 {
        let (product, overflow) = Int64(max(volts, 1)).multipliedReportingOverflow(by: Int64(phases))
        return overflow ? .max : product
    }
}
