import OCPPTypes

/// A charge point as it is at an instant, in words: what its diagnostics are made of.
///
/// It is a copy of the model, so it costs nothing until it is read, and gives the same texts each time.
package struct ChargePointDiagnostics: Sendable {
    private let model: ChargePointModel
    private let now: Instant

    /// The charge point's device time.
    package var time: DateTime { model.clock.time(at: now) }
    /// The same at another instant.
    package func time(at instant: Instant) -> DateTime { model.clock.time(at: instant) }
    /// Its identity.
    package var identity: String { model.identity }

    init(_ model: ChargePointModel, at now: Instant) {
        self.model = model
        self.now = now
    }

    /// Hardware, firmware, registration, connection, queues and connectors.
    package var status: String {
        let profiles = model.profiles
        let version = (profiles.isEmpty ? nil : profiles.value.firmwareVersion) ?? model.kind.firmwareVersion
        var lines = [
            "identity: \(model.identity)", "time: \(time)", "vendor: \(model.kind.specification.vendor.value)",
            "model: \(model.kind.specification.model.value)", "firmwareVersion: \(version.value)",
            "registration: \(model.boot.registration?.rawValue ?? "none")",
            "connection: \(model.isConnected ? "open" : "none")",
            "calls sent: \(model.queue.lastCounter)", "waiting to be sent: \(model.queuedCount)",
            "listVersion: \(model.localList.version)",
            "reservations: \(profiles.isEmpty ? 0 : profiles.value.reservations.count)",
        ]
        for index in model.connectors.indices {
            let connector = model.connectors[index]
            var line = "connector \(index): \(connector.status.rawValue)"
            if index > 0 {
                line += ", register \(connector.register.milliwattHours / 1000) Wh, \(connector.watts) W"
                line += connector.isPlugged ? ", plugged in" : ""
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Every configuration key that can be read, with its value.
    package var configuration: String {
        ConfigurationKey.allCases.filter { $0.row.access != .writeOnly }
            .map { key in
                let entry = model.keyValue(key)
                return "\(entry.key.value)\(entry.readonly ? " (read-only)" : ""): \(entry.value?.value ?? "")\n"
            }.joined()
    }

    /// The transactions that run, and how many there were.
    package var transactions: String {
        var lines = ["started so far: \(model.lastTransactionNumber)"]
        for transaction in model.transactions {
            let id = transaction.transactionId.map(String.init) ?? "not confirmed"
            lines.append(
                "connector \(transaction.connectorId): transactionId \(id), since \(transaction.start), "
                    + "meterStart \(transaction.startMilliwattHours / 1000) Wh")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The security log of a period, both ends open when nil.
    package func securityLog(from: DateTime?, to: DateTime?) -> String {
        guard !model.profiles.isEmpty else { return "" }
        return Self.text(
            model.profiles.value.security.log.filter { entry in
                (from.map { $0 <= entry.timestamp } ?? true) && (to.map { entry.timestamp <= $0 } ?? true)
            })
    }

    /// Lines of a security log: time, type and what is known beside.
    package static func text(_ entries: [SecurityLogEntry]) -> String {
        entries.map { "\($0.timestamp) \($0.event.rawValue)\($0.techInfo.map { " " + $0 } ?? "")\n" }.joined()
    }
}

extension ChargePointModel {
    /// The charge point as it is now, for its diagnostics.
    package func diagnostics(at now: Instant) -> ChargePointDiagnostics { ChargePointDiagnostics(self, at: now) }
}
