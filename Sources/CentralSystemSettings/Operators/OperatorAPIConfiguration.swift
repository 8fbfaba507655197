import OperatorInterface

/// Who may use the operator API, and how it is protected.
package struct OperatorAPIConfiguration: Sendable {
    /// Tokens beside those that the database holds.
    package var tokens: [AccessToken] = []
    /// A file with the certificate chain in PEM (`--api-certificate`).
    package var certificatePath: String?
    /// A file with the private key in PEM (`--api-key`).
    package var keyPath: String?
    /// Bounds of the API.
    package var limits = OperatorAPILimits()

    /// No tokens, no TLS: the API serves loopback only.
    package init() {}
}
