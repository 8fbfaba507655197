import OCPPTypes

extension ChargePointModel {
    /// The value of a key: the charge point's own, or that of its group.
    func value(_ key: ConfigurationKey) -> ConfigurationValue {
        if let own = overlay[key] { return own }
        return shared.value(key)
    }

    /// The value of a key with an integer.
    func integer(_ key: ConfigurationKey) -> Int {
        guard case .integer(let value) = value(key) else { preconditionFailure("\(key.name) is an integer") }
        return value
    }

    /// The value of a key with a boolean.
    func boolean(_ key: ConfigurationKey) -> Bool {
        guard case .boolean(let value) = value(key) else { preconditionFailure("\(key.name) is a boolean") }
        return value
    }

    /// Sets a key (OCPP 1.6 §5.3): unknown is NotSupported, read-only or a wrong value Rejected.
    mutating func changeConfiguration(
        _ request: ChangeConfiguration.Request, at now: Instant, _ effects: inout [ChargePointEffect]
    ) -> ConfigurationStatus {
        guard let key = ConfigurationKey(named: request.key) else { return .notSupported }
        guard !key.isReadOnly(on: kind), let value = ConfigurationValue(request.value.value, for: key, kind: kind),
            fits(value, key)
        else { return .rejected }
        if key == .authorizationKey || key == .securityProfile {
            return changeSecurity(key, value, at: now, &effects)
        }
        if key == .heartbeatInterval {
            if case .integer(let seconds) = value { heartbeatSeconds = Int32(clamping: seconds) }
        } else {
            overlay.set(key, to: value)
        }
        switch key {
        case .heartbeatInterval: spoke(at: now)
        case .meterValueSampleInterval: restartSampling(at: now)
        case .clockAlignedDataInterval: scheduleAlignedValues(at: now)
        case .webSocketPingInterval: schedulePing(at: now)
        default: break  // Read when it is needed.
        }
        return .accepted
    }

    /// More items than the key's MaxLength are rejected, and so is an AuthorizationKey without digits.
    private func fits(_ value: ConfigurationValue, _ key: ConfigurationKey) -> Bool {
        if let limit = key.maxLengthKey { return value.itemCount <= integer(limit) }
        return key != .authorizationKey || value.itemCount > 0
    }

    /// Reads keys (OCPP 1.6 §5.8); none asked for means all.
    func getConfiguration(_ id: UniqueId, _ request: GetConfiguration.Request) -> ChargePointEffect {
        let asked = request.key ?? []
        guard asked.count <= integer(.getConfigurationMaxKeys) else {
            return .replyError(
                id, CallError(.occurenceConstraintViolation, "more keys than GetConfigurationMaxKeys"))
        }
        guard !asked.isEmpty else {
            return .reply(
                id,
                .getConfiguration(
                    GetConfiguration.Confirmation(
                        configurationKey: ConfigurationKey.allCases.filter { $0.row.access != .writeOnly }.map(keyValue)
                    )))
        }
        var known: [KeyValue] = []
        var unknown: [CiString<50>] = []
        for name in asked {
            if let key = ConfigurationKey(named: name) { known.append(keyValue(key)) } else { unknown.append(name) }
        }
        return .reply(
            id,
            .getConfiguration(
                GetConfiguration.Confirmation(
                    configurationKey: known.isEmpty ? nil : known, unknownKey: unknown.isEmpty ? nil : unknown)))
    }

    func keyValue(_ key: ConfigurationKey) -> KeyValue {
        let text: String
        switch key {
        case .heartbeatInterval: text = String(heartbeatSeconds)
        case .messageTimeout:
            let (seconds, rest) = callTimeoutNanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
            text = String(seconds + (rest > 0 ? 1 : 0))
        default: text = value(key).text
        }
        guard key.row.access != .writeOnly else {
            return KeyValue(key: CiString<50>(unchecked: key.name), readonly: false)
        }
        return KeyValue(
            key: CiString<50>(unchecked: key.name), readonly: key.isReadOnly(on: kind),
            value: CiString<500>(unchecked: text))
    }
}
