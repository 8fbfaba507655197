import CentralSystemModel
import Foundation
import OCPPTypes

/// Reads id tags from a file (`csms --id-tags FILE`): a JSON array of objects, or one object per line.
///
/// ```json
/// {"idTag": "TAG1"}
/// {"idTag": "TAG2", "status": "Blocked", "parentIdTag": "GROUP", "expiryDate": "2030-01-01T00:00:00Z"}
/// ```
package enum IdTagFile {
    /// Why a file of id tags is refused.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        /// The line of a file with one object per line, from 1; nil for an array.
        package var line: Int?
        /// The element of an array, from 1; nil where the file as a whole is wrong.
        package var entry: Int?
        /// What is wrong.
        package var text: String

        package var description: String {
            if let line { return "line \(line): \(text)" }
            if let entry { return "entry \(entry): \(text)" }
            return text
        }
    }

    /// Members of an entry that are wrong.
    package struct EntryFailure: Error {
        /// What is wrong.
        package var text: String
    }

    /// Reads the text of a file.
    ///
    /// - Throws: ``Failure`` for the first entry that is wrong; nothing is taken over then.
    package static func parse(_ text: String) throws(Failure) -> [IdTagRecord] {
        var records: [IdTagRecord] = []
        var firstSeen: [IdTag: Int] = [:]
        let isArray = text.first { !$0.isWhitespace } == "["
        for (number, value) in try isArray ? array(text) : lines(text) {
            let failure = { (text: String) in
                isArray ? Failure(entry: number, text: text) : Failure(line: number, text: text)
            }
            do {
                let record = try entry(value)
                if let first = firstSeen.updateValue(number, forKey: record.idTag) {
                    throw EntryFailure(
                        text: "idTag \"\(record.idTag)\" was given before, in \(isArray ? "entry" : "line") \(first)")
                }
                records.append(record)
            } catch let error as EntryFailure {
                throw failure(error.text)
            } catch {
                throw failure("\(error)")
            }
        }
        return records
    }

    private static func array(_ text: String) throws(Failure) -> [(Int, Any)] {
        guard let values = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Any] else {
            throw Failure(text: "not a JSON array")
        }
        return values.enumerated().map { ($0.offset + 1, $0.element) }
    }

    private static func lines(_ text: String) throws(Failure) -> [(Int, Any)] {
        var values: [(Int, Any)] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if line.allSatisfy(\.isWhitespace) { continue }
            guard let value = try? JSONSerialization.jsonObject(with: Data(line.utf8)) else {
                throw Failure(line: index + 1, text: "not a JSON object")
            }
            values.append((index + 1, value))
        }
        return values
    }

    /// An entry; `idTag` stands inside it or is given.
    package static func entry(_ value: Any, idTag given: IdTag? = nil) throws -> IdTagRecord {
        guard let object = value as? [String: Any] else { throw EntryFailure(text: "not a JSON object") }
        var known: Set = ["status", "parentIdTag", "expiryDate", "maxActiveTransactions"]
        if given == nil { known.insert("idTag") }
        for key in object.keys.sorted() where !known.contains(key) {
            throw EntryFailure(text: "unknown member \"\(key)\"; known are \(known.sorted().joined(separator: ", "))")
        }
        guard let idTag = try given ?? tag(object, "idTag") else { throw EntryFailure(text: "idTag is missing") }
        var record = IdTagRecord(idTag: idTag, parentIdTag: try tag(object, "parentIdTag"))
        if let text = try string(object, "status") {
            guard let status = AuthorizationStatus(rawValue: text), status != .concurrentTx else {
                throw EntryFailure(
                    text: "status is \"\(text)\"; it must be Accepted, Blocked, Expired or Invalid")
            }
            record.status = status
        }
        if let text = try string(object, "expiryDate") {
            guard let date = DateTime(text) else {
                throw EntryFailure(
                    text: "expiryDate is \"\(text)\"; it must be a date and time like 2030-01-01T00:00:00Z")
            }
            record.expiryDate = date
        }
        if let value = object["maxActiveTransactions"], !(value is NSNull) {
            guard let number = value as? Int, (0...1_000_000).contains(number), !(value is String) else {
                throw EntryFailure(text: "maxActiveTransactions must be a whole number from 0 to 1000000")
            }
            record.maxActiveTransactions = number
        }
        return record
    }

    private static func tag(_ object: [String: Any], _ name: String) throws -> IdTag? {
        guard let text = try string(object, name) else { return nil }
        guard !text.isEmpty, let tag = IdTag(text) else {
            throw EntryFailure(text: "\(name) must have 1 to 20 characters, it has \(text.unicodeScalars.count)")
        }
        // A database could take such a tag for another one.
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw EntryFailure(text: "\(name) holds a control character")
        }
        return tag
    }

    private static func string(_ object: [String: Any], _ name: String) throws -> String? {
        guard let value = object[name], !(value is NSNull) else { return nil }
        guard let text = value as? String else { throw EntryFailure(text: "\(name) must be a string") }
        return text
    }
}
