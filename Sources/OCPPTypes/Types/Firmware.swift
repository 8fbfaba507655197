/// A signed firmware image (security white paper edition 3, FirmwareType).
package struct Firmware: Equatable, Sendable {
    /// Required, at most 512 characters.
    package var location: CiString<512>
    /// Required, date and time.
    package var retrieveDateTime: DateTime
    /// Optional, date and time.
    package var installDateTime: DateTime?
    /// Required, at most 5500 characters.
    package var signingCertificate: CiString<5500>
    /// Required, at most 800 characters.
    package var signature: CiString<800>

    /// Makes the value from its members; optional ones are absent unless given.
    package init(
        location: CiString<512>,
        retrieveDateTime: DateTime,
        installDateTime: DateTime? = nil,
        signingCertificate: CiString<5500>,
        signature: CiString<800>
    ) {
        self.location = location
        self.retrieveDateTime = retrieveDateTime
        self.installDateTime = installDateTime
        self.signingCertificate = signingCertificate
        self.signature = signature
    }
}
