import OCPPTypes

extension ChargePointModel {
    /// True when the list exists and is in use.
    var usesLocalList: Bool { supports(.localAuthListManagement) && boolean(.localAuthListEnabled) }

    /// GetLocalListVersion (OCPP 1.6 §5.10): -1 when there is no list.
    func localListVersion(_ id: UniqueId) -> ChargePointEffect {
        .reply(
            id,
            .getLocalListVersion(
                GetLocalListVersion.Confirmation(listVersion: usesLocalList ? Int(localList.version) : -1)))
    }

    /// SendLocalList (OCPP 1.6 §5.15).
    mutating func sendLocalList(_ request: SendLocalList.Request) -> UpdateStatus {
        guard usesLocalList else { return .notSupported }
        let status = localList.apply(
            request, .init(list: integer(.localAuthListMaxLength), update: integer(.sendLocalListMaxLength)))
        if status == .accepted {
            // A tag of the list is never in the cache (OCPP 1.6 §3.5.2).
            for entry in authorizationCache.entries where localList[entry.idTag] != nil {
                authorizationCache.remove(entry.idTag)
            }
        }
        return status
    }
}
