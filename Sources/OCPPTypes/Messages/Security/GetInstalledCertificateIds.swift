/// Lists the installed root certificates; central system to charge point.
package enum GetInstalledCertificateIds {
    /// `GetInstalledCertificateIds.req` (security white paper edition 3, GetInstalledCertificateIds.req).
    package struct Request: Equatable, Sendable {
        /// Required, enumeration.
        package var certificateType: CertificateUse

        /// Makes the value from its members; optional ones are absent unless given.
        package init(certificateType: CertificateUse) {
            self.certificateType = certificateType
        }
    }

    /// `GetInstalledCertificateIds.conf` (security white paper edition 3, GetInstalledCertificateIds.conf).
    package struct Confirmation: Equatable, Sendable {
        /// Optional, list of CertificateHashData.
        package var certificateHashData: [CertificateHashData]?
        /// Required, enumeration.
        package var status: GetInstalledCertificateStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(certificateHashData: [CertificateHashData]? = nil, status: GetInstalledCertificateStatus) {
            self.certificateHashData = certificateHashData
            self.status = status
        }
    }
}
