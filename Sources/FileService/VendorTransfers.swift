import CentralSystemSettings
import CentralSystemStore
import FileTransfer
import Foundation
import NIOPosix
import OCPPTypes
import Synchronization
import TransferEndpoint
import TransferModel

/// Files that the central system fetches from vendors' servers into the library, and files of charge points that it
/// passes on: by libcurl, a few at once, in the background.
package final class VendorTransfers: Sendable {
    /// What a job does.
    package enum Kind: String, Sendable, Encodable {
        /// From a vendor into the library.
        case fetch
        /// From the store to a vendor.
        case forward
    }

    /// How far a job is.
    package enum State: String, Sendable, Encodable {
        /// It goes on.
        case running
        /// It has moved the file.
        case succeeded
        /// It has not, and says why.
        case failed
    }

    /// A job as the API tells it.
    package struct Job: Sendable, Encodable {
        /// Its number, from 1.
        package var id: Int
        /// What it does.
        package var kind: Kind
        /// The file in the store.
        package var path: String
        /// The vendor's URL without its password.
        package var url: String
        /// How far it is.
        package var state: State
        /// Why it failed.
        package var failure: String?
        /// Bytes that it moved.
        package var bytes: Int64?
        /// The hash of what it moved.
        package var sha256: String?
        /// When it began.
        package var started: String
        /// When it ended.
        package var ended: String?
    }

    private struct Held {
        var jobs: [Int: Job] = [:]
        var order: [Int] = []
        var last = 0
    }

    private let client: FileTransferClient
    private let store: FileStore
    private let ledger: FileLedger
    private let configuration: FilesConfiguration
    /// For what waits for the disk.
    private let pool: NIOThreadPool
    private let held = Mutex(Held())

    init(store: FileStore, ledger: FileLedger, configuration: FilesConfiguration, pool: NIOThreadPool) throws {
        self.store = store
        self.ledger = ledger
        self.configuration = configuration
        self.pool = pool
        do {
            client = try FileTransferClient(
                FileTransferConfiguration(parallel: [configuration.limits.vendorTransfers]))
        } catch {
            throw FilesFailure(text: "files cannot be fetched: \(error.description)")
        }
    }

    func stop() {
        client.stop()
    }

    /// The jobs, the newest first.
    package var jobs: [Job] { held.withLock { held in held.order.reversed().compactMap { held.jobs[$0] } } }

    /// One of them; nil where it is not there, or not any more.
    package func job(_ id: Int) -> Job? { held.withLock { $0.jobs[id] } }

    // MARK: Beginning

    /// Fetches a file into the store, as an upload would bring it: within the quotas while it grows, hashed, whole or not
    /// at all.
    ///
    /// - `sha256`: what its hash must be; another one fails the job.
    package func fetch(_ url: String, to path: StorePath, sha256: String?) throws(FilesRefusal) -> Job {
        let location = try Self.location(url)
        let job = try begin(.fetch, path, location)
        let upload = FetchUpload(store: store, path: path)
        var settings = settings()
        settings.largestBytes = store.limits.fileBytes
        let request = FileTransferRequest(location, .download(FileDownload(to: .sink(upload))), settings: settings)
        client.start(request) { report in
            switch report.outcome {
            case .success:
                // The client's thread does not wait for the disk to be synchronised.
                self.pool.submit { state in
                    self.takeIn(upload, job, location, sha256: sha256, isStopping: state == .cancelled)
                }
            case .failure(let failure):
                let reason = upload.abandon()?.text ?? failure.description
                self.end(job, path, location, bytes: report.bytesMoved, .failure(reason))
            }
        }
        return job
    }

    /// Sends a file of the store to a URL: with a slash at its end the file keeps its name.
    package func forward(_ path: StorePath, to url: String) throws(FilesRefusal) -> Job {
        let file: OpenFile
        do {
            file = try store.open(path)
        } catch {
            throw .notFound("there is no file \(path)")
        }
        let name = path.name ?? "file"
        var location = try Self.location(url)
        if url.hasSuffix("/") { location = location.appending(fileName: name) }
        let job = try begin(.forward, path, location)
        let recipe = UploadRecipe(fileName: name) { StoredFileStream(file) }
        let request = FileTransferRequest(location, .upload(FileTransfer.FileUpload(recipe)), settings: settings())
        let target = location
        client.start(request) { report in
            switch report.outcome {
            case .success(let facts):
                self.end(job, path, target, bytes: facts.bytes, .success(HexadecimalText.text(facts.sha256)))
            case .failure(let failure):
                self.end(job, path, target, bytes: report.bytesMoved, .failure(failure.description))
            }
        }
        return job
    }

    private static func location(_ url: String) throws(FilesRefusal) -> FileTransferLocation {
        do {
            return try FileTransferLocation(url)
        } catch {
            throw .badRequest("url must be like ftp://user:password@host/path, of http, https, ftp or ftps: \(error)")
        }
    }

    private func settings() -> FileTransferSettings {
        var settings = FileTransferSettings()
        settings.certificateAuthorities = configuration.vendorAuthorities
        return settings
    }

    private func begin(
        _ kind: Kind, _ path: StorePath, _ location: FileTransferLocation
    ) throws(FilesRefusal) -> Job {
        let limit = configuration.limits.vendorJobs
        let now = FileUsers.now().description
        return try held.withLock { held throws(FilesRefusal) in
            if held.order.count >= limit {
                guard let index = held.order.firstIndex(where: { held.jobs[$0]?.state != .running }) else {
                    throw .limitReached
                }
                held.jobs[held.order.remove(at: index)] = nil
            }
            held.last += 1
            let job = Job(
                id: held.last, kind: kind, path: path.description, url: location.redacted, state: .running,
                started: now)
            held.jobs[job.id] = job
            held.order.append(job.id)
            return job
        }
    }

    // MARK: Ending

    /// Gives a fetched file its name.
    private func takeIn(
        _ upload: FetchUpload, _ job: Job, _ location: FileTransferLocation, sha256: String?, isStopping: Bool
    ) {
        do {
            if isStopping { throw StoreFailure.system(ECANCELED) }
            let stored = try upload.finish(expecting: sha256)
            ledger.submit([.file(StoredFileRecord(stored, chargePoint: nil, source: location.redacted))])
            end(job, upload.path, location, bytes: stored.size, .success(stored.sha256))
        } catch {
            let bytes = upload.count
            _ = upload.abandon()
            end(job, upload.path, location, bytes: bytes, .failure((error as? StoreFailure)?.text ?? "\(error)"))
        }
    }

    private enum End {
        case success(String)
        case failure(String)
    }

    private func end(_ job: Job, _ path: StorePath, _ location: FileTransferLocation, bytes: Int64, _ end: End) {
        let now = FileUsers.now()
        let started = DateTime(job.started) ?? now
        var record = TransferRecord(
            user: "central-system", chargePoint: nil,
            scheme: TransferScheme(rawValue: location.scheme.rawValue) ?? .http,
            direction: job.kind == .fetch ? .download : .upload, path: path, failure: nil, fault: nil, offset: 0,
            bytes: bytes, isWhole: true, size: bytes, sha256: nil, started: started,
            durationMilliseconds: now.millisecondsSince1970 - started.millisecondsSince1970)
        held.withLock { held in
            switch end {
            case .success(let sha256):
                held.jobs[job.id]?.state = .succeeded
                held.jobs[job.id]?.sha256 = sha256
                record.sha256 = sha256
            case .failure(let text):
                held.jobs[job.id]?.state = .failed
                held.jobs[job.id]?.failure = text
                record.failure = text
                record.isWhole = false
            }
            held.jobs[job.id]?.bytes = bytes
            held.jobs[job.id]?.ended = now.description
        }
        ledger.submit([.transfer(FileTransferRecord(record, remote: location.redacted))])
    }
}

