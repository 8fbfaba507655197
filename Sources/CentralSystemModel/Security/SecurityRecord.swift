import OCPPTypes

/// A password as it is kept: HMAC-SHA-256 of it, keyed by a salt of its own. The model compares and stores
/// it; making one is the driver's work.
package struct SaltedKey: Hashable, Sendable {
    /// Bytes of the salt.
    package static let saltBytes = 16
    /// Bytes of the hash.
    package static let hashBytes = 32

    /// The salt and then the hash.
    package let bytes: [UInt8]

    /// Takes salt and hash one after the other; nil unless they have the right length.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.saltBytes + Self.hashBytes else { return nil }
        self.bytes = bytes
    }

    /// The salt.
    package var salt: ArraySlice<UInt8> { bytes[..<Self.saltBytes] }
    /// The hash.
    package var hash: ArraySlice<UInt8> { bytes[Self.saltBytes...] }
}

/// How a charge point shows who it is, as the central system keeps it.
package struct SecurityRecord: Equatable, Sendable {
    /// The charge point.
    package var identity: String
    /// The password of security profiles 1 and 2; nil when there is none.
    package var key: SaltedKey?
    /// Passwords that the charge point was told to use next, in the order of telling; until it uses one of them, the old
    /// one is good too. There are several where the answers to earlier changes never came.
    package var nextKeys: [SaltedKey]
    /// How many passwords, from ``key`` on, the charge point has confirmed to leave: they are good for
    /// ``CentralSystemConfiguration/authorizationKeyGraceMilliseconds`` only (white paper A01.FR.03).
    package var leftKeys: Int
    /// The lowest security profile that is taken; raised by a successful upgrade, never lowered by OCPP
    /// (white paper A05).
    package var lowestProfile: Int
    /// The profile that the charge point has accepted to use next; nil when none is under way.
    package var nextProfile: Int?

    /// Makes a record.
    package init(
        identity: String, key: SaltedKey? = nil, nextKeys: [SaltedKey] = [], leftKeys: Int = 0,
        lowestProfile: Int = 0, nextProfile: Int? = nil
    ) {
        self.identity = identity
        self.key = key
        self.nextKeys = nextKeys
        self.leftKeys = leftKeys
        self.lowestProfile = lowestProfile
        self.nextProfile = nextProfile
    }

    /// The passwords that are good: the present one and those that may be in use already.
    var keys: [SaltedKey] { (key.map { [$0] } ?? []) + nextKeys }

    /// True when there is nothing to keep.
    var isEmpty: Bool { key == nil && nextKeys.isEmpty && lowestProfile == 0 && nextProfile == nil }
}

/// The record out of line: most charge points of profile 0 have none.
final class SecurityState: Sendable {
    let record: SecurityRecord
    /// Until then the passwords that the charge point has left are good.
    let graceEnd: Instant

    init(_ record: SecurityRecord, graceEnd: Instant) {
        self.record = record
        self.graceEnd = graceEnd
    }

    /// The passwords that are good at an instant.
    func keys(at now: Instant) -> [SaltedKey] {
        now < graceEnd ? record.keys : Array(record.keys.dropFirst(record.leftKeys))
    }
}
