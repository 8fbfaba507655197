import ChargePointModel
import OCPPTypes
import TerminalText

/// What `status` shows: a charge point at one moment.
package struct ChargePointPicture: Equatable, Sendable {
    /// One connector; 0 is the charge point as a whole.
    struct Connector: Equatable, Sendable {
        var status: ChargePointStatus
        var car: String?
        var stateOfCharge: Int?
        var watts: Int
        var offeredWatts: Int
        var registerWattHours: Int64
        var transaction: ChargePointModel.TransactionView?
    }

    var identity: String
    var kind: String
    var hasPower: Bool
    var isOffline: Bool
    var isConnected: Bool
    var isAccepted: Bool
    var time: DateTime
    var queued: Int
    var connectors: [Connector]
    var reservations: [ChargePointModel.ReservationView]
    var tagAwaitingCar: IdTag?
    var chargingProfiles: Int
    var configuration: [KeyValue]

    /// Looks at a charge point whose meters are up to date.
    package init(_ model: ChargePointModel, identity: String, kind: ChargePointKind, time: DateTime) {
        self.identity = identity
        self.kind = kind.name
        hasPower = model.hasPower
        isOffline = model.isOffline
        isConnected = model.isConnected
        isAccepted = model.isAccepted
        self.time = time
        queued = model.queuedCount
        let transactions = model.runningTransactions
        connectors = (0...model.connectorCount).map { id in
            Connector(
                status: model.status(of: id), car: model.car(on: id)?.name, stateOfCharge: model.stateOfCharge(of: id),
                watts: model.watts(of: id), offeredWatts: model.offeredWatts(of: id),
                registerWattHours: (model.energyMilliwattHours(of: id) ?? 0) / 1000,
                transaction: transactions.first { $0.connectorId == id })
        }
        reservations = model.openReservations
        tagAwaitingCar = model.tagAwaitingCar
        chargingProfiles = model.installedProfiles.count
        configuration = model.configurationEntries
    }

    /// The state in lines.
    func lines(paint: Paint) -> [String] {
        let network =
            !hasPower
            ? "no power"
            : isOffline
                ? "offline" : !isConnected ? "not connected" : isAccepted ? "accepted" : "connected, boot not accepted"
        var lines = [
            paint(identity, .bold) + " (\(kind)): \(network), \(connectors[0].status.rawValue)"
                + (queued > 0 ? ", \(queued) messages wait" : "") + ", device time \(time)"
        ]
        for (id, connector) in connectors.enumerated().dropFirst() {
            lines.append("  connector \(id): " + paint(connector.status.rawValue, .bold) + Self.text(connector))
        }
        if let tagAwaitingCar { lines.append("  remote start of \(tagAwaitingCar) waits for a car at any connector") }
        for reservation in reservations {
            lines.append(
                "  reservation \(reservation.id): connector \(reservation.connectorId) for "
                    + "\(reservation.idTag) until \(reservation.expiryDate)"
            )
        }
        if chargingProfiles > 0 { lines.append("  charging profiles installed: \(chargingProfiles)") }
        return lines
    }

    private static func text(_ connector: Connector) -> String {
        var text = ", meter \(connector.registerWattHours) Wh"
        if let car = connector.car {
            text += ", car \(car)" + (connector.stateOfCharge.map { " at \($0) %" } ?? "")
        }
        if let transaction = connector.transaction {
            let id = transaction.transactionId.map(String.init) ?? "without id yet"
            text += ", transaction \(id) of \(transaction.idTag): \(transaction.wattHours) Wh"
            text += ", \(connector.watts) W of \(connector.offeredWatts) W"
        }
        return text
    }

    /// Configuration keys whose names contain one of the words, or all.
    func configurationLines(_ words: [String]) -> [String] {
        let shown = configuration.filter { entry in
            words.isEmpty || words.contains { entry.key.value.lowercased().contains($0.lowercased()) }
        }
        guard !shown.isEmpty else { return ["no configuration key contains \(words.joined(separator: " or "))"] }
        let widest = shown.map(\.key.value.count).max() ?? 0
        return shown.map { entry in
            entry.key.value.paddedRight(to: widest + 2) + (entry.value?.value ?? "(hidden)")
                + (entry.readonly ? "  (read-only)" : "")
        }
    }
}
