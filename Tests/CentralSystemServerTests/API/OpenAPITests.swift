import Foundation
import OperatorInterface
import TestSupport
import Testing

@testable import CentralSystemServer
@testable import OperatorAPI

/// The API's description against what is really served.
@Suite(.timeLimit(.minutes(3)), .ownThread) struct OpenAPITests {
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
                    if "\(operations[method] ?? "")".contains("text/event-stream") {
                        try await Self.expectStream(server, method, path)
                        continue
                    }
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

    /// A stream of events begins at once and ends only with its connection.
    private static func expectStream(_ server: TestServer, _ method: String, _ path: String) async throws {
        #expect(method == "get", "\(path)")
        let connection = try await RawConnection.open(server.ready.api)
        defer { connection.close() }
        connection.get(example(path))
        #expect(await connection.read(until: "\r\n\r\n"), "\(path): \(connection.text)")
        #expect(connection.text.hasPrefix("HTTP/1.1 200 "), "\(path): \(connection.text)")
        #expect(connection.text.lowercased().contains("content-type: text/event-stream"), "\(connection.text)")
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
        let probe = try ChildProcess.run("python3", ["-c", "import openapi_spec_validator"])
        guard probe.status == 0 else {
            print("skipped: no openapi-spec-validator here; install it with `pip install openapi-spec-validator`")
            return
        }
        try await TestServer.with { server in
            let body = try await server.http("GET", "/openapi.json").body
            let file = server.directory.file("openapi.json")
            try body.write(toFile: file, atomically: true, encoding: .utf8)
            let check =
                "import json,openapi_spec_validator as v; v.validate(json.load(open('\(file)'))); print('valid')"
            let outcome = try ChildProcess.run("python3", ["-c", check], mixed: true)
            #expect(outcome.status == 0 && outcome.output.contains("valid"), "\(outcome.output)")
        }
    }
}

extension CentralSystemServer {
    /// What the running API's router was given.
    func servedOperations() throws -> Set<String> {
        guard let api = running?.api else { throw CancellationError() }
        return Set(api.table.routes.map { "\($0.operation.method.rawValue) \($0.operation.path)" })
    }
}
