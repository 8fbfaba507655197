import OCPPTypes

/// The configuration that the charge points of a group begin with; each keeps only its own changes.
package final class SharedConfiguration: Sendable {
    /// A setting that the charge point does not take.
    package struct RefusedSetting: Equatable, Sendable {
        /// The key as given.
        package var key: String
        /// The value as given.
        package var value: String
        /// Why it was refused.
        package var reason: Reason

        /// Why a setting was refused.
        package enum Reason: Equatable, Sendable {
            /// No such key is built.
            case unknownKey
            /// The value does not have the key's form, or is out of its range.
            case invalidValue
        }
    }

    /// Settings that have no effect; the owner should tell the user.
    package let refused: [RefusedSetting]
    /// Whether MessageTimeout was set; otherwise the time-out of ``ChargePointLimits`` holds.
    let setsMessageTimeout: Bool
    /// Whether the owner can transfer files.
    package let transfers: TransferCapability
    private let values: [ConfigurationValue]

    /// Takes the defaults of a kind and puts settings over them; settings may change keys that are read-only
    /// on the wire,
    /// except NumberOfConnectors.
    package init(
        kind: ChargePointKind, connectors: Int, settings: [(String, String)] = [],
        transfers: TransferCapability = .standard
    ) {
        let count = min(max(1, connectors), ChargePointLimits.connectors)
        var values = ConfigurationKey.allCases.map { key in
            guard
                let value = ConfigurationValue(
                    transfers.defaultText(of: key) ?? key.defaultText(kind: kind, connectors: count), for: key,
                    kind: kind)
            else { preconditionFailure("the default of \(key.name) is not valid for \(kind.name)") }
            return value
        }
        var refused: [RefusedSetting] = []
        var setsMessageTimeout = false
        for (name, text) in settings {
            guard let key = ConfigurationKey(named: CiString<50>(unchecked: name)), key != .numberOfConnectors else {
                refused.append(RefusedSetting(key: name, value: text, reason: .unknownKey))
                continue
            }
            guard let value = ConfigurationValue(text, for: key, kind: kind) else {
                refused.append(RefusedSetting(key: name, value: text, reason: .invalidValue))
                continue
            }
            if let limit = key.maxLengthKey, case .integer(let most) = values[Int(limit.rawValue)],
                value.itemCount > most
            {
                refused.append(RefusedSetting(key: name, value: text, reason: .invalidValue))
                continue
            }
            values[Int(key.rawValue)] = value
            if key == .messageTimeout { setsMessageTimeout = true }
        }
        self.values = values
        self.refused = refused
        self.transfers = transfers
        self.setsMessageTimeout = setsMessageTimeout
    }

    /// CpoName as the charge points begin with it: O of their certificates.
    package var cpoName: String {
        guard case .text(let name) = value(.cpoName) else { return "" }
        return name
    }

    /// The value of a key.
    func value(_ key: ConfigurationKey) -> ConfigurationValue { values[Int(key.rawValue)] }
}

/// A charge point's own changes over the shared configuration: a short list sorted by key, empty for most.
struct ConfigurationOverlay: Equatable, Sendable {
    struct Entry: Equatable, Sendable {
        var key: ConfigurationKey
        var value: ConfigurationValue
    }

    private(set) var entries: [Entry] = []

    /// The changed value of a key, if it was changed.
    subscript(key: ConfigurationKey) -> ConfigurationValue? {
        for entry in entries {
            if entry.key == key { return entry.value }
            if entry.key > key { return nil }
        }
        return nil
    }

    /// Enters or replaces a value.
    mutating func set(_ key: ConfigurationKey, to value: ConfigurationValue) {
        var index = 0
        while index < entries.count, entries[index].key < key { index += 1 }
        if index < entries.count, entries[index].key == key {
            entries[index].value = value
        } else {
            entries.insert(Entry(key: key, value: value), at: index)
        }
    }
}
