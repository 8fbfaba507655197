import Foundation
import OCPPTypes

/// Reads passwords of charge points from a file (`csms --authorization-keys FILE`): one JSON object per line, or one
/// array of them.
///
/// ```json
/// {"identity": "CP1", "authorizationKey": "000102030405060708090A0B0C0D0E0F"}
/// ```
package enum AuthorizationKeyFile {
    /// A password in clear; it is kept no longer than the start of the server takes.
    package struct Entry: Sendable, Equatable {
        /// The charge point.
        package var identity: String
        /// The password's 16 to 20 bytes.
        package var password: [UInt8]

        /// Makes an entry.
        package init(identity: String, password: [UInt8]) {
            self.identity = identity
            self.password = password
        }
    }

    /// Why a file is refused. It never holds what was read as a password.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        /// The line of a file with one object per line or the element of an array, from 1; nil for the file as a whole.
        package var place: Int?
        /// True for a file with one object per line.
        package var isLine: Bool
        /// What is wrong.
        package var text: String

        package var description: String {
            place.map { "\(isLine ? "line" : "entry") \($0): \(text)" } ?? text
        }
    }

    /// Reads the text of a file.
    ///
    /// - Throws: ``Failure`` for the first entry that is wrong; nothing is taken over then.
    package static func parse(_ text: String) throws(Failure) -> [Entry] {
        let isArray = text.first { !$0.isWhitespace } == "["
        var entries: [Entry] = []
        var firstSeen: [String: Int] = [:]
        for (place, value) in try isArray ? array(text) : lines(text) {
            let failure = { Failure(place: place, isLine: !isArray, text: $0) }
            guard let object = value as? [String: Any] else { throw failure("not a JSON object") }
            for key in object.keys.sorted() where key != "identity" && key != "authorizationKey" {
                throw failure("unknown member \"\(key)\"; known are authorizationKey, identity")
            }
            guard let identity = object["identity"] as? String, !identity.isEmpty else {
                throw failure("identity is missing, or no text")
            }
            guard !identity.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
                throw failure("identity holds a control character")
            }
            guard let hex = object["authorizationKey"] as? String,
                let key = AuthorizationKey(hex: hex)
            else {
                throw failure("authorizationKey must be a text of 32 to 40 hexadecimal digits, an even number")
            }
            if let first = firstSeen.updateValue(place, forKey: identity) {
                throw failure("identity \"\(identity)\" was given before, in \(isArray ? "entry" : "line") \(first)")
            }
            entries.append(Entry(identity: identity, password: key.bytes))
        }
        return entries
    }

    private static func array(_ text: String) throws(Failure) -> [(Int, Any)] {
        guard let values = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any] else {
            throw Failure(place: nil, isLine: false, text: "not a JSON array")
        }
        return values.enumerated().map { ($0.offset + 1, $0.element) }
    }

    private static func lines(_ text: String) throws(Failure) -> [(Int, Any)] {
        var values: [(Int, Any)] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if line.allSatisfy(\.isWhitespace) { continue }
            guard let value = try? JSONSerialization.jsonObject(with: Data(line.utf8)) else {
                throw Failure(place: index + 1, isLine: true, text: "not a JSON object")
            }
            values.append((index + 1, value))
        }
        return values
    }
}
