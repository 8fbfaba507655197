/// One configuration key with its value (OCPP 1.6 §7.29).
package struct KeyValue: Equatable, Sendable {
    /// Required, at most 50 characters.
    package var key: CiString<50>
    /// Required, boolean.
    package var readonly: Bool
    /// Optional, at most 500 characters.
    package var value: CiString<500>?

    /// Makes the value from its members; optional ones are absent unless given.
    package init(key: CiString<50>, readonly: Bool, value: CiString<500>? = nil) {
        self.key = key
        self.readonly = readonly
        self.value = value
    }
}
