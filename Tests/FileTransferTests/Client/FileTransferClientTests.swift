import Crypto
import Foundation
import Synchronization
import Testing

@testable import FileTransfer

@Suite struct FileTransferClientTests {
    /// Counts what is under way.
    final class Ends: Sendable {
        let reports = Mutex<[FileTransferReport]>([])
        private let done: AsyncStream<Void>
        private let told: AsyncStream<Void>.Continuation

        init() { (done, told) = AsyncStream.makeStream() }

        func add(_ report: FileTransferReport) {
            reports.withLock { $0.append(report) }
            told.yield()
        }

        func wait(for count: Int) async -> [FileTransferReport] {
            for await _ in done {
                let all = reports.withLock { $0 }
                if all.count >= count { return all }
            }
            return []
        }
    }

    @Test func `many requests wait in their lanes, and all end`() async throws {
        try await withServer("http_server", parallel: [3, 2]) { server, client in
            let image = noise(50_000)
            try server.put("fw.bin", image)
            let ends = Ends()
            for number in 0..<60 {
                let request = FileTransferRequest(
                    try server.location("http", "fw.bin"), .download(FileDownload()), lane: number % 2)
                client.start(request) { ends.add($0) }
            }
            let reports = await ends.wait(for: 60)
            #expect(reports.allSatisfy { $0.facts?.sha256 == SHA256.hash(data: image) })
            #expect(Set(reports.map(\.id)).count == 60)
            #expect(client.load.peakActive <= 5)
            // The order within a lane is that of the requests.
            let first = reports.filter { $0.id.rawValue % 2 == 1 }.sorted { $0.id.rawValue < $1.id.rawValue }
            #expect(zip(first, first.dropFirst()).allSatisfy { $0.startedNanoseconds <= $1.startedNanoseconds })
        }
    }

    @Test func `a transfer is given up while it waits, while it runs and after it has ended`() async throws {
        try await withServer("http_server", parallel: [1]) { server, client in
            try server.put("fw.bin", noise(1000))
            let ends = Ends()
            func begin(_ path: String) throws -> FileTransferID {
                client.start(FileTransferRequest(try server.location("http", path), .download(FileDownload()))) {
                    ends.add($0)
                }
            }
            let running = try begin("stall/fw.bin")
            let waiting = try begin("fw.bin")
            let last = try begin("fw.bin")
            client.cancel(waiting)
            client.cancel(running)
            let reports = await ends.wait(for: 3)
            for report in reports {
                #expect((report.failure?.cause == .cancelled) == (report.id != last))
            }
            client.cancel(last)
            client.cancel(FileTransferID(rawValue: 999))
            #expect(ends.reports.withLock { $0.count } == 3)
            #expect(await client.get(try server.location("http", "fw.bin")).facts != nil)
        }
    }

    @Test func `more than may wait is refused at once`() async throws {
        try await withFolder { folder in
            let server = try TestServer("http_server", root: folder)
            defer { server.stop() }
            var configuration = FileTransferConfiguration(parallel: [1])
            configuration.waiting = 2
            let client = try FileTransferClient(configuration)
            try server.put("fw.bin", noise(1000))
            let ends = Ends()
            for _ in 0..<5 {
                client.start(
                    FileTransferRequest(try server.location("http", "stall/fw.bin"), .download(FileDownload()))
                ) { ends.add($0) }
            }
            #expect(await ends.wait(for: 2).map { $0.failure?.cause } == [.tooManyWaiting, .tooManyWaiting])
            client.stop()
            #expect(await ends.wait(for: 5).count { $0.failure?.cause == .cancelled } == 3)
        }
    }

    @Test func `a client that has stopped ends every request`() async throws {
        let client = try FileTransferClient()
        client.stop()
        client.stop()
        let location = try FileTransferLocation("http://localhost:1/x")
        #expect(await client.get(location).failure?.cause == .cancelled)
    }

    @Test func `connections are used again when they may be`() async throws {
        try await withServer("http_server", parallel: [1]) { server, client in
            try server.put("fw.bin", noise(1000))
            var settings = FileTransferSettings.trusting
            settings.reusesConnections = true
            for _ in 0..<5 {
                #expect(await client.get(try server.location("http", "fw.bin"), settings).facts != nil)
            }
        }
    }
}
