import FileTransfer
import Foundation
import OCPPTypes
import Synchronization
import TransferEndpoint
import TransferModel

/// Files that the central system fetches from vendors' servers into the library, and files of charge points that it
/// passes on: by libcurl, a few at once, in the background.
final class VendorTransfers: Sendable {
    /// What a job does.
    enum Kind: String, Sendable, Encodable {
        case fetch, forward
    }

    /// How far a job is.
    enum State: String, Sendable, Encodable {
        case running, succeeded, failed
    }

    /// A job as the API tells it.
    struct Job: Sendable, Encodable {
        var id: Int
        var kind: Kind
        /// The file in the store.
        var path: String
        /// The vendor's URL without its password.
        var url: String
        var state: State
        /// Why it failed.
        var failure: String?
        var bytes: Int64?
        var sha256: String?
        var started: String
        var ended: String?
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
    private let directory: String
    private let held = Mutex(Held())

    init(store: FileStore, ledger: FileLedger, configuration: FilesConfiguration) throws {
        self.store = store
        self.ledger = ledger
        self.configuration = configuration
        // Below `.incoming`, which is emptied at the start.
        directory = store.directory + "/.incoming"
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
    var jobs: [Job] { held.withLock { held in held.order.reversed().compactMap { held.jobs[$0] } } }

    func job(_ id: Int) -> Job? { held.withLock { $0.jobs[id] } }

    // MARK: Beginning

    /// Fetches a file into the store.
    ///
    /// - Parameter sha256: what its hash must be; another one fails the job.
    func fetch(_ url: String, to path: StorePath, sha256: String?) throws(OperatorAPIError) -> Job {
        let location = try Self.location(url)
        let job = try begin(.fetch, path, location)
        let file = "\(directory)/fetch-\(job.id)"
        var settings = settings()
        settings.largestBytes = store.limits.fileBytes
        let request = FileTransferRequest(location, .download(FileDownload(to: .file(file))), settings: settings)
        client.start(request) { report in
            switch report.outcome {
            case .success:
                // The client's thread does not wait for the disk.
                DispatchQueue.global().async { self.takeIn(file, job, path, location, sha256: sha256) }
            case .failure(let failure):
                try? FileManager.default.removeItem(atPath: file)
                self.end(job, path, location, bytes: report.bytesMoved, .failure(failure.description))
            }
        }
        return job
    }

    /// Sends a file of the store to a URL: with a slash at its end the file keeps its name.
    func forward(_ path: StorePath, to url: String) throws(OperatorAPIError) -> Job {
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

    private static func location(_ url: String) throws(OperatorAPIError) -> FileTransferLocation {
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
    ) throws(OperatorAPIError) -> Job {
        let limit = configuration.limits.vendorJobs
        let now = FileUsers.now().description
        return try held.withLock { held throws(OperatorAPIError) in
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

    /// A fetched file gets into the store as an upload would: within the quotas, hashed, whole or not at all.
    private func takeIn(
        _ file: String, _ job: Job, _ path: StorePath, _ location: FileTransferLocation, sha256: String?
    ) {
        defer { try? FileManager.default.removeItem(atPath: file) }
        var bytes: Int64 = 0
        do {
            guard let handle = FileHandle(forReadingAtPath: file) else { throw StoreFailure.notFound }
            defer { try? handle.close() }
            let upload = try store.begin(path, user: "central-system", start: .at(0), length: nil)
            while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
                // By way of a result: the compiler fails on a typed error that is thrown through `withUnsafeBytes`.
                let result = chunk.withUnsafeBytes { bytes in
                    Result { () throws(StoreFailure) in try upload.append(bytes) }
                }
                try result.get()
                bytes += Int64(chunk.count)
            }
            let stored = try upload.finish(expecting: sha256)
            ledger.submit([.file(StoredFileRecord(stored, chargePoint: nil, source: location.redacted))])
            end(job, path, location, bytes: bytes, .success(stored.sha256))
        } catch {
            end(job, path, location, bytes: bytes, .failure((error as? StoreFailure)?.text ?? "\(error)"))
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
