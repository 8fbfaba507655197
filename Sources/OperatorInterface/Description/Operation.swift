/// What a caller of the operator API may do. Each role may do what the ones before it may.
package enum Role: String, CaseIterable, Sendable, Hashable, Comparable {
    /// Look at everything.
    case read
    /// Send commands, enter id tags, decide on registrations.
    case operate
    /// Change the central system itself: watch list, calibration, backups.
    case admin

    private var rank: Int {
        switch self {
        case .read: 0
        case .operate: 1
        case .admin: 2
        }
    }

    package static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }
}

/// Methods of HTTP that the API uses.
package enum APIMethod: String, Sendable, Hashable, CaseIterable {
    /// Reads.
    case get = "GET"
    /// Orders something.
    case post = "POST"
    /// Enters or replaces.
    case put = "PUT"
    /// Removes.
    case delete = "DELETE"

    /// True when the method changes nothing.
    package var isSafe: Bool { self == .get }
}

/// One operation of the API: what the router serves and what `/openapi.json` describes, from one place.
///
/// ```swift
/// Operation(
///     .get, "/api/v1/id-tags/{idTag}", tag: "id tags", role: .read, "One id tag",
///     answers: [.json(200, "The entry", .named("IdTag")), .failure(404)])
/// ```
package struct Operation: Sendable {
    /// The method.
    package var method: APIMethod
    /// The path; parameters stand in braces: `/api/v1/charge-points/{identity}`.
    package var path: String
    /// The group it is listed under.
    package var tag: String
    /// The least role that may call it; nil: anybody, also without a token.
    package var role: Role?
    /// One line.
    package var summary: String
    /// More, where one line is not enough.
    package var details: String?
    /// What may stand in the query.
    package var query: [Parameter]
    /// The body, for methods that have one.
    package var body: Body?
    /// Answers by status, without those that every operation may give: 400, 401, 403, 404, 408, 413, 429, 503.
    package var answers: [Answer]

    /// A parameter of the query or the path.
    package struct Parameter: Sendable {
        /// Its name.
        package var name: String
        /// What it holds.
        package var schema: Schema
        /// One sentence.
        package var about: String

        /// Makes a parameter.
        package init(_ name: String, _ schema: Schema, _ about: String) {
            self.name = name
            self.schema = schema
            self.about = about
        }

        /// How many items a page has.
        package static let limit = Parameter(
            "limit", .integer(minimum: 1, maximum: 1_000), "Largest number of items, 100 when left out.")
        /// Where a page begins.
        package static let cursor = Parameter(
            "cursor", .text(), "What the page before gave as `next`; the first page when left out.")
    }

    /// A request's body.
    package struct Body: Sendable {
        /// Its media type.
        package var mediaType: String
        /// What it holds.
        package var schema: Schema
        /// True when the request may come without it.
        package var isOptional: Bool

        /// A JSON body.
        package static func json(_ schema: Schema, isOptional: Bool = false) -> Body {
            Body(mediaType: "application/json", schema: schema, isOptional: isOptional)
        }

        /// Bytes of any kind, which are streamed.
        package static let bytes = Body(mediaType: "application/octet-stream", schema: .text(), isOptional: false)

        /// An HTML form with a file, whose bytes are streamed.
        package static func fileForm(_ fields: [SchemaField]) -> Body {
            Body(mediaType: "multipart/form-data", schema: .object(fields, isClosed: false), isOptional: false)
        }

        /// The fields of an HTML form.
        package static func form(_ fields: [SchemaField]) -> Body {
            Body(
                mediaType: "application/x-www-form-urlencoded", schema: .object(fields, isClosed: false),
                isOptional: false)
        }
    }

    /// An answer.
    package struct Answer: Sendable {
        /// The status code.
        package var status: Int
        /// One sentence.
        package var about: String
        /// Its media type; nil when it has no body.
        package var mediaType: String?
        /// What it holds.
        package var schema: Schema

        /// A JSON answer.
        package static func json(_ status: Int, _ about: String, _ schema: Schema) -> Answer {
            Answer(status: status, about: about, mediaType: "application/json", schema: schema)
        }

        /// An answer of text of some kind.
        package static func text(_ status: Int, _ about: String, mediaType: String) -> Answer {
            Answer(status: status, about: about, mediaType: mediaType, schema: .text())
        }

        /// An answer without a body.
        package static func empty(_ status: Int, _ about: String) -> Answer {
            Answer(status: status, about: about, mediaType: nil, schema: .any)
        }

        /// An error with the API's usual body.
        package static func failure(_ status: Int, _ about: String = "There is no such thing") -> Answer {
            .json(status, about, .named("Failure"))
        }
    }

    /// Makes an operation.
    package init(
        _ method: APIMethod, _ path: String, tag: String, role: Role?, _ summary: String, details: String? = nil,
        query: [Parameter] = [], body: Body? = nil, answers: [Answer]
    ) {
        self.method = method
        self.path = path
        self.tag = tag
        self.role = role
        self.summary = summary
        self.details = details
        self.query = query
        self.body = body
        self.answers = answers
    }

    /// The group of the web page's operations; errors of these are pages too.
    package static let pageTag = "page"

    /// True when people get the answers as pages, false when programs get JSON.
    package var isForPeople: Bool { tag == Self.pageTag }

    /// The parameters of the path, in order.
    package var pathParameters: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
            .map { String($0.dropFirst().dropLast()) }
    }

    /// True when a request's path, with its percent-encoding, fits the template.
    package func matches(path other: some StringProtocol) -> Bool {
        let template = path.split(separator: "/")
        let segments = other.split(separator: "/")
        guard template.count == segments.count else { return false }
        return zip(template, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }

    /// A name for programs: `getApiV1IdTagsByIdTag`.
    package var identifier: String {
        var name = method.rawValue.lowercased()
        for segment in path.split(separator: "/") {
            let isParameter = segment.hasPrefix("{")
            if isParameter { name += "By" }
            for word in segment.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
                name += word.prefix(1).uppercased() + word.dropFirst()
            }
        }
        return name
    }
}