/// A file that comes from a vendor's server: goes straight into an upload of the store, so its bytes count towards the
/// quotas as they come, and nothing is left of it however it ends.
private final class FetchUpload: DownloadSink {
    let path: StorePath
    private let store: FileStore
    private let state = Mutex(State())

    private struct State {
        var upload: StoreUpload?
        var failure: StoreFailure?
        var isOver = false
    }

    init(store: FileStore, path: StorePath) {
        self.store = store
        self.path = path
    }

    /// Bytes so far.
    var count: Int64 { state.withLock { $0.upload?.size ?? 0 } }

    func take(_ bytes: UnsafeRawBufferPointer) throws {
        // By way of a result: the compiler fails on a typed error that is thrown through `withLock`.
        let result = state.withLock { state in
            Result { () throws(StoreFailure) in
                do throws(StoreFailure) {
                    try begun(&state).append(bytes)
                } catch {
                    state.failure = error
                    throw error
                }
            }
        }
        try result.get()
    }

    func finish(expecting sha256: String?) throws(StoreFailure) -> FileStore.StoredFile {
        let result = state.withLock { state in
            Result { () throws(StoreFailure) in try begun(&state).finish(expecting: sha256) }
        }
        return try result.get()
    }

    /// Throws away what has come; tells what the store said no to, if it did.
    func abandon() -> StoreFailure? {
        state.withLock { state in
            state.isOver = true
            state.upload?.abort()
            state.upload = nil
            return state.failure
        }
    }

    /// A file without bytes is begun at its end.
    private func begun(_ state: inout State) throws(StoreFailure) -> StoreUpload {
        guard !state.isOver else { throw .system(ECANCELED) }
        if let upload = state.upload { return upload }
        let upload = try store.begin(path, user: "central-system", start: .at(0), length: nil)
        state.upload = upload
        return upload
    }
}

/// The bytes of a stored file, read as they are sent.
private final class StoredFileStream: UploadStream {
    private let file: OpenFile
    private var position: Int64 = 0

    init(_ file: OpenFile) {
        self.file = file
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try file.read(at: position, into: buffer)
        position += Int64(count)
        return count
    }
}
