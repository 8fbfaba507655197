import OperatorInterface
import TestSupport
import Testing

@testable import CentralSystemStore

/// Tokens of operators in the database.
@Suite struct OperatorTokenStoreTests {
    @Test func `token names are unique, usable and known`() throws {
        let directory = TestDirectory()
        let path = directory.file("csms.sqlite")
        _ = try OperatorTokenStore.create(name: "a", role: .read, at: path)
        #expect(throws: OperatorTokenStore.Failure.nameTaken("a")) {
            try OperatorTokenStore.create(name: "a", role: .read, at: path)
        }
        #expect(throws: OperatorTokenStore.Failure.nameUnusable("")) {
            try OperatorTokenStore.create(name: "", role: .read, at: path)
        }
        #expect(throws: OperatorTokenStore.Failure.unknown("b")) { try OperatorTokenStore.revoke(name: "b", at: path) }
    }
}
