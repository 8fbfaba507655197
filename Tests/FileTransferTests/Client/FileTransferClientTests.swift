import Crypto
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import FileTransfer

@Suite(.ownThread) struct FileTransferClientTests {
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

    @Test func `several threads share the lanes, and names tell which has a transfer`() async throws {
        try await withFolder { folder in
            let server = try TestServer("http_server", root: folder)
            defer { server.stop() }
            var configuration = FileTransferConfiguration(parallel: [5, 1])
            configuration.threads = 3
            let client = try FileTransferClient(configuration)
            defer { client.stop() }
            try server.put("fw.bin", noise(1000))
            let ends = Ends()
            var names: [FileTransferID] = []
            for number in 0..<40 {
                let path = number < 5 ? "stall/fw.bin" : "fw.bin"
                names.append(
                    client.start(
                        FileTransferRequest(
                            try server.location("http", path), .download(FileDownload()), lane: number < 5 ? 0 : 1)
                    ) { ends.add($0) })
            }
            #expect(Set(names).count == 40)
            // The second lane has one place, and goes on while every place of the first stalls.
            #expect(await ends.wait(for: 35).count { $0.facts != nil } == 35)
            for name in names { client.cancel(name) }
            let all = await ends.wait(for: 40)
            #expect(all.count { $0.failure?.cause == .cancelled } == 5)
            #expect(Set(all.map(\.id)) == Set(names))
            #expect(client.load.peakActive <= 6)
        }
    }

    @Test(arguments: [(1, [[5, 1]]), (3, [[2, 1], [2, 0], [1, 0]]), (16, nil)] as [(Int, [[Int]]?)])
    func `shares of the lanes add up`(_ threads: Int, _ shares: [[Int]]?) {
        var configuration = FileTransferConfiguration(parallel: [5, 1])
        configuration.threads = threads
        let parts = (0..<threads).map { configuration.share(of: $0).parallel }
        if let shares { #expect(parts == shares) }
        #expect(parts.reduce(0) { $0 + $1[0] } == 5 && parts.reduce(0) { $0 + $1[1] } == 1)
        configuration.threads = 1000
        #expect(configuration.threads == FileTransferLimits.threads)
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
            let refused = await ends.wait(for: 2).map { $0.failure }
            #expect(refused == [FileTransferFailure(.tooManyWaiting), FileTransferFailure(.tooManyWaiting)])
            client.stop()
            let all = await ends.wait(for: 5).map { $0.failure?.cause }
            #expect(all.count { $0 == .cancelled } == 3, "\(all)")
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
