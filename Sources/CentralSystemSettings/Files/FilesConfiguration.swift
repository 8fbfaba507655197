import TransferEndpoint
import TransferModel

/// Settings of the file endpoint inside the central system: what `wattswarm csms` takes.
package struct FilesConfiguration: Sendable {
    /// A host and a port.
    package typealias Address = TransferEndpointConfiguration.Address

    /// Where HTTP listens; nil: not at all.
    package var http: Address?
    /// Where HTTPS listens; needs a certificate.
    package var https: Address?
    /// Where FTP listens; with a certificate it offers AUTH TLS.
    package var ftp: Address?
    /// Where implicit FTPS listens; needs a certificate.
    package var ftps: Address?
    /// The folder of the files; nil: beside the database, its name with `-files`.
    package var directory: String?
    /// PEM file with the certificate of HTTPS and FTPS.
    package var certificate: String?
    /// PEM file with its key.
    package var key: String?
    /// Whether FTP takes logins and data with TLS only.
    package var requiresTLS = false
    /// The host in the URLs for charge points; nil: the address that is listened on.
    package var publicHost: String?
    /// Ports of passive data connections; nil: any free one.
    package var passivePorts: ClosedRange<Int>?
    /// Whether uploads that break off can be gone on with.
    package var keepsPartialUploads = false
    /// How long what charge points sent is kept, in milliseconds; nil: for ever.
    package var retentionMilliseconds: Int64?
    /// The plan of faults to start with.
    package var faults = TransferFaults()
    /// Event loops for the connections.
    package var loops = 1
    /// How long the credentials of an order are good, in seconds.
    package var orderSeconds: Int64 = 7 * 86_400
    /// PEM file with authorities for vendors' servers; nil: the system's.
    package var vendorAuthorities: String?
    /// Bounds of the store.
    package var storeLimits = FileStoreLimits()
    /// Bounds of the endpoint.
    package var endpointLimits = TransferEndpointLimits()
    /// Bounds of users, history and jobs.
    package var limits = FilesLimits()

    /// Nothing listens.
    package init() {}

    /// Whether anything listens.
    package var isOn: Bool { http != nil || https != nil || ftp != nil || ftps != nil }

    /// What does not go together, told by the flags' names; nil where the endpoint can start.
    package var fault: String? {
        guard isOn else { return unusedFault }
        let listeners = [("--http-files", http), ("--https-files", https), ("--ftp", ftp), ("--ftps", ftps)]
        for (flag, address) in listeners where publicHost == nil {
            if let address, ["0.0.0.0", "::"].contains(address.host) {
                return "\(flag) \(address.host): charge points need a host in their URLs; give --files-host"
            }
        }
        switch (certificate, key) {
        case (nil, nil):
            let needing = [
                ("--https-files", https != nil), ("--ftps", ftps != nil), ("--ftp-requires-tls", requiresTLS),
            ]
            return needing.first(where: \.1).map { "\($0.0) needs --files-certificate and --files-key" }
        case (_?, nil): return "--files-certificate needs --files-key"
        case (nil, _?): return "--files-key needs --files-certificate"
        case (let certificate?, let key?):
            var endpoint = TransferEndpointConfiguration()
            do {
                try endpoint.useTLS(certificate: certificate, key: key)
            } catch {
                return "--files-certificate \(certificate) and --files-key \(key) cannot be used: \(error)"
            }
            return nil
        }
    }

    /// A setting that has nothing to do without a listener.
    private var unusedFault: String? {
        let given = [
            ("--files", directory != nil), ("--files-certificate", certificate != nil), ("--files-key", key != nil),
            ("--files-host", publicHost != nil), ("--ftp-passive-ports", passivePorts != nil),
            ("--ftp-requires-tls", requiresTLS), ("--files-keep-partial", keepsPartialUploads),
            ("--files-retention", retentionMilliseconds != nil), ("--file-faults", !faults.rules.isEmpty),
            ("--files-vendor-ca", vendorAuthorities != nil),
        ]
        return given.first(where: \.1).map { "\($0.0) needs --http-files, --https-files, --ftp or --ftps" }
    }
}

/// Bounds of the central system's part of file transfers; reaching one is answered and counted.
package struct FilesLimits: Sendable, Equatable {
    /// Users of the endpoint, those of orders among them; beyond it the oldest order's user goes and is counted.
    package var users = 100_000
    /// Records that wait for the database; further ones are lost and counted.
    package var waitingRecords = 200_000
    /// Records of one commit, so that those of charge points need not wait long.
    package var commitRecords = 500
    /// Transfers that the history keeps.
    package var history = 100_000
    /// Transfers with vendors' servers at once.
    package var vendorTransfers = 4
    /// Transfers with vendors' servers that wait or are remembered.
    package var vendorJobs = 1_000
    /// Threads for what the operator API and vendors' servers read and write; more work waits.
    package var fileThreads = 4

    /// The default limits.
    package init() {}
}
