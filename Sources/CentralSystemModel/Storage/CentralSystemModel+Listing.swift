import OCPPTypes

/// Which charge points an operator wants to see.
package struct ChargePointFilter: Equatable, Sendable {
    /// Only connected ones, or only those that are not.
    package var isConnected: Bool?
    /// Only those with a connector of this status.
    package var status: ChargePointStatus?
    /// Only those with this registration.
    package var registration: RegistrationStatus?
    /// Only those whose identity, vendor, model or serial number holds this text, whatever its case (ASCII).
    package let search: String?
    private let needle: [UInt8]

    /// Makes a filter; all of its parts must fit.
    package init(
        isConnected: Bool? = nil, status: ChargePointStatus? = nil, registration: RegistrationStatus? = nil,
        search: String? = nil
    ) {
        self.isConnected = isConnected
        self.status = status
        self.registration = registration
        self.search = search
        needle = (search ?? "").utf8.map(Self.lowercased)
    }

    func fits(_ state: ChargePointState) -> Bool {
        if let isConnected, isConnected != (state.connection != .none) { return false }
        if let status, !state.connectors.contains(where: { $0.status == status }) { return false }
        if let registration, registration != state.registration { return false }
        guard !needle.isEmpty else { return true }
        if holds(state.identity) { return true }
        guard let request = state.boot?.request else { return false }
        return holds(request.chargePointVendor.value) || holds(request.chargePointModel.value)
            || request.chargePointSerialNumber.map { holds($0.value) } ?? false
            || request.chargeBoxSerialNumber.map { holds($0.value) } ?? false
    }

    private func holds(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in
            guard text.count >= needle.count else { return false }
            for start in 0...(text.count - needle.count) {
                var index = 0
                while index < needle.count, Self.lowercased(text[start + index]) == needle[index] { index += 1 }
                if index == needle.count { return true }
            }
            return false
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}

extension CentralSystemModel {
    /// Charge points that fit a filter, in the order of their entry; a bounded look.
    /// - Parameters:
    ///   - filter: what they must fit.
    ///   - cursor: 0, or what the look before returned as `next`.
    ///   - limit: how many are returned at most, at least 1.
    ///   - places: how many are looked at.
    /// - Returns: those found, perhaps none, and where to look on; nil at the end.
    package func snapshots(
        where filter: ChargePointFilter, from cursor: Int, limit: Int, scanning places: Int
    ) -> (page: [ChargePointSnapshot], next: Int?) {
        var page: [ChargePointSnapshot] = []
        var index = min(max(0, cursor), chargePoints.count)
        let end = min(chargePoints.count, index + max(1, min(places, chargePoints.count)))
        while index < end, page.count < max(1, limit) {
            if chargePoints[index].isInUse, filter.fits(chargePoints[index]) { page.append(snapshot(at: index)) }
            index += 1
        }
        return (page, index < chargePoints.count ? index : nil)
    }
}
