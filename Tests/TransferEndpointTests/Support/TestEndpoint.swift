import Foundation
import Logging
import NIOCore
import OCPPTypes
import Synchronization
import TransferModel

@testable import TransferEndpoint

/// A folder of its own for one test; removed at the end.
final class TestFolder: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "wattswarm-files-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file of bytes that a seed gives.
    func write(_ name: String, bytes count: Int, seed: UInt64 = 1) throws -> Data {
        var random = SeededRandom(seed: seed)
        var data = Data(capacity: count + 8)
        while data.count < count { withUnsafeBytes(of: random.next()) { data.append(contentsOf: $0) } }
        data = data.prefix(count)
        try data.write(to: URL(fileURLWithPath: file(name)))
        return data
    }

    func read(_ name: String) -> Data? { FileManager.default.contents(atPath: file(name)) }
}

/// Users of a test, and what they did.
final class TestAuthority: TransferAuthority {
    static let operatorGrant = AccessGrant(
        user: "operator", rights: [AccessRight([.read, .write, .remove], within: .root)])
    static let chargePointGrant = AccessGrant(
        user: "cp1", chargePoint: "CP1",
        rights: [
            AccessRight([.read, .write], within: StorePath(literal: "charge-points/CP1")),
            AccessRight(.read, within: StorePath(literal: "firmware")),
        ])

    private let records = Mutex<[TransferRecord]>([])

    func grant(user: String, password: String) -> AccessGrant? {
        guard password == "secret" else { return nil }
        return [Self.operatorGrant, Self.chargePointGrant].first { $0.user == user }
    }

    func transferEnded(_ record: TransferRecord) {
        records.withLock { $0.append(record) }
    }

    func fileRemoved(_ path: StorePath) {}
    func fileRenamed(_ path: StorePath, to other: StorePath) {}

    var ended: [TransferRecord] { records.withLock { $0 } }

    /// Waits until so many transfers have ended.
    func waitForEnds(_ count: Int) async -> [TransferRecord] {
        while ended.count < count { await Task.yield() }
        return ended
    }
}

/// An endpoint on free ports with a store in a folder.
struct TestEndpoint {
    let folder: TestFolder
    let authority: TestAuthority
    let endpoint: TransferEndpoint
    let ready: TransferEndpoint.Addresses
    var store: FileStore { endpoint.store }

    static let quiet = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    /// Starts an endpoint with everything it can, runs the body and stops the endpoint.
    static func with(
        limits: FileStoreLimits = FileStoreLimits(),
        configure: (inout TransferEndpointConfiguration) -> Void = { _ in },
        _ body: (TestEndpoint) async throws -> Void
    ) async throws {
        let folder = TestFolder()
        let authority = TestAuthority()
        var configuration = TransferEndpointConfiguration()
        let free = TransferEndpointConfiguration.Address(host: "127.0.0.1", port: 0)
        (configuration.http, configuration.https, configuration.ftp, configuration.ftps) = (free, free, free, free)
        try configuration.useTLS(certificate: Certificates.certificate, key: Certificates.key)
        configuration.limits.stallTimeout = .milliseconds(300)
        configure(&configuration)
        let store = try FileStore(directory: folder.file("store"), limits: limits)
        let endpoint = TransferEndpoint(
            store: store, authority: authority, configuration: configuration, logger: quiet)
        let ready = try await endpoint.start()
        do {
            try await body(TestEndpoint(folder: folder, authority: authority, endpoint: endpoint, ready: ready))
            await endpoint.stop()
        } catch {
            await endpoint.stop()
            throw error
        }
    }

    /// Puts a file into the store as an upload would.
    func put(_ path: String, _ data: Data) throws {
        let upload = try store.begin(
            try StorePath(ftp: Array(path.utf8), relativeTo: .root), user: "test", start: .at(0), length: nil)
        try data.withUnsafeBytes { try upload.append($0) }
        _ = try upload.finish()
    }

    func url(_ scheme: TransferScheme, _ path: String) -> String {
        let address: TransferEndpointConfiguration.Address? =
            switch scheme {
            case .http: ready.http
            case .https: ready.https
            case .ftp: ready.ftp
            case .ftps: ready.ftps
            }
        return "\(scheme.rawValue)://127.0.0.1:\(address?.port ?? 0)\(path)"
    }

    /// Runs curl with the charge point's user.
    func curl(_ arguments: String..., user: String = "cp1:secret") async throws -> Curl.Outcome {
        try await Curl.run(["-u", user, "--cacert", Certificates.certificate] + arguments, in: folder)
    }

    /// What the store has on the disk, unfinished uploads among it.
    var diskContent: [String] {
        let base = folder.file("store")
        let all = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return all.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: base + "/" + name, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    /// Waits until nothing is under way, then gives what the disk has.
    func settledContent() async -> [String] {
        while store.unfinished.uploads > 0 { await Task.yield() }
        return diskContent
    }
}

/// The program curl, as a client that others wrote.
enum Curl {
    struct Outcome {
        /// curl's exit code (`man curl`, EXIT CODES).
        var code: Int32
        var output: String
        var errors: String
    }

    /// Runs it to its end, in a folder.
    static func run(_ arguments: [String], in folder: TestFolder) async throws -> Outcome {
        try await Program.run("/usr/bin/curl", ["-sS", "--max-time", "60"] + arguments, in: folder.path)
    }
}

/// Programs of the system.
enum Program {
    /// Starts something with every signal heard. The threads of Swift's concurrency block most signals, a program that
    /// is started there inherits that, and then SIGTERM does not end it.
    static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }

    static func run(_ path: String, _ arguments: [String], in folder: String) async throws -> Curl.Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let tag = UUID().uuidString
        let files = ["out", "err"].map { URL(fileURLWithPath: "\(folder)/\($0)-\(tag)") }
        for file in files { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        process.standardInput = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
            } catch {
                continuation.resume(throwing: error)
            }
        }
        let texts = files.map { file in
            let text = String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
            try? FileManager.default.removeItem(at: file)
            return text
        }
        return Curl.Outcome(code: process.terminationStatus, output: texts[0], errors: texts[1])
    }
}

/// A certificate for 127.0.0.1, made once per test run by openssl.
enum Certificates {
    private static let folder = TestFolder()
    static let (certificate, key): (String, String) = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder.file("key.pem"),
            "-out", folder.file("cert.pem"),
        ]
        process.standardError = FileHandle.nullDevice
        try! process.run()
        process.waitUntilExit()
        precondition(process.terminationStatus == 0, "openssl made no certificate")
        return (folder.file("cert.pem"), folder.file("key.pem"))
    }()
}
