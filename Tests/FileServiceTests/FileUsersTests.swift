import CentralSystemSettings
import CentralSystemStore
import OCPPTypes
import Testing
import TransferEndpoint
import TransferModel

@testable import FileService

/// Users of the file endpoint, without an endpoint.
@Suite(.timeLimit(.minutes(3))) struct FileUsersTests {
    @Test func `an order's user is let in with its password until its transfers are used up`() async throws {
        let books = try await TestBooks()
        defer { books.store.close() }
        let ledger = books.ledger()
        let users = FileUsers([], ledger: ledger, limits: FilesLimits())
        let rights = [AccessRight(.read, within: StoreLayout.firmware)]
        let made = try users.make(chargePoint: "CP1", rights: rights, expires: nil, uses: 2)
        #expect(
            users.grant(user: made.user, password: made.password)
                == AccessGrant(user: made.user, chargePoint: "CP1", rights: rights))
        #expect(users.grant(user: made.user, password: made.password + "x") == nil)
        #expect(users.grant(user: made.user + "x", password: made.password) == nil)
        users.transferEnded(TestBooks.transfer(made.user))
        users.transferEnded(TestBooks.transfer(made.user, isWhole: false))
        await ledger.drain()
        #expect(try await books.store.files.users().map(\.uses) == [1])
        // Who comes back after a restart is the same user.
        let again = FileUsers(try await books.store.files.users(), ledger: ledger, limits: FilesLimits())
        #expect(again.grant(user: made.user, password: made.password) != nil)
        again.transferEnded(TestBooks.transfer(made.user))
        #expect(again.grant(user: made.user, password: made.password) == nil)
        await ledger.drain()
        #expect(try await books.store.files.users().isEmpty)
        let next = try again.make(chargePoint: "CP1", rights: rights, expires: nil, uses: 1)
        #expect(next.user == made.user.dropLast() + "2")
    }

    @Test func `a user whose time is over is not let in, and goes`() async throws {
        let books = try await TestBooks()
        defer { books.store.close() }
        let users = FileUsers([], ledger: books.ledger(), limits: FilesLimits())
        let now = FileUsers.now()
        let over = try users.make(chargePoint: nil, rights: [], expires: now.adding(milliseconds: -1), uses: nil)
        _ = try users.make(
            name: "later", chargePoint: nil, rights: [], expires: now.adding(milliseconds: 3_600_000), uses: nil)
        #expect(users.grant(user: over.user, password: over.password) == nil)
        users.removeExpired(at: now)
        #expect(users.all.map(\.user) == ["later"])
    }

    @Test func `a name that is taken and a user too many are refused`() async throws {
        let books = try await TestBooks()
        defer { books.store.close() }
        var limits = FilesLimits()
        limits.users = 2
        let users = FileUsers([], ledger: books.ledger(), limits: limits)
        func make(_ name: String?) throws(FilesRefusal) {
            _ = try users.make(name: name, chargePoint: "CP1", rights: [], expires: nil, uses: nil)
        }
        try make("a")
        #expect(throws: FilesRefusal(kind: .exists, text: #"there is a file user "a" already"#)) { try make("a") }
        try make(nil)
        #expect(users.displaced == 0)
        // The order's user makes room, the operator's does not.
        try make("b")
        #expect(users.displaced == 1 && users.all.map(\.user) == ["a", "b"])
        #expect(throws: FilesRefusal.limitReached) { try make(nil) }
        #expect(users.remove("a") && !users.remove("a") && users.count == 1)
    }
}

/// What waits for the database.
@Suite(.timeLimit(.minutes(3))) struct FileLedgerTests {
    @Test func `changes beyond the limit are lost and counted, the others are in the database in order`() async throws {
        let books = try await TestBooks()
        defer { books.store.close() }
        var limits = FilesLimits()
        limits.waitingRecords = 4
        limits.commitRecords = 2
        let ledger = books.ledger(limits)
        func changes(_ count: Int) -> [FileRecordChange] {
            (1...count).map { .transfer(FileTransferRecord(TestBooks.transfer("u\($0)"))) }
        }
        ledger.submit(changes(5))
        #expect(ledger.lost == 5)
        ledger.submit(changes(4))
        await ledger.drain()
        let kept = try await books.store.reader.fileTransfers(before: .max, of: nil, kind: nil, limit: 9)
        #expect(kept.map(\.user) == ["u4", "u3", "u2", "u1"] && ledger.lost == 5)
    }
}
