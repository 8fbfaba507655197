import GRDB
import OCPPTypes
import TestSupport
import Testing
import TransferModel

@testable import CentralSystemStore

/// What the store keeps for the file endpoint.
@Suite struct FileRecordStoreTests {
    private let directory = TestDirectory()
    private let pool: DatabasePool
    private var records: FileRecordStore { FileRecordStore(pool: pool) }
    private var reader: StoreReader { StoreReader(pool: pool) }
    private let time = DateTime(millisecondsSince1970: 1_735_732_800_123)

    init() throws {
        pool = try DatabaseFile.open(path: directory.file("a"), busyTimeoutMilliseconds: 20)
    }

    private func write(_ changes: [FileRecordChange], history: Int = 9) async throws {
        try await records.write(changes, history: history)
    }

    private func file(_ path: String, _ kind: FileKind, chargePoint: String? = nil) -> StoredFileRecord {
        StoredFileRecord(
            path: path, size: 3, sha256: "abc", kind: kind.rawValue, chargePoint: chargePoint, source: "api",
            stored: time.description)
    }

    private func transfer(_ kind: FileKind, chargePoint: String?) -> FileTransferRecord {
        FileTransferRecord(
            user: "u", chargePoint: chargePoint, kind: kind.rawValue, scheme: "http", direction: "download",
            path: "/firmware/a", remote: nil, fault: "slow", failure: nil, offset: 1, bytes: 2, size: 3, sha256: nil,
            started: time.description, durationMilliseconds: 4)
    }

    @Test func `a user comes back as it was made, with what is left of its transfers, until it goes`() async throws {
        var user = FileUserRecord(
            user: "u", salt: [1, 2], hash: [3, 255], chargePoint: "CP1",
            rights: [
                AccessRight([.read, .write], within: StoreLayout.firmware),
                AccessRight(.remove, within: StoreLayout.chargePoints),
            ], created: time, expires: time.adding(milliseconds: 1), uses: 2)
        try await write([.user(user)])
        #expect(try await records.users() == [user])
        try await write([.uses(user: "u", 1)])
        user.uses = 1
        #expect(try await records.users() == [user])
        try await write([.removeUser("u")])
        #expect(try await records.users() == [])
    }

    @Test func `files are listed by path and kind, and a new name brings a new kind`() async throws {
        let image = file("/firmware/a", .firmware)
        let others = [file("/firmware/b", .firmware), file("/x", .other, chargePoint: "A")]
        try await write([.file(image)] + others.map { .file($0) })
        func paths(_ kinds: [FileKind], of identity: String? = nil, after: String? = nil) async throws -> [String] {
            try await reader.storedFiles(kinds: kinds, of: identity, after: after, limit: 9).map(\.path)
        }
        #expect(try await reader.storedFile(StorePath(literal: "firmware/a")) == image)
        #expect(try await paths([.firmware]) == ["/firmware/a", "/firmware/b"])
        #expect(try await paths(FileKind.allCases, after: "/firmware/a") == ["/firmware/b", "/x"])
        #expect(try await paths(FileKind.allCases, of: "A") == ["/x"])
        #expect(try records.files()["/firmware/a"] == FileRecordStore.KnownFile(size: 3, stored: time))

        let log = StorePath(literal: "charge-points/A/logs/a")
        try await write([.renameFile("/firmware/a", to: log), .removeFile("/firmware/b")])
        #expect(try await reader.storedFile(log)?.kind == "log")
        #expect(try await paths([.firmware]) == [])
        #expect(try records.files().keys.sorted() == ["/charge-points/A/logs/a", "/x"])
    }

    @Test func `the history keeps the youngest transfers, and lists them newest first`() async throws {
        try await write([.transfer(transfer(.log, chargePoint: "A")), .transfer(transfer(.log, chargePoint: nil))])
        try await write(
            [.transfer(transfer(.firmware, chargePoint: "A")), .transfer(transfer(.log, chargePoint: "A"))], history: 3)
        func ids(before: Int64 = .max, of identity: String? = nil, kind: FileKind? = nil) async throws -> [Int64?] {
            try await reader.fileTransfers(before: before, of: identity, kind: kind, limit: 9).map(\.id)
        }
        #expect(try await ids() == [4, 3, 2])
        #expect(try await ids(before: 4) == [3, 2])
        #expect(try await ids(of: "A") == [4, 3])
        #expect(try await ids(of: "A", kind: .log) == [4])
        var expected = transfer(.log, chargePoint: "A")
        expected.id = 4
        #expect(try await reader.fileTransfers(before: .max, of: nil, kind: nil, limit: 1) == [expected])
    }

    @Test func `of a commit that fails nothing is kept`() async throws {
        try await pool.write { try $0.execute(sql: "DROP TABLE fileTransfers") }
        await #expect(throws: DatabaseError.self) {
            try await write([.file(file("/x", .other)), .transfer(transfer(.log, chargePoint: nil))])
        }
        #expect(try records.files() == [:])
    }
}
