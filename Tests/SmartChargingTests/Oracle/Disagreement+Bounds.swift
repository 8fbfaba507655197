import OCPPTypes
import SmartCharging

// What a charge point divides among its connectors: limits in amperes and in watts apart, on the fewest phases.
extension Comparison {
    mutating func division() -> Disagreement? {
        for running in reference.transactions {
            let bounds = store.bounds(of: running, at: stack.now, configuration: stack.configuration)
            let ceilings = reference.ceilings(of: running.connectorId, at: stack.now, asked: stack.now)
            count(bounds: 1)
            if let fault = fault(in: bounds, ceilings) {
                return Disagreement(connectorId: running.connectorId, unit: nil, what: "bounds: \(fault)")
            }
            // The lower of both is the limit itself.
            let volts = stack.configuration.volts
            let powers = [
                bounds.amperes.map { $0.tenths * Int64(volts * bounds.phases) }, bounds.watts?.tenths,
            ].compactMap(\.self)
            let allowance = reference.allowance(of: running.connectorId, at: stack.now, asked: stack.now)
            if powers.min() != allowance?.deciwatts {
                return Disagreement(
                    connectorId: running.connectorId, unit: nil, what: "\(bounds) are not \(allowance as Any)")
            }
        }
        var tops = reference.maximumCeiling(at: stack.now, asked: stack.now)
        if let hardware = stack.configuration.chargePointLimit { tops.append(Ceiling(hardware)) }
        let shared = store.sharedBounds(at: stack.now, configuration: stack.configuration)
        return fault(in: shared, tops).map {
            Disagreement(connectorId: 0, unit: nil, what: "shared bounds: \($0)")
        }
    }

    private func fault(in bounds: ChargingBounds, _ ceilings: [Ceiling]) -> String? {
        func lowest(_ unit: ChargingRateUnit) -> DecimalNumber? {
            ceilings.filter { $0.unit == unit }.map { DecimalNumber(tenths: $0.tenths) }.min()
        }
        let phases = ceilings.map(\.phases).reduce(stack.configuration.phases, min)
        let isSame =
            bounds.phases == phases && bounds.amperes == lowest(.amperes) && bounds.watts == lowest(.watts)
        return isSame ? nil : "\(bounds), the limits are \(ceilings)"
    }
}
