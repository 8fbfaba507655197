import Foundation

/// The part of JSON Schema draft 4 and 6 that the official OCPP 1.6 schemas use.
struct Schema {
    let root: JSONTree
    /// Draft 6 takes `1.0` for an integer, draft 4 does not.
    let isDraft6: Bool

    init(_ text: String) throws {
        root = try JSONTree(text)
        isDraft6 = root["$schema"]?.text?.contains("draft-06") ?? false
    }

    func accepts(_ value: JSONTree) -> Bool { accepts(value, root) }

    /// A `$ref` followed.
    func resolved(_ schema: JSONTree) -> JSONTree {
        guard let reference = schema["$ref"]?.text, let name = reference.split(separator: "/").last,
            let target = root["definitions"]?[String(name)]
        else { return schema }
        return resolved(target)
    }

    private func accepts(_ value: JSONTree, _ schema: JSONTree) -> Bool {
        let schema = resolved(schema)
        guard hasType(value, schema["type"]?.text) else { return false }
        if let allowed = schema["enum"]?.elements, !allowed.contains(value) { return false }
        switch value {
        case .string(let text):
            if let limit = schema["maxLength"], text.unicodeScalars.count > integer(limit) { return false }
            switch schema["format"]?.text {
            case "date-time": return isDateTime(text)
            case "uri": return isURI(text)
            default: return true
            }
        case .number(let text):
            guard let factor = schema["multipleOf"] else { return true }
            guard factor == .number("0.1"), let number = Double(text) else { return false }
            return abs(number * 10 - (number * 10).rounded()) < 1e-6
        case .list(let elements):
            if let least = schema["minItems"], elements.count < integer(least) { return false }
            guard let item = schema["items"] else { return true }
            return elements.allSatisfy { accepts($0, item) }
        case .object(let members):
            let names = Set(members.map(\.name))
            for required in schema["required"]?.elements ?? [] {
                guard let name = required.text, names.contains(name) else { return false }
            }
            return members.allSatisfy { member in
                if let inner = schema["properties"]?[member.name] { return accepts(member.value, inner) }
                return schema["additionalProperties"] != .boolean(false)
            }
        case .null, .boolean: return true
        }
    }

    private func hasType(_ value: JSONTree, _ type: String?) -> Bool {
        switch (type, value) {
        case (nil, _), ("string", .string), ("number", .number), ("boolean", .boolean), ("array", .list),
            ("object", .object):
            return true
        case ("integer", .number(let text)):
            if isDraft6, let number = Double(text) { return number == number.rounded() }
            return !text.contains { $0 == "." || $0 == "e" || $0 == "E" }
        default: return false
        }
    }

    private func integer(_ tree: JSONTree) -> Int {
        if case .number(let text) = tree { Int(text) ?? 0 } else { 0 }
    }
}

/// RFC 3339 §5.6, by its grammar.
private func isDateTime(_ text: String) -> Bool {
    guard
        let match = try? /(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-](\d\d):(\d\d))/.wholeMatch(
            in: text)
    else { return false }
    let (year, month, day) = (Int(match.1)!, Int(match.2)!, Int(match.3)!)
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...12).contains(month), (1...lengths[month - 1]).contains(day), Int(match.4)! < 24, Int(match.5)! < 60,
        Int(match.6)! <= 60
    else { return false }
    return Int(match.9 ?? "0")! < 24 && Int(match.10 ?? "0")! < 60
}

/// RFC 3986: scheme, colon, allowed characters.
private func isURI(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:([A-Za-z0-9._~:\/?#\[\]@!$&'()*+,;=\-]|%[0-9A-Fa-f]{2})*/) != nil
}

/// The official schemas, found by WATTSWARM_SHARED or beside the repository; they are not part of it.
enum OfficialSchemas {
    static let folder: URL? = {
        var candidates: [URL] = []
        if let shared = ProcessInfo.processInfo.environment["WATTSWARM_SHARED"] {
            candidates.append(URL(fileURLWithPath: shared))
        }
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<5 {
            folder.deleteLastPathComponent()
            candidates.append(folder.appendingPathComponent("shared"))
        }
        let schemas = candidates.map { $0.appendingPathComponent("ocpp16/schemas") }
        let found = schemas.first { FileManager.default.fileExists(atPath: $0.path + "/Heartbeat.json") }
        if found == nil {
            print("The official schemas were not found: set WATTSWARM_SHARED to the folder that holds ocpp16/schemas.")
        }
        return found
    }()

    static var areHere: Bool { folder != nil }

    static func schema(_ kind: PayloadKind) throws -> Schema {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        let name = kind.action.name + (kind.isRequest ? "" : "Response") + ".json"
        return try Schema(String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
    }
}
