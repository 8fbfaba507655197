import OCPPTypes

/// The value of a configuration key, read once and kept in the form in which it is used.
enum ConfigurationValue: Equatable, Sendable {
    case boolean(Bool)
    case integer(Int)
    case measurands(MeasurandList)
    case text(String)

    /// Reads a value; nil when it does not have the key's form or is out of range (the answer is Rejected then).
    init?(_ text: String, for key: ConfigurationKey, kind: ChargePointKind) {
        switch key.form {
        case .boolean:
            switch text.lowercased() {
            case "true": self = .boolean(true)
            case "false": self = .boolean(false)
            default: return nil
            }
        case .integer(let range):
            guard let number = Int(text), range.contains(number) else { return nil }
            self = .integer(number)
        case .measurands:
            guard let list = MeasurandList(text, kind: kind) else { return nil }
            self = .measurands(list)
        case .list(let words):
            guard words.admit(text) else { return nil }
            self = .text(text)
        case .authorizationKey:
            guard text.isEmpty || AuthorizationKey(hex: text) != nil else { return nil }
            self = .text(text)
        case .text(let lengths):
            guard lengths.contains(text.unicodeScalars.count) else { return nil }
            self = .text(text)
        }
    }

    /// The value as it stands in GetConfiguration.conf.
    var text: String {
        switch self {
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .measurands(let list): list.text
        case .text(let value): value
        }
    }

    /// Number of items of a list; 1 for everything else.
    var itemCount: Int {
        switch self {
        case .measurands(let list): list.items.count
        case .text(let text): text.isEmpty ? 0 : text.split(separator: ",", omittingEmptySubsequences: false).count
        case .boolean, .integer: 1
        }
    }
}

extension ConfigurationKey.Words {
    /// True when every item of a comma-separated list is one of the words; an empty list is allowed.
    func admit(_ text: String) -> Bool {
        text.isEmpty
            || text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
                contains(String(part.drop { $0 == " " }))
            }
    }

    private func contains(_ item: String) -> Bool {
        switch self {
        case .featureProfiles: FeatureProfile(rawValue: item) != nil
        case .transferProtocols: ["FTP", "FTPS", "HTTP", "HTTPS"].contains(item)
        case .chargingRateUnits: ["Current", "Power"].contains(item)
        case .phaseRotations: Self.isPhaseRotation(item)
        }
    }

    private static func isPhaseRotation(_ item: String) -> Bool {
        let rotations = ["NotApplicable", "Unknown", "RST", "RTS", "SRT", "STR", "TRS", "TSR"]
        guard let point = item.firstIndex(of: ".") else { return rotations.contains(item) }
        return UInt16(item[..<point]) != nil && rotations.contains(String(item[item.index(after: point)...]))
    }
}

/// A comma-separated list of measurands, as the keys for meter values hold it (OCPP 1.6 §9.1.15).
struct MeasurandList: Equatable, Sendable {
    /// One entry: a measurand, all its phases or one of them.
    struct Item: Equatable, Sendable {
        var measurand: Measurand
        var phase: Phase?
    }

    /// The entries in order.
    let items: [Item]
    /// The list as it was given.
    let text: String

    /// Reads a list; nil when an entry is unknown, not supported by the kind, or there are too many.
    init?(_ text: String, kind: ChargePointKind) {
        var items: [Item] = []
        if !text.isEmpty {
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let trimmed = String(part.drop { $0 == " " })
                guard items.count < ChargePointLimits.measurandListLength, let item = Self.item(trimmed),
                    Meter.supports(item, kind: kind)
                else { return nil }
                items.append(item)
            }
        }
        self.items = items
        self.text = text
    }

    /// `Voltage`, or `Voltage.L1` for one phase.
    private static func item(_ text: String) -> Item? {
        if let measurand = Measurand(rawValue: text) { return Item(measurand: measurand, phase: nil) }
        guard let point = text.lastIndex(of: "."), let measurand = Measurand(rawValue: String(text[..<point])),
            let phase = Phase(rawValue: String(text[text.index(after: point)...]))
        else { return nil }
        return Item(measurand: measurand, phase: phase)
    }
}
