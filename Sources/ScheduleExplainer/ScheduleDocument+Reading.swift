import OCPPJSON
import OCPPTypes
import SmartCharging
import TextFormats

extension ScheduleDocument {
    /// Reads a file of the form
    /// `{config: {connectors, voltage, phases}, profiles: [SetChargingProfile payloads], transactions: [{connectorId,
    /// transactionId, start}], query: {connectorId, now, duration, chargingRateUnit}}`.
    ///
    /// `transactions`, a transaction's `transactionId` and the query's `chargingRateUnit` may be absent. Payloads are
    /// read in strict mode.
    /// - Throws: the first error, with its place; unknown fields are errors.
    package init(json bytes: [UInt8]) throws(ScheduleDocumentError) {
        guard bytes.count <= ScheduleExplainerLimits.fileBytes else {
            throw ScheduleDocumentError(
                offset: 0,
                "\(bytes.count) bytes are more than a schedule file may have (\(ScheduleExplainerLimits.fileBytes))")
        }
        let root: PlacedJSON
        do throws(PlacedJSON.Fault) {
            root = try PlacedJSON.read(bytes, depth: ScheduleExplainerLimits.depth)
        } catch {
            throw ScheduleDocumentError(offset: error.offset, error.text)
        }
        let top = try Fields(root, "", known: ["config", "profiles", "transactions", "query"])
        let config = try Fields(
            try top.required("config"), "config", known: ["connectors", "voltage", "phases"])
        configuration = SmartChargingConfiguration(
            connectors: try config.integer("connectors", in: 1...SmartChargingLimits.connectors),
            volts: try config.integer("voltage", in: 1...100_000), phases: try config.integer("phases", in: 1...3),
            maxStackLevel: .max, maxPeriods: SmartChargingLimits.schedulePeriods,
            maxInstalled: SmartChargingLimits.installedProfiles)
        profiles = []
        for item in try top.list("profiles") { profiles.append(try Self.payload(item, bytes)) }
        transactions = []
        for (index, item) in try top.list("transactions", isRequired: false).enumerated() {
            transactions.append(try Self.transaction(item, "transactions[\(index)]", configuration, transactions))
        }
        let fields = try Fields(
            try top.required("query"), "query", known: ["connectorId", "now", "duration", "chargingRateUnit"])
        now = try fields.dateTime("now")
        query = GetCompositeSchedule.Request(
            connectorId: try fields.integer("connectorId"), duration: try fields.integer("duration"),
            chargingRateUnit: try fields.unit("chargingRateUnit"))
    }

    private static func payload(
        _ item: PlacedJSON, _ bytes: [UInt8]
    ) throws(ScheduleDocumentError) -> SetChargingProfile.Request {
        var decoded: SetChargingProfile.Request?
        var failure: PayloadError?
        var ignored = Violations()
        bytes.withUnsafeBytes { buffer in
            do throws(PayloadError) {
                let request = try PayloadDecoder.request(
                    .setChargingProfile, from: buffer, payload: item.range, mode: .strict, violations: &ignored)
                if case .setChargingProfile(let request) = request { decoded = request }
            } catch {
                failure = error
            }
        }
        if let decoded { return decoded }
        let text = failure?.description ?? "not a SetChargingProfile payload"
        throw ScheduleDocumentError(
            offset: failure?.offset ?? item.range.lowerBound, "not a SetChargingProfile payload: \(text)")
    }

    private static func transaction(
        _ item: PlacedJSON, _ path: String, _ configuration: SmartChargingConfiguration,
        _ others: [ChargingTransaction]
    ) throws(ScheduleDocumentError) -> ChargingTransaction {
        let fields = try Fields(item, path, known: ["connectorId", "transactionId", "start"])
        let connectorId = try fields.integer("connectorId", in: 1...configuration.connectors)
        guard !others.contains(where: { $0.connectorId == connectorId }) else {
            throw ScheduleDocumentError(
                offset: item.range.lowerBound, "\(path): connector \(connectorId) has a transaction already")
        }
        return ChargingTransaction(
            connectorId: connectorId, transactionId: try fields.optionalInteger("transactionId"),
            start: try fields.dateTime("start"))
    }
}

/// The fields of one object.
private struct Fields {
    private let path: String
    private let offset: Int
    private var values: [String: PlacedJSON] = [:]

    init(_ json: PlacedJSON, _ path: String, known: [String]) throws(ScheduleDocumentError) {
        self.path = path
        offset = json.range.lowerBound
        guard case .object(let members) = json.kind else {
            let what = path.isEmpty ? "the file" : "`\(path)`"
            throw ScheduleDocumentError(offset: offset, "\(what) must be an object, not \(json.word)")
        }
        for member in members {
            guard known.contains(member.name) else {
                let hint = DidYouMean.hint(for: member.name, among: known, listing: "known here")
                throw ScheduleDocumentError(
                    offset: member.nameRange.lowerBound,
                    "unknown field `\(Self.join(path, String(member.name.prefix(60))))`; \(hint)")
            }
            values[member.name] = member.value
        }
    }

    func required(_ name: String) throws(ScheduleDocumentError) -> PlacedJSON {
        guard let value = values[name] else {
            throw ScheduleDocumentError(offset: offset, "missing field `\(Self.join(path, name))`")
        }
        return value
    }

    func list(_ name: String, isRequired: Bool = true) throws(ScheduleDocumentError) -> [PlacedJSON] {
        if !isRequired, values[name] == nil { return [] }
        let value = try required(name)
        guard case .list(let items) = value.kind else { throw wrong(name, value, "a list") }
        return items
    }

    func integer(_ name: String) throws(ScheduleDocumentError) -> Int {
        let value = try required(name)
        guard case .number(let text) = value.kind, let number = Int(text) else {
            throw wrong(name, value, "a whole number")
        }
        return number
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(ScheduleDocumentError) -> Int {
        let number = try integer(name)
        guard range.contains(number) else {
            throw ScheduleDocumentError(
                offset: try required(name).range.lowerBound,
                "`\(Self.join(path, name))` must be from \(range.lowerBound) to \(range.upperBound), not \(number)")
        }
        return number
    }

    func optionalInteger(_ name: String) throws(ScheduleDocumentError) -> Int? {
        values[name] == nil ? nil : try integer(name)
    }

    func dateTime(_ name: String) throws(ScheduleDocumentError) -> DateTime {
        let value = try required(name)
        guard case .string(let text) = value.kind, let time = DateTime(text) else {
            throw wrong(name, value, "a date and time with zone, such as \"2025-01-01T12:00:00Z\"")
        }
        return time
    }

    func unit(_ name: String) throws(ScheduleDocumentError) -> ChargingRateUnit? {
        guard let value = values[name] else { return nil }
        guard case .string(let text) = value.kind, let unit = ChargingRateUnit(rawValue: text) else {
            throw wrong(name, value, "\"A\" or \"W\"")
        }
        return unit
    }

    private func wrong(_ name: String, _ value: PlacedJSON, _ expected: String) -> ScheduleDocumentError {
        let found: String
        switch value.kind {
        case .string(let text): found = "\"\(text.prefix(40))\""
        case .number(let text): found = String(text.prefix(40))
        case .object, .list, .boolean, .null: found = value.word
        }
        return ScheduleDocumentError(
            offset: value.range.lowerBound, "`\(Self.join(path, name))` must be \(expected), not \(found)")
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}
