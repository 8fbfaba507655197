import OCPPTypes
import SmartCharging

extension RandomStack {
    /// The stack as `wattswarm schedule FILE` reads it, with a question for a connector.
    ///
    /// Clearing and the end of a transaction are carried out: what is printed is what is left. What such a file cannot
    /// hold is in ``beside``.
    func json(asking connectorId: Int, _ unit: ChargingRateUnit?) -> String {
        let (left, running) = remains
        let profiles = left.map { one in
            "    {\"connectorId\": \(one.connectorId), \"csChargingProfiles\": \(one.profile.json)}"
        }
        let transactions = running.map { one in
            let id = one.transactionId.map { "\"transactionId\": \($0), " } ?? ""
            return "    {\"connectorId\": \(one.connectorId), \(id)\"start\": \"\(one.start)\"}"
        }
        let wanted = unit.map { ", \"chargingRateUnit\": \"\($0.rawValue)\"" } ?? ""
        return """
            {
              "config": {"connectors": \(configuration.connectors), "voltage": \(configuration.volts), \
            "phases": \(configuration.phases)},
              "profiles": [
            \(profiles.joined(separator: ",\n"))
              ],
              "transactions": [
            \(transactions.joined(separator: ",\n"))
              ],
              "query": {"connectorId": \(connectorId), "now": "\(now)", "duration": \(duration)\(wanted)}
            }
            """
    }

    /// What of the stack no such file can hold, in words; empty if there is nothing.
    var beside: [String] {
        var found: [String] = []
        if let limit = configuration.connectorLimit { found.append("each connector's hardware: \(limit)") }
        if let limit = configuration.chargePointLimit { found.append("the charge point's hardware: \(limit)") }
        if !configuration.allowsAmperes { found.append("no profiles in A") }
        if !configuration.allowsWatts { found.append("no profiles in W") }
        if configuration.maxInstalled < steps.count {
            found.append("MaxChargingProfilesInstalled \(configuration.maxInstalled)")
        }
        for one in remains.held where one.receivedAt != now {
            found.append("profile \(one.id) was received at \(one.receivedAt)")
        }
        for step in steps {
            switch step {
            case .set: break
            case .clear(let request): found.append("\(request)")
            case .end(let connectorId): found.append("the transaction of connector \(connectorId) ends")
            }
        }
        return found
    }

    /// All profiles that were sent, less what was cleared or ended; refused ones too, since refusing is a question as well.
    private var remains: (held: [Reference.Held], running: [ChargingTransaction]) {
        var left: [Reference.Held] = []
        var running = transactions
        for step in steps {
            switch step {
            case .set(let connectorId, let profile, let at):
                left.append(Reference.Held(connectorId: connectorId, profile: profile, receivedAt: at))
            case .clear(let request):
                var eraser = Reference(configuration: configuration, transactions: running)
                eraser.held = left
                _ = eraser.clear(request)
                left = eraser.held
            case .end(let connectorId):
                running.removeAll { $0.connectorId == connectorId }
                left.removeAll { $0.connectorId == connectorId && $0.purpose == .txProfile }
            }
        }
        return (left, running)
    }
}

extension ChargingProfile {
    /// The profile as it goes over the wire.
    fileprivate var json: String {
        var members = ["\"chargingProfileId\": \(chargingProfileId)"]
        if let transactionId { members.append("\"transactionId\": \(transactionId)") }
        members.append("\"stackLevel\": \(stackLevel)")
        members.append("\"chargingProfilePurpose\": \"\(chargingProfilePurpose.rawValue)\"")
        members.append("\"chargingProfileKind\": \"\(chargingProfileKind.rawValue)\"")
        if let recurrencyKind { members.append("\"recurrencyKind\": \"\(recurrencyKind.rawValue)\"") }
        if let validFrom { members.append("\"validFrom\": \"\(validFrom)\"") }
        if let validTo { members.append("\"validTo\": \"\(validTo)\"") }
        members.append("\"chargingSchedule\": \(chargingSchedule.json)")
        return "{\(members.joined(separator: ", "))}"
    }
}

extension ChargingSchedule {
    fileprivate var json: String {
        var members: [String] = []
        if let duration { members.append("\"duration\": \(duration)") }
        if let startSchedule { members.append("\"startSchedule\": \"\(startSchedule)\"") }
        members.append("\"chargingRateUnit\": \"\(chargingRateUnit.rawValue)\"")
        let list = chargingSchedulePeriod.map { period in
            let phases = period.numberPhases.map { ", \"numberPhases\": \($0)" } ?? ""
            return "{\"startPeriod\": \(period.startPeriod), \"limit\": \(period.limit)\(phases)}"
        }
        members.append("\"chargingSchedulePeriod\": [\(list.joined(separator: ", "))]")
        if let minChargingRate { members.append("\"minChargingRate\": \(minChargingRate)") }
        return "{\(members.joined(separator: ", "))}"
    }
}
