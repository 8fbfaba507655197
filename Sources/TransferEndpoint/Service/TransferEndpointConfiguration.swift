import NIOCore
import NIOSSL

/// Settings of the file endpoint.
package struct TransferEndpointConfiguration: Sendable {
    /// An address to listen on.
    package struct Address: Sendable, Equatable {
        /// The address or name.
        package var host: String
        /// The port; 0 picks a free one.
        package var port: Int

        /// Makes an address.
        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// Where HTTP listens; nil: not at all.
    package var http: Address?
    /// Where HTTPS listens; needs ``tls``.
    package var https: Address?
    /// Where FTP listens; with ``tls`` it offers AUTH TLS.
    package var ftp: Address?
    /// Where implicit FTPS listens; needs ``tls``.
    package var ftps: Address?
    /// Certificate and key of HTTPS and FTPS.
    package var tls: NIOSSLContext?
    /// The same for HTTPS, as Hummingbird takes it.
    package var tlsConfiguration: TLSConfiguration?
    /// Whether FTP takes logins and data without TLS.
    package var requiresTLS = false
    /// Whether FTP connects to ports of the peer (PORT, EPRT).
    package var allowsActive = true
    /// Ports of passive data connections; nil: any free one.
    package var passivePorts: ClosedRange<Int>?
    /// The IPv4 address that PASV names, for servers behind a translation of addresses; nil: the connection's own.
    package var passiveHost: String?
    /// Whether an upload that breaks off is kept for a while, so that the same user can go on with it: FTP's SIZE and
    /// APPE, HTTP's Upload-Offset and Content-Range. Otherwise it leaves nothing, except where it came with
    /// Content-Range.
    package var keepsPartialUploads = false
    /// Event loops for the connections.
    package var loops = 1
    /// Threads that read, write and synchronise files.
    package var fileThreads = 4
    /// The bounds.
    package var limits = TransferEndpointLimits()

    /// Nothing listens.
    package init() {}

    /// Sets certificate and key from PEM files.
    ///
    /// - Throws: an error of NIOSSL that names what cannot be read.
    package mutating func useTLS(certificate: String, key: String) throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        tlsConfiguration = configuration
        tls = try NIOSSLContext(configuration: configuration)
    }
}

/// Bounds of the file endpoint; reaching one is answered and counted.
package struct TransferEndpointLimits: Sendable, Equatable {
    /// Connections at once, control connections of FTP among them; further ones are closed.
    package var connections = 10_000
    /// Connections at once from one address.
    package var connectionsPerAddress = 10_000
    /// Bytes that are read from a file or the network at once; one transfer holds about two of them.
    package var chunkBytes = 64 << 10
    /// Bytes that `sendfile` is asked to move at once.
    package var sendFileBytes = 256 << 10
    /// How long a transfer may stand still.
    package var stallTimeout = TimeAmount.seconds(120)
    /// How long a connection may be silent between requests.
    package var idleTimeout = TimeAmount.seconds(300)
    /// How long a login of FTP may take.
    package var loginTimeout = TimeAmount.seconds(60)
    /// How long the data connection of FTP may take to come about.
    package var dataConnectTimeout = TimeAmount.seconds(30)
    /// Logins of one FTP connection that may fail.
    package var loginAttempts = 3
    /// Longest command line of FTP in bytes.
    package var commandBytes = 2048
    /// Commands of one FTP connection that may wait.
    package var pendingCommands = 16
    /// Ranges of one HTTP request.
    package var ranges = 16
    /// Headers of one HTTP request in bytes.
    package var headerBytes = 16 << 10
    /// Parts of one form.
    package var formParts = 16
    /// Bytes of a refused upload that are read so that its sender sees the answer.
    package var drainedBytes = 256 << 10
    /// The file store's bounds are its own: ``FileStoreLimits``.
    package init() {}
}
