import Foundation
import Testing

@testable import Report

/// The schema of `summary.json` describes what is written.
@Suite struct SummarySchemaTests {
    private typealias Object = [String: Any]

    private func parse(_ bytes: some Sequence<UInt8>) throws -> Object {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? Object)
    }

    @Test func `every member of the schema is in a summary, with its type`() throws {
        let schema = try parse(SummarySchema.json.utf8)
        let definitions = try #require(schema["$defs"] as? [String: Object])
        var seen: Set<String> = []

        func check(_ value: Any, _ part: Object, _ path: String) {
            var part = part
            if let name = (part["$ref"] as? String)?.split(separator: "/").last {
                part = definitions[String(name)] ?? [:]
                seen.insert(String(name))
            }
            let types = part["type"] as? [String] ?? [(part["type"] as? String) ?? ""]
            #expect(types.contains { Self.fits(value, $0) }, "\(path): \(value) is no \(types)")
            #expect(part["description"] is String, "\(path) says nothing of itself")
            if types.contains("integer") || types.contains("number") {
                #expect(part["x-unit"] is String, "\(path) has no unit")
            }
            for (name, inner) in part["properties"] as? [String: Object] ?? [:] where name != "reason" || path.isEmpty {
                guard let member = (value as? Object)?[name] else {
                    Issue.record("\(path)/\(name) is in the schema and not in the summary")
                    continue
                }
                check(member, inner, path + "/" + name)
            }
            if let inner = part["additionalProperties"] as? Object {
                for (name, member) in value as? Object ?? [:] { check(member, inner, path + "/" + name) }
            }
            if let inner = part["items"] as? Object {
                for (index, member) in (value as? [Any] ?? []).enumerated() { check(member, inner, "\(path)/\(index)") }
            }
        }
        var root = schema
        root["description"] = "The whole."
        check(try parse(SummaryJSON.encode(SummaryJSONTests.failed)), root, "")
        #expect(seen.isSuperset(of: ["latency", "call"]))
    }

    private static func fits(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": value is Bool
        case "integer": value is Int || value is UInt64
        case "number": value is Double || value is Int
        case "null": value is NSNull
        default: false
        }
    }
}
