import CentralSystemSettings
import CentralSystemStore
import Foundation
import Logging
import NIOCore
import NIOPosix
import OCPPTypes
import TextFormats
import TransferEndpoint
import TransferModel

/// The file endpoint inside the central system: endpoint, users, history, and the jobs with vendors' servers.
package final class FilesService: Sendable {
    let configuration: FilesConfiguration
    /// The files on the disk.
    package let store: FileStore
    /// Serves them to charge points.
    package let endpoint: TransferEndpoint
    /// Who may fetch and bring what.
    package let users: FileUsers
    /// Writes down what happened.
    package let ledger: FileLedger
    /// Transfers with vendors' servers.
    package let vendors: VendorTransfers
    let logger: Logger
    /// Where the endpoint listens.
    let ready: TransferEndpoint.Addresses
    /// Where calls wait that block on the disk.
    private let threads: NIOThreadPool
    private let housekeeping: Task<Void, Never>

    private init(
        _ configuration: FilesConfiguration, _ store: FileStore, _ endpoint: TransferEndpoint, _ users: FileUsers,
        _ ledger: FileLedger, _ vendors: VendorTransfers, _ threads: NIOThreadPool,
        _ logger: Logger, _ ready: TransferEndpoint.Addresses
    ) {
        self.configuration = configuration
        self.store = store
        self.endpoint = endpoint
        self.users = users
        self.ledger = ledger
        self.vendors = vendors
        self.threads = threads
        self.logger = logger
        self.ready = ready
        let retention = Retention(
            store: store, users: users, ledger: ledger, milliseconds: configuration.retentionMilliseconds)
        housekeeping = Task {
            while !Task.isCancelled {
                await retention.run()
                try? await Task.sleep(for: .seconds(60))
            }
        }
    }

    /// Opens the store and listens.
    ///
    /// - Throws: ``FilesFailure`` with what to change.
    package static func start(
        _ configuration: FilesConfiguration, databasePath: String, records: FileRecordStore, logger: Logger
    ) async throws -> FilesService {
        let directory = configuration.directory ?? databasePath + "-files"
        let store: FileStore
        do {
            store = try FileStore(directory: directory, limits: configuration.storeLimits)
        } catch {
            throw FilesFailure(text: "the folder of files \(directory) cannot be used: \(error.text)")
        }
        let ledger = FileLedger(records: records, limits: configuration.limits, logger: logger)
        var changes = try FileReconciliation(store: store, records: records).changes()[...]
        while !changes.isEmpty {
            ledger.submit(Array(changes.prefix(configuration.limits.commitRecords)))
            changes = changes.dropFirst(configuration.limits.commitRecords)
            await ledger.drain()
        }
        let users = FileUsers(try await records.users(), ledger: ledger, limits: configuration.limits)
        let endpoint = TransferEndpoint(
            store: store, authority: users, configuration: try endpointConfiguration(configuration), logger: logger)
        endpoint.faults = configuration.faults
        let threads = NIOThreadPool(numberOfThreads: configuration.limits.fileThreads)
        threads.start()
        do {
            let vendors = try VendorTransfers(
                store: store, ledger: ledger, configuration: configuration, pool: threads)
            do {
                let ready = try await endpoint.start()
                return FilesService(
                    configuration, store, endpoint, users, ledger, vendors, threads, logger, ready)
            } catch {
                vendors.stop()
                throw FilesFailure(text: "the file endpoint: \(error)")
            }
        } catch {
            try? await threads.shutdownGracefully()
            throw error
        }
    }

    private static func endpointConfiguration(
        _ configuration: FilesConfiguration
    ) throws -> TransferEndpointConfiguration {
        var endpoint = TransferEndpointConfiguration()
        endpoint.http = configuration.http
        endpoint.https = configuration.https
        endpoint.ftp = configuration.ftp
        endpoint.ftps = configuration.ftps
        endpoint.requiresTLS = configuration.requiresTLS
        endpoint.passivePorts = configuration.passivePorts
        endpoint.keepsPartialUploads = configuration.keepsPartialUploads
        endpoint.loops = configuration.loops
        endpoint.limits = configuration.endpointLimits
        if let certificate = configuration.certificate, let key = configuration.key {
            do {
                try endpoint.useTLS(certificate: certificate, key: key)
            } catch {
                throw FilesFailure(text: "certificate \(certificate) and key \(key) cannot be used: \(error)")
            }
        }
        return endpoint
    }

    /// Stops everything; what was done is in the database afterwards.
    package func stop() async {
        housekeeping.cancel()
        vendors.stop()
        await endpoint.stop()
        // What the client handed over has ended before its history is written.
        try? await threads.shutdownGracefully()
        await ledger.drain()
    }

    // MARK: URLs

    /// The schemes that charge points can be sent to.
    package var schemes: [TransferScheme] {
        TransferScheme.allCases.filter { base($0) != nil }
    }

    /// Scheme, host and port of a URL; nil where the scheme is not served. FTPS without a port of its own is the FTP
    /// port with AUTH TLS.
    private func base(_ scheme: TransferScheme) -> (host: String, port: Int, isExplicit: Bool)? {
        let address: TransferEndpointConfiguration.Address?
        var isExplicit = false
        switch scheme {
        case .http: address = ready.http
        case .https: address = ready.https
        case .ftp: address = configuration.requiresTLS ? nil : ready.ftp
        case .ftps:
            isExplicit = ready.ftps == nil && configuration.certificate != nil
            address = ready.ftps ?? (isExplicit ? ready.ftp : nil)
        }
        guard let address else { return nil }
        return (configuration.publicHost ?? address.host, address.port, isExplicit)
    }

    /// The URL of a path, with user and password where given.
    package func url(_ scheme: TransferScheme, _ path: StorePath, _ credentials: FileUsers.Credentials? = nil)
        -> String?
    {
        guard let (host, port, isExplicit) = base(scheme) else { return nil }
        let authority = HostPort(host: host, port: port)
        let user = credentials.map { "\($0.user):\($0.password)@" } ?? ""
        // The fragment tells a client that knows it how TLS begins; it is never sent.
        return "\(scheme.rawValue)://\(user)\(authority)\(path.urlPath)\(isExplicit ? "#explicit" : "")"
    }

    /// The first URL for the ready line, like `http://127.0.0.1:41234`.
    package func readyURL(_ scheme: TransferScheme) -> String? {
        let address: TransferEndpointConfiguration.Address? =
            switch scheme {
            case .http: ready.http
            case .https: ready.https
            case .ftp: ready.ftp
            case .ftps: ready.ftps
            }
        guard let address else { return nil }
        return "\(scheme.rawValue)://\(HostPort(host: address.host, port: address.port))"
    }

    /// Reads a piece of a file.
    package func read(_ file: OpenFile, _ range: Range<Int64>) async throws -> ByteBuffer {
        try await threads.runIfActive {
            var buffer = ByteBufferAllocator().buffer(capacity: Int(range.count))
            try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Int(range.count)) { memory in
                let piece = UnsafeMutableRawBufferPointer(rebasing: memory[..<Int(range.count)])
                return try file.read(at: range.lowerBound, into: piece)
            }
            return buffer
        }
    }

    /// Something that waits for the disk.
    package func inStore<Value: Sendable>(
        _ body: @escaping @Sendable (FileStore) throws(StoreFailure) -> Value
    ) async throws(StoreFailure) -> Value {
        let store = store
        do {
            let result = try await threads.runIfActive {
                Result { () throws(StoreFailure) in try body(store) }
            }
            return try result.get()
        } catch let failure as StoreFailure {
            throw failure
        } catch {
            // The central system stops: the pool takes nothing any more.
            throw .system(ECANCELED)
        }
    }
}

/// Why the file endpoint cannot run; the text says what to change.
package struct FilesFailure: Error, CustomStringConvertible {
    /// What is wrong, and what to change.
    package var text: String
    package var description: String { text }
}

/// What goes by itself: users whose time is over, unfinished uploads, files that are kept long enough.
struct Retention: Sendable {
    let store: FileStore
    let users: FileUsers
    let ledger: FileLedger
    /// How long files are kept; nil: for ever.
    let milliseconds: Int64?

    func run() async {
        users.removeExpired(at: FileUsers.now())
        store.removeExpiredPartials()
        guard let milliseconds else { return }
        let limit = FileUsers.now().adding(milliseconds: -milliseconds)
        let removed = store.removeFiles(below: StoreLayout.chargePoints, olderThan: limit)
        ledger.submit(removed.map { .removeFile($0.description) })
    }
}
