import Foundation
import OCPPTypes
import OperatorInterface

@testable import OperatorAPI

/// Holds a JSON value against a schema of the API's description.
struct SchemaCheck {
    private let schemas = Dictionary(uniqueKeysWithValues: APISchemas.all.map { ($0.name, $0.schema) })

    /// What is wrong with a JSON text; empty when it fits.
    func faults(of text: String, _ schema: Schema) -> [String] {
        guard let value = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: [.fragmentsAllowed]) else {
            return ["no JSON: \(text)"]
        }
        return faults(value, schema, at: "")
    }

    private func faults(_ value: Any, _ schema: Schema, at path: String) -> [String] {
        let fault = ["\(path): \(value)"]
        switch schema {
        case .any: return []
        case .named(let name):
            guard let schema = schemas[name] else { return ["\(path): there is no schema \(name)"] }
            return faults(value, schema, at: path)
        case .nullable(let inner): return value is NSNull ? [] : faults(value, inner, at: path)
        case .oneOf(let options):
            return options.contains { faults(value, $0, at: path).isEmpty } ? [] : fault
        case .boolean, .integer, .number: return value is NSNumber ? [] : fault
        case .text(let maxLength):
            guard let text = value as? String else { return fault }
            return maxLength.map { text.unicodeScalars.count <= $0 } ?? true ? [] : fault
        case .uri: return value is String ? [] : fault
        case .dateTime: return (value as? String).flatMap { DateTime($0) } == nil ? fault : []
        case .choice(let words): return (value as? String).map(words.contains) ?? false ? [] : fault
        case .list(let element, let minimum):
            guard let list = value as? [Any], list.count >= minimum else { return fault }
            return list.enumerated().flatMap { faults($0.element, element, at: "\(path)[\($0.offset)]") }
        case .object(let fields, let isClosed):
            guard let object = value as? [String: Any] else { return fault }
            var found: [String] = []
            for field in fields {
                if let inner = object[field.name] {
                    found += faults(inner, field.schema, at: "\(path).\(field.name)")
                } else if field.isRequired {
                    found.append("\(path): \(field.name) is missing")
                }
            }
            let known = Set(fields.map(\.name))
            if isClosed {
                found += object.keys.filter { !known.contains($0) }.map { "\(path): \($0) is not described" }
            }
            return found
        }
    }
}
