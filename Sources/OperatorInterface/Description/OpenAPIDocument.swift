/// Writes `/openapi.json`: OpenAPI 3.1 from the table of operations.
package struct OpenAPIDocument: Sendable {
    /// Every operation.
    package var operations: [Operation]
    /// Schemas by name, in the order in which they are written.
    package var schemas: [(name: String, schema: Schema)]
    /// The program's version.
    package var version: String

    /// Makes a document.
    package init(operations: [Operation], schemas: [(name: String, schema: Schema)], version: String) {
        self.operations = operations
        self.schemas = schemas
        self.version = version
    }

    /// The document.
    package var json: JSONText {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Wattswarm central system: operator API",
                "version": .string(version),
                "description": "Charge points, commands, transactions and id tags of the included central system.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "tags": .array(tags.map { ["name": .string($0)] }),
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer"],
                    "session": ["type": "apiKey", "in": "cookie", "name": .string(Session.cookieName)],
                ],
                "schemas": .object(schemas.map { ($0.name, $0.schema.json) }),
            ],
        ]
    }

    private var tags: [String] {
        var seen: [String] = []
        for operation in operations where !seen.contains(operation.tag) { seen.append(operation.tag) }
        return seen
    }

    private var paths: [(name: String, value: JSONText)] {
        var order: [String] = []
        var methods: [String: [(name: String, value: JSONText)]] = [:]
        for operation in operations {
            if methods[operation.path] == nil { order.append(operation.path) }
            methods[operation.path, default: []].append(
                (operation.method.rawValue.lowercased(), Self.json(operation)))
        }
        return order.map { ($0, .object(methods[$0] ?? [])) }
    }

    private static func json(_ operation: Operation) -> JSONText {
        var members: [(name: String, value: JSONText)] = [
            ("operationId", .string(operation.identifier)),
            ("tags", [.string(operation.tag)]),
            ("summary", .string(operation.summary)),
        ]
        let role = operation.role.map { "Needs the role `\($0.rawValue)`." }
        let about = [operation.details, role].compactMap { $0 }.joined(separator: " ")
        if !about.isEmpty { members.append(("description", .string(about))) }
        members.append(("security", operation.role == nil ? [] : [["token": []], ["session": []]]))
        let parameters = parameters(operation)
        if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
        if let body = operation.body {
            members.append(
                (
                    "requestBody",
                    [
                        "required": .boolean(!body.isOptional),
                        "content": .object([
                            (name: body.mediaType, value: .object([(name: "schema", value: body.schema.json)]))
                        ]),
                    ]
                ))
        }
        members.append(("responses", .object(responses(operation))))
        return .object(members)
    }

    private static func parameters(_ operation: Operation) -> [JSONText] {
        operation.pathParameters.map { name in
            [
                "name": .string(name), "in": "path", "required": true,
                "description": "Percent-encoded.", "schema": ["type": "string"],
            ]
        }
            + operation.query.map { parameter in
                [
                    "name": .string(parameter.name), "in": "query", "required": false,
                    "description": .string(parameter.about), "schema": parameter.schema.json,
                ]
            }
    }

    /// Answers that any operation may give.
    private static func common(_ operation: Operation) -> [Operation.Answer] {
        var answers: [Operation.Answer] = []
        func failure(_ status: Int, _ about: String = "There is no such thing") {
            answers.append(
                operation.isForPeople ? .text(status, about, mediaType: "text/html") : .failure(status, about))
        }
        let needsCheck = !operation.pathParameters.isEmpty || !operation.query.isEmpty || operation.body != nil
        if needsCheck { failure(400, "Something in the request is wrong; the message names it") }
        if operation.role != nil {
            if operation.isForPeople, operation.method == .get { answers.append(.empty(303, "Log in first")) }
            failure(401, "No token, or one that is not known")
            failure(403, "The token's role may not do this, or the request came from another page")
        }
        if !operation.pathParameters.isEmpty { failure(404) }
        if operation.body != nil {
            failure(408, "The body did not arrive in time")
            failure(413, "The body is too large")
        }
        failure(429, "Too many requests; `Retry-After` tells when to come again")
        failure(503, "Too many requests or connections wait, or the database takes no commit")
        return answers
    }

    private static func responses(_ operation: Operation) -> [(name: String, value: JSONText)] {
        var own = operation.answers
        for answer in common(operation) where !own.contains(where: { $0.status == answer.status }) {
            own.append(answer)
        }
        return own.sorted { $0.status < $1.status }.map { answer in
            var members: [(name: String, value: JSONText)] = [("description", .string(answer.about))]
            if let mediaType = answer.mediaType {
                members.append(
                    (
                        "content",
                        .object([(name: mediaType, value: .object([(name: "schema", value: answer.schema.json)]))])
                    ))
            }
            return (String(answer.status), .object(members))
        }
    }
}
