/// One entry of the local authorization list (OCPP 1.6 §7.1); without idTagInfo it deletes.
package struct AuthorizationData: Equatable, Sendable {
    /// Required, at most 20 characters.
    package var idTag: CiString<20>
    /// Optional, object.
    package var idTagInfo: IdTagInfo?

    /// Makes the value from its members; optional ones are absent unless given.
    package init(idTag: CiString<20>, idTagInfo: IdTagInfo? = nil) {
        self.idTag = idTag
        self.idTagInfo = idTagInfo
    }
}
