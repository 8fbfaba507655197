/// What the central system knows of an idTag (OCPP 1.6 §7.27). No expiryDate means no end.
package struct IdTagInfo: Equatable, Sendable {
    /// Optional, date and time.
    package var expiryDate: DateTime?
    /// Optional, at most 20 characters.
    package var parentIdTag: CiString<20>?
    /// Required, enumeration.
    package var status: AuthorizationStatus

    /// Makes the value from its members; optional ones are absent unless given.
    package init(expiryDate: DateTime? = nil, parentIdTag: CiString<20>? = nil, status: AuthorizationStatus) {
        self.expiryDate = expiryDate
        self.parentIdTag = parentIdTag
        self.status = status
    }
}
