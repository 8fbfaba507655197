import CentralSystemSettings
import CentralSystemStore
import Crypto
import Foundation
import OCPPTypes
import Synchronization
import TransferEndpoint
import TransferModel

/// The users of the file endpoint: made for an order or by the operator, kept as salted HMAC-SHA-256 of random
/// passwords, limited in time and number of transfers.
package final class FileUsers: TransferAuthority {
    /// Name and password of a new user; the password is nowhere else.
    package struct Credentials: Sendable, Equatable {
        /// The user's name.
        package var user: String
        /// The password in clear.
        package var password: String
    }

    private struct State {
        var users: [String: FileUserRecord] = [:]
        /// Users of orders, oldest first.
        var ordered: [String] = []
        /// How many orders each charge point had, by the beginning of their users' names.
        var orders: [String: Int] = [:]
        /// Users of orders that went before their time, because there were too many.
        var displaced = 0
    }

    private let state = Mutex(State())
    private let ledger: FileLedger
    private let limits: FilesLimits

    init(_ records: [FileUserRecord], ledger: FileLedger, limits: FilesLimits) {
        self.ledger = ledger
        self.limits = limits
        let sorted = records.sorted { ($0.created, $0.user) < ($1.created, $1.user) }
        state.withLock { state in
            for record in sorted {
                state.users[record.user] = record
                if let dash = record.user.lastIndex(of: "-"), record.user.hasPrefix("order-") {
                    state.ordered.append(record.user)
                    let number = Int(record.user[record.user.index(after: dash)...]) ?? 0
                    state.orders[String(record.user[...dash]), default: 0].raise(to: number)
                }
            }
        }
    }

    /// The time of the file endpoint: the machine's, not that of the charge points.
    package static func now() -> DateTime {
        DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
    }

    // MARK: Making and removing

    /// Makes a user with a random password.
    ///
    /// An order's user has a name that follows from the charge point and the number of its order, so that planned faults
    /// hit the same transfers each time.
    ///
    /// - `name`: nil makes one for an order.
    package func make(
        name: String? = nil, chargePoint: String?, rights: [AccessRight], expires: DateTime?, uses: Int?
    ) throws(FilesRefusal) -> Credentials {
        let password = Self.random(characters: 24)
        let salt = (0..<16).map { _ in UInt8.random(in: 0 ... .max) }
        let made = FileUserRecord(
            user: name ?? "", salt: salt, hash: Self.hash(password, salt), chargePoint: chargePoint, rights: rights,
            created: Self.now(), expires: expires, uses: uses)
        let (record, removed) = try state.withLock { state throws(FilesRefusal) in
            var record = made
            if let name {
                guard state.users[name] == nil else {
                    throw FilesRefusal(kind: .exists, text: "there is a file user \"\(name)\" already")
                }
            } else {
                record.user = Self.orderName(chargePoint ?? "", &state)
            }
            let removed = Self.makeRoom(limits.users, &state)
            guard state.users.count < limits.users else { throw .limitReached }
            state.users[record.user] = record
            if name == nil { state.ordered.append(record.user) }
            return (record, removed)
        }
        ledger.submit(removed.map { .removeUser($0) } + [.user(record)])
        return Credentials(user: record.user, password: password)
    }

    /// `order-`, ten digits of the identity's hash, and the number of the charge point's order.
    private static func orderName(_ identity: String, _ state: inout State) -> String {
        let digest = SHA256.hash(data: Data(identity.utf8)).prefix(5)
        let stem = "order-\(HexadecimalText.text(digest))-"
        var number = state.orders[stem, default: 0] + 1
        while state.users[stem + String(number)] != nil { number += 1 }
        state.orders[stem] = number
        return stem + String(number)
    }

    /// Takes users of the oldest orders away until there is room for one; gives their names.
    private static func makeRoom(_ limit: Int, _ state: inout State) -> [String] {
        var removed: [String] = []
        while state.users.count >= limit, !state.ordered.isEmpty {
            let oldest = state.ordered.removeFirst()
            if state.users.removeValue(forKey: oldest) != nil { removed.append(oldest) }
        }
        state.displaced += removed.count
        return removed
    }

    /// Users of orders that went before their time, because there were too many.
    package var displaced: Int { state.withLock { $0.displaced } }

    /// Removes a user; false where there is none.
    package func remove(_ user: String) -> Bool {
        guard state.withLock({ $0.users.removeValue(forKey: user) }) != nil else { return false }
        ledger.submit([.removeUser(user)])
        return true
    }

    /// Users there are.
    package var count: Int { state.withLock { $0.users.count } }

    /// Every user by name.
    package var all: [FileUserRecord] {
        state.withLock { $0.users.values.sorted { $0.user < $1.user } }
    }

    /// Removes what has run out.
    func removeExpired(at now: DateTime) {
        let expired = state.withLock { state -> [String] in
            let names = state.users.values.filter { $0.expires.map { $0 <= now } ?? false }.map(\.user).sorted()
            for name in names { state.users[name] = nil }
            state.ordered.removeAll { state.users[$0] == nil }
            return names
        }
        if !expired.isEmpty { ledger.submit(expired.map { .removeUser($0) }) }
    }

    // MARK: TransferAuthority

    package func grant(user: String, password: String) -> AccessGrant? {
        guard let record = state.withLock({ $0.users[user] }) else { return nil }
        if let expires = record.expires, expires <= Self.now() { return nil }
        guard Self.isEqual(Self.hash(password, record.salt), record.hash) else { return nil }
        return AccessGrant(user: user, chargePoint: record.chargePoint, rights: record.rights)
    }

    package func transferEnded(_ record: TransferRecord) {
        var changes: [FileRecordChange] = [.transfer(FileTransferRecord(record))]
        if record.direction == .upload, record.failure == nil, let sha256 = record.sha256, let size = record.size {
            let file = FileStore.StoredFile(
                path: record.path, size: size, sha256: sha256, modified: Self.now(), isReplacement: false)
            changes.append(
                .file(StoredFileRecord(file, chargePoint: record.chargePoint, source: record.scheme.rawValue)))
        }
        if record.failure == nil, record.isWhole, let left = use(record.user) {
            changes.append(left == 0 ? .removeUser(record.user) : .uses(user: record.user, left))
        }
        ledger.submit(changes)
    }

    package func fileRemoved(_ path: StorePath) { ledger.submit([.removeFile(path.description)]) }

    package func fileRenamed(_ path: StorePath, to other: StorePath) {
        ledger.submit([.renameFile(path.description, to: other)])
    }

    /// A whole transfer went through; how many are left, or nil where they are not counted.
    private func use(_ user: String) -> Int? {
        state.withLock { state in
            guard let uses = state.users[user]?.uses else { return nil }
            let left = max(0, uses - 1)
            if left == 0 { state.users[user] = nil } else { state.users[user]?.uses = left }
            return left
        }
    }

    // MARK: Passwords

    /// Letters and digits that need no encoding in a URL; five and a half bits each.
    private static func random(characters count: Int) -> String {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789".utf8)
        var system = SystemRandomNumberGenerator()
        return String(decoding: (0..<count).map { _ in alphabet.randomElement(using: &system)! }, as: UTF8.self)
    }

    private static func hash(_ password: String, _ salt: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Data(password.utf8), using: SymmetricKey(data: salt)))
    }

    private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Int {
    fileprivate mutating func raise(to other: Int) { self = Swift.max(self, other) }
}
