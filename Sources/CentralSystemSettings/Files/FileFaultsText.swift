import Foundation
import TransferModel

/// The plan of faults as JSON: `csms --file-faults FILE` and `PUT /api/v1/file-faults`.
///
/// ```json
/// {"seed": 7, "rules": [
///   {"fault": "cut", "share": 0.1, "file": "firmware"},
///   {"fault": "503", "retryAfter": 5, "schemes": ["http"], "attempts": 2}
/// ]}
/// ```
package enum FileFaultsText {
    /// Why a plan is refused; the text says what to change.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        /// The reason.
        package var text: String
        package var description: String { text }
    }

    /// Reads the text of a file.
    package static func parse(text: String) throws -> TransferFaults {
        guard let value = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else {
            throw Failure(text: "the plan of faults is not JSON")
        }
        return try parse(value)
    }

    /// Reads a JSON value.
    package static func parse(_ value: Any) throws -> TransferFaults {
        guard let object = value as? [String: Any] else { throw Failure(text: "the plan of faults is not an object") }
        try check(object, known: ["seed", "rules"], place: "")
        let seed = try number(object["seed"], "seed", 0...Int64.max) ?? 1
        guard let list = object["rules"] as? [Any] else { throw Failure(text: "rules must be a list") }
        guard list.count <= 100 else { throw Failure(text: "there are more than 100 rules") }
        let rules = try list.enumerated().map { try rule($0.element, "rule \($0.offset + 1): ") }
        return TransferFaults(seed: UInt64(seed), rules: rules)
    }

    private static func rule(_ value: Any, _ place: String) throws -> TransferFaultRule {
        guard let object = value as? [String: Any] else { throw Failure(text: "\(place)not an object") }
        try check(
            object,
            known: [
                "fault", "share", "schemes", "direction", "file", "identity", "attempts", "at", "by", "retryAfter",
                "bytesPerSecond",
            ], place: place)
        guard let kind = try choice(object["fault"], "\(place)fault", TransferFaultRule.Kind.self) else {
            throw Failure(text: "\(place)fault is missing")
        }
        var rule = TransferFaultRule(kind)
        if let share = object["share"] {
            guard let share = share as? Double ?? (share as? Int).map(Double.init), (0...1).contains(share) else {
                throw Failure(text: "\(place)share must be a number from 0 to 1")
            }
            rule.share = share
        }
        if let schemes = object["schemes"] {
            guard let names = schemes as? [Any] else { throw Failure(text: "\(place)schemes must be a list") }
            rule.schemes = Set(
                try names.compactMap { try choice($0, "\(place)schemes", TransferScheme.self) })
        }
        rule.direction = try choice(object["direction"], "\(place)direction", TransferDirection.self)
        rule.file = try choice(object["file"], "\(place)file", FileKind.self)
        if let identity = object["identity"] {
            guard let text = identity as? String, !text.isEmpty else {
                throw Failure(text: "\(place)identity must be a text")
            }
            rule.chargePoint = text
        }
        rule.attempts = try number(object["attempts"], "\(place)attempts", 1...1_000_000).map(Int.init)
        rule.at = try number(object["at"], "\(place)at", 0...Int64.max)
        rule.by = try number(object["by"], "\(place)by", -(1 << 40)...(1 << 40)) ?? rule.by
        rule.retryAfter = try number(object["retryAfter"], "\(place)retryAfter", 0...86_400).map(Int.init)
        rule.bytesPerSecond =
            try number(object["bytesPerSecond"], "\(place)bytesPerSecond", 1...1_000_000_000).map(Int.init)
            ?? rule.bytesPerSecond
        return rule
    }

    private static func check(_ object: [String: Any], known: Set<String>, place: String) throws {
        for key in object.keys.sorted() where !known.contains(key) {
            throw Failure(
                text: "\(place)unknown member \"\(key)\"; known are \(known.sorted().joined(separator: ", "))")
        }
    }

    private static func number(_ value: Any?, _ name: String, _ range: ClosedRange<Int64>) throws -> Int64? {
        guard let value else { return nil }
        guard !(value is String), let number = (value as? Int).map(Int64.init), range.contains(number) else {
            throw Failure(text: "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func choice<Value: CaseIterable & RawRepresentable<String>>(
        _ value: Any?, _ name: String, _ type: Value.Type
    ) throws -> Value? {
        guard let value else { return nil }
        guard let text = value as? String, let found = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(text: "\(name) must be one of \(known)")
        }
        return found
    }
}
