import Foundation
import OperatorInterface
import Testing

@testable import CentralSystemServer

/// The API's description against what is really served.
@Suite struct OpenAPITests {
    private static func document(_ server: TestServer) async throws -> [String: Any] {
        let body = try await server.http("GET", "/openapi.json").body
        return try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
    }

    /// Paths with something that fits in place of parameters.
    private static func example(_ path: String) -> String {
        path.replacingOccurrences(of: "{Action}", with: "Reset").replacingOccurrences(of: "{transactionId}", with: "1")
            .replacing(/\{[^}]*\}/, with: "X")
    }

    @Test func `every documented operation is served and every served one is documented`() async throws {
        try await TestServer.with { server in
            let paths = try #require(try await Self.document(server)["paths"] as? [String: [String: Any]])
            var documented: Set<String> = []
            for (path, operations) in paths {
                for method in operations.keys {
                    documented.insert("\(method.uppercased()) \(path)")
                    // A stream of events does not end by itself; it has tests of its own.
                    if "\(operations[method] ?? "")".contains("text/event-stream") { continue }
                    let answer = try await server.exchange(method.uppercased(), Self.example(path))
                    // A resource that is not there is told in its own words, a path that is not served in others.
                    let isUnserved = answer.body.contains("no such resource") || answer.response.statusCode == 405
                    #expect(!isUnserved, "\(method) \(path): \(answer.body)")
                }
                let unused = APIMethod.allCases.map { $0.rawValue.lowercased() }.first { operations[$0] == nil }
                if let unused {
                    let answer = try await server.exchange(unused.uppercased(), Self.example(path))
                    #expect(answer.response.statusCode == 405, "\(unused) \(path)")
                    #expect(answer.response.value(forHTTPHeaderField: "Allow")?.isEmpty == false)
                }
            }
            let served = try await server.server.servedOperations()
            #expect(served == documented)
            #expect(served.count > 20)
        }
    }

    @Test func `every reference of the document leads to a schema and operation names are unique`() async throws {
        try await TestServer.with { server in
            let document = try await Self.document(server)
            let components = try #require(document["components"] as? [String: Any])
            let schemas = try #require(components["schemas"] as? [String: Any])
            var references: Set<String> = []
            var names: [String] = []
            func walk(_ value: Any) {
                if let object = value as? [String: Any] {
                    if let reference = object["$ref"] as? String { references.insert(reference) }
                    if let name = object["operationId"] as? String { names.append(name) }
                    for inner in object.values { walk(inner) }
                } else if let list = value as? [Any] {
                    for inner in list { walk(inner) }
                }
            }
            walk(document)
            for reference in references {
                #expect(schemas[String(reference.dropFirst("#/components/schemas/".count))] != nil, "\(reference)")
            }
            #expect(references.count > 5)
            #expect(Set(names).count == names.count)
        }
    }

    @Test func `an independent validator takes the document`() async throws {
        let probe = try Self.python("import openapi_spec_validator")
        guard probe.status == 0 else {
            print("skipped: no openapi-spec-validator here; install it with `pip install openapi-spec-validator`")
            return
        }
        try await TestServer.with { server in
            let body = try await server.http("GET", "/openapi.json").body
            let file = server.directory.file("openapi.json")
            try body.write(toFile: file, atomically: true, encoding: .utf8)
            let outcome = try Self.python(
                "import json,openapi_spec_validator as v; v.validate(json.load(open('\(file)'))); print('valid')")
            #expect(outcome.status == 0 && outcome.output.contains("valid"), "\(outcome.output)")
        }
    }

    private static func python(_ code: String) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", code]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}

extension CentralSystemServer {
    /// What the running API's router was given.
    func servedOperations() throws -> Set<String> {
        guard let running else { throw CancellationError() }
        return Set(running.api.table.routes.map { "\($0.operation.method.rawValue) \($0.operation.path)" })
    }
}
