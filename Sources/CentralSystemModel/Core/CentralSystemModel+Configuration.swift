import OCPPTypes

/// The configuration keys of a charge point as they were last told (OCPP 1.6 §5.3, §5.8, §9).
extension CentralSystemModel {
    /// A key whose value is a secret: it is neither kept nor stored here.
    private static let secretKey: CiString<50> = "AuthorizationKey"

    mutating func configurationRead(
        _ request: GetConfiguration.Request, _ confirmation: GetConfiguration.Confirmation, of index: Int,
        into effects: inout [Effect]
    ) -> [Record] {
        let identity = chargePoints[index].identity
        var records: [Record] = []
        // GetConfiguration tells the values in force; those that wait for a reboot go on waiting.
        let waiting = chargePoints[index].books.configuration.filter { $0.pendingValue != nil }
        if request.key?.isEmpty ?? true {
            records.append(.configurationDeleted(identity: identity, key: nil))
            chargePoints[index].books.configuration = []
        }
        for key in confirmation.unknownKey ?? [] {
            guard let place = chargePoints[index].books.configuration.firstIndex(where: { $0.key == key }) else {
                continue
            }
            chargePoints[index].books.configuration.remove(at: place)
            records.append(.configurationDeleted(identity: identity, key: key))
        }
        for told in confirmation.configurationKey ?? [] {
            let value = told.key == Self.secretKey ? nil : told.value
            var entry = ConfigurationEntry(key: told.key, value: value, readonly: told.readonly)
            if let pending = waiting.first(where: { $0.key == told.key })?.pendingValue, pending != value {
                entry.pendingValue = pending
            }
            if setConfiguration(entry, of: index, into: &effects) {
                records.append(.configuration(ConfigurationRecord(identity: identity, entry: entry)))
            }
        }
        return records
    }

    mutating func configurationChanged(
        _ request: ChangeConfiguration.Request, _ status: ConfigurationStatus, of index: Int,
        into effects: inout [Effect]
    ) -> [Record] {
        guard request.key != Self.secretKey else { return [] }
        var entry =
            chargePoints[index].books.configuration.first { $0.key == request.key }
            ?? ConfigurationEntry(key: request.key, value: nil, readonly: nil)
        switch status {
        case .accepted:
            entry.value = request.value
            entry.pendingValue = nil
        case .rebootRequired:
            entry.pendingValue = request.value
        case .rejected, .notSupported:
            return []
        }
        guard setConfiguration(entry, of: index, into: &effects) else { return [] }
        return [.configuration(ConfigurationRecord(identity: chargePoints[index].identity, entry: entry))]
    }

    /// After a boot the values that waited for it hold.
    mutating func configurationRebooted(of index: Int) -> [Record] {
        guard chargePoints[index].hasBooks else { return [] }
        var records: [Record] = []
        for place in chargePoints[index].books.configuration.indices {
            guard let value = chargePoints[index].books.configuration[place].pendingValue else { continue }
            chargePoints[index].books.configuration[place].value = value
            chargePoints[index].books.configuration[place].pendingValue = nil
            let entry = chargePoints[index].books.configuration[place]
            records.append(.configuration(ConfigurationRecord(identity: chargePoints[index].identity, entry: entry)))
        }
        return records
    }

    /// Enters a key at its place; false when there is no room.
    mutating func setConfiguration(
        _ entry: ConfigurationEntry, of index: Int, into effects: inout [Effect]
    ) -> Bool {
        let name = entry.key.value.utf8.map(folded)
        let place = chargePoints[index].books.configuration.firstIndex {
            !$0.key.value.utf8.lazy.map(folded).lexicographicallyPrecedes(name)
        }
        if let place, chargePoints[index].books.configuration[place].key == entry.key {
            chargePoints[index].books.configuration[place] = entry
            return true
        }
        guard chargePoints[index].books.configuration.count < configuration.limits.configurationKeys else {
            effects.append(.notice(.configurationKeyLeftOut, identity: chargePoints[index].identity))
            return false
        }
        let end = chargePoints[index].books.configuration.endIndex
        chargePoints[index].books.configuration.insert(entry, at: place ?? end)
        return true
    }

    /// The value of a key in force; nil when it is not known.
    func configurationValue(_ key: CiString<50>, of index: Int) -> String? {
        guard chargePoints[index].hasBooks else { return nil }
        return chargePoints[index].books.configuration.first { $0.key == key }?.value?.value
    }

    /// The value of a key that is a whole number; nil when it is not known or no number.
    func configurationNumber(_ key: CiString<50>, of index: Int) -> Int? {
        configurationValue(key, of: index).flatMap { Int($0) }
    }
}

/// Lower case of an ASCII letter; every other byte as it is.
func folded(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
}
