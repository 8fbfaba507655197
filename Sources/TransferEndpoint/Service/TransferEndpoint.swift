import Logging
import NIOCore
import NIOPosix
import TransferModel

/// The file endpoint: serves firmware and takes diagnostics and logs over HTTP, HTTPS, FTP and FTPS from one store.
///
/// ```swift
/// var configuration = TransferEndpointConfiguration()
/// configuration.http = .init(host: "127.0.0.1", port: 0)
/// configuration.ftp = .init(host: "127.0.0.1", port: 0)
/// let endpoint = TransferEndpoint(store: store, authority: users, configuration: configuration, logger: logger)
/// let ready = try await endpoint.start()   // ready.http == "http://127.0.0.1:41234"
/// await endpoint.stop()
/// ```
package actor TransferEndpoint {
    /// Where a started endpoint listens; nil for what was not configured.
    package struct Addresses: Sendable, Equatable {
        /// Host and port of HTTP.
        package var http: TransferEndpointConfiguration.Address?
        /// Host and port of HTTPS.
        package var https: TransferEndpointConfiguration.Address?
        /// Host and port of FTP.
        package var ftp: TransferEndpointConfiguration.Address?
        /// Host and port of implicit FTPS.
        package var ftps: TransferEndpointConfiguration.Address?
    }

    /// Why the endpoint does not start.
    package enum Failure: Error, CustomStringConvertible {
        /// HTTPS or implicit FTPS without certificate and key.
        case needsCertificate
        /// An address cannot be had.
        case address(String, String)

        package var description: String {
            switch self {
            case .needsCertificate: "HTTPS and implicit FTPS need a certificate and a key"
            case .address(let address, let reason): "cannot listen on \(address): \(reason)"
            }
        }
    }

    /// The files.
    package nonisolated let store: FileStore
    private let core: EndpointCore
    private let logger: Logger
    private var group: MultiThreadedEventLoopGroup?
    private var webServers: [FileHTTPServer] = []
    private var ftpServers: [FTPServer] = []

    /// An endpoint that does not listen yet.
    package init(
        store: FileStore, authority: any TransferAuthority, configuration: TransferEndpointConfiguration,
        logger: Logger
    ) {
        self.store = store
        core = EndpointCore(store: store, authority: authority, configuration: configuration)
        self.logger = logger
    }

    /// Listens on every configured address.
    ///
    /// - Throws: ``Failure``; then nothing listens.
    package func start() async throws -> Addresses {
        precondition(group == nil, "the endpoint is running")
        let configuration = core.configuration
        if configuration.tls == nil, configuration.https != nil || configuration.ftps != nil {
            throw Failure.needsCertificate
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.loops)
        self.group = group
        core.pool.start()
        var ready = Addresses()
        do {
            for (scheme, address) in [(TransferScheme.http, configuration.http), (.https, configuration.https)] {
                guard let address else { continue }
                let server = FileHTTPServer(core, scheme, group: group, logger: logger)
                webServers.append(server)
                let got = try await listen(address, flag: "--\(scheme.rawValue)-files") {
                    try await server.start(address)
                }
                if scheme == .http { ready.http = got } else { ready.https = got }
            }
            for (isImplicit, address) in [(false, configuration.ftp), (true, configuration.ftps)] {
                guard let address else { continue }
                let server = FTPServer(core, isImplicit: isImplicit, group: group)
                ftpServers.append(server)
                let got = try await listen(address, flag: isImplicit ? "--ftps" : "--ftp") {
                    try await server.start(address)
                }
                if isImplicit { ready.ftps = got } else { ready.ftp = got }
            }
        } catch {
            await stop()
            throw error
        }
        return ready
    }

    private func listen(
        _ address: TransferEndpointConfiguration.Address, flag: String,
        _ start: () async throws -> (host: String, port: Int)
    ) async throws -> TransferEndpointConfiguration.Address {
        do {
            let (host, port) = try await start()
            return TransferEndpointConfiguration.Address(host: host, port: port)
        } catch {
            throw Failure.address(
                "\(address.host):\(address.port)", ListenFailure.words(error, address.host, flag))
        }
    }

    /// Stops listening and ends every connection; uploads under way leave nothing.
    package func stop() async {
        guard let group else { return }
        self.group = nil
        for server in ftpServers { await server.stop() }
        core.closeAll()
        for server in webServers { await server.stop() }
        ftpServers = []
        webServers = []
        // Work on files tells its end to the event loops, so they outlive it.
        try? await core.pool.shutdownGracefully()
        try? await group.shutdownGracefully()
    }

    // MARK: Faults and figures

    /// The plan of faults; a new one applies to transfers that begin from now on.
    package nonisolated var faults: TransferFaults {
        get { core.faults.withLock { $0 } }
        set { core.faults.withLock { $0 = newValue } }
    }

    /// What was counted so far.
    package nonisolated var counters: TransferCounters {
        var counters = core.counters.withLock { $0 }
        counters.openConnections = core.openConnections
        return counters
    }
}
