import OCPPTypes

extension ChargingProfileKind: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Absolute") {
            self = .absolute
        } else if text.matches("Recurring") {
            self = .recurring
        } else if text.matches("Relative") {
            self = .relative
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .absolute: "Absolute"
        case .recurring: "Recurring"
        case .relative: "Relative"
        }
    }
}

extension ChargingProfilePurpose: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("ChargePointMaxProfile") {
            self = .chargePointMaxProfile
        } else if text.matches("TxDefaultProfile") {
            self = .txDefaultProfile
        } else if text.matches("TxProfile") {
            self = .txProfile
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .chargePointMaxProfile: "ChargePointMaxProfile"
        case .txDefaultProfile: "TxDefaultProfile"
        case .txProfile: "TxProfile"
        }
    }
}

extension ChargingProfileStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else if text.matches("NotSupported") {
            self = .notSupported
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        case .notSupported: "NotSupported"
        }
    }
}

extension ChargingRateUnit: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("A") {
            self = .amperes
        } else if text.matches("W") {
            self = .watts
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .amperes: "A"
        case .watts: "W"
        }
    }
}

extension ClearChargingProfileStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Unknown") {
            self = .unknown
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .unknown: "Unknown"
        }
    }
}

extension GetCompositeScheduleStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        }
    }
}

extension RecurrencyKind: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Daily") {
            self = .daily
        } else if text.matches("Weekly") {
            self = .weekly
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .daily: "Daily"
        case .weekly: "Weekly"
        }
    }
}
