import CentralSystemSettings
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPTypes
import OperatorInterface

/// A request as handlers see it: checked parameters and a body with a limit.
struct APIRequest: Sendable {
    let request: Request
    let context: OperatorRequestContext
    /// Who asks.
    let caller: Caller
    let limits: OperatorAPILimits

    // MARK: Path and query

    /// A parameter of the path without its percent-encoding.
    ///
    /// - Throws: ``OperatorAPIError`` for text that is empty, no UTF-8 or holds control characters.
    func path(_ name: String) throws -> String {
        guard let raw = context.parameters.get(name), let text = raw.removingPercentEncoding, !text.isEmpty else {
            throw OperatorAPIError.badRequest("\(name) is not percent-encoded UTF-8")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw OperatorAPIError.badRequest("\(name) holds a control character")
        }
        return text
    }

    /// The idTag in the path.
    func idTag() throws -> IdTag {
        let text = try path("idTag")
        guard let tag = IdTag(text) else {
            throw OperatorAPIError.badRequest("an idTag has at most 20 characters, this one has \(text.count)")
        }
        return tag
    }

    /// A text of the query; nil when it is left out. An empty one counts as left out, as forms send it.
    ///
    /// - Throws: ``OperatorAPIError`` for text that is no UTF-8.
    func text(_ name: String) throws -> String? {
        let value = try Self.pairs(request.uri.query ?? "").last { $0.name == name }?.value
        return value == "" ? nil : value
    }

    /// Refuses a parameter of the query that the operation does not have: it would be ignored, and the answer taken for
    /// another one.
    ///
    /// - Throws: ``OperatorAPIError`` 400 that names it and those that there are.
    func refuseUnknownParameters(of operation: OperatorInterface.Operation) throws {
        guard let query = request.uri.query, !query.isEmpty else { return }
        let known = operation.query.map(\.name)
        for (name, _) in try Self.pairs(query) where !known.contains(name) {
            let others = known.isEmpty ? "this resource takes none" : "known are \(known.joined(separator: ", "))"
            throw OperatorAPIError.badRequest("unknown parameter \"\(name.prefix(40))\"; \(others)")
        }
    }

    /// A whole number of the query.
    func number(_ name: String, in range: ClosedRange<Int> = 0 ... .max) throws -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Int(text) else {
            throw OperatorAPIError.badRequest("\(name) must be a whole number, it is \"\(text)\"")
        }
        guard range.contains(number) else {
            let bounds =
                range.upperBound == .max
                ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw OperatorAPIError.badRequest("\(name) must be \(bounds), it is \(number)")
        }
        return number
    }

    /// The size of a page.
    func pageLimit() throws -> Int {
        try number("limit", in: 1...limits.pageSize) ?? min(100, limits.pageSize)
    }

    /// `true` or `false` of the query; nil when it is left out.
    func flag(_ name: String) throws -> Bool? {
        switch try text(name) {
        case nil: nil
        case "false": false
        case "true": true
        case let text?: throw OperatorAPIError.badRequest("\(name) must be true or false, it is \"\(text)\"")
        }
    }

    /// One of the values of an enumeration.
    func choice<Value: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Value.Type) throws -> Value? {
        guard let text = try text(name) else { return nil }
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw OperatorAPIError.badRequest("\(name) must be one of \(known), it is \"\(text)\"")
        }
        return value
    }

    // MARK: Body

    /// The body's bytes.
    ///
    /// - Throws: ``OperatorAPIError`` beyond the limit of bytes, or when they do not arrive in time.
    func body(upTo limit: Int? = nil) async throws -> ByteBuffer {
        let limit = limit ?? limits.requestBodyBytes
        let body = request.body
        do {
            return try await Deadline.run(limits.requestBodyTimeout) { try await body.collect(upTo: limit) }
        } catch is NIOTooManyBytesError {
            throw OperatorAPIError(
                status: .contentTooLarge, error: "tooLarge", message: "the body has more than \(limit) bytes")
        } catch is Deadline.Passed {
            throw OperatorAPIError(
                status: .requestTimeout, error: "timeout",
                message: "the body did not arrive within \(limits.requestBodyTimeout)")
        }
    }

    /// The body as JSON.
    func json(upTo limit: Int? = nil) async throws -> Any {
        let buffer = try await body(upTo: limit)
        guard
            let value = try? JSONSerialization.jsonObject(
                with: Data(buffer.readableBytesView), options: [.fragmentsAllowed])
        else { throw OperatorAPIError.badRequest("the body is not JSON") }
        return value
    }

    /// The fields of a form.
    func form() async throws -> [String: String] {
        let pairs = try Self.pairs(String(buffer: try await body()))
        return Dictionary(pairs.map { ($0.name, $0.value) }) { _, last in last }
    }

    /// `a=1&b=x+y` with its percent-encoding taken off.
    private static func pairs(_ text: String) throws -> [(name: String, value: String)] {
        try text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { $0.replacing("+", with: " ").removingPercentEncoding }
            guard let name = decoded[0], let value = decoded.count > 1 ? decoded[1] : "" else {
                throw OperatorAPIError.badRequest("\"\(pair.prefix(40))\" is not percent-encoded UTF-8")
            }
            return (name, value)
        }
    }
}

/// Ends work that takes too long.
enum Deadline {
    /// The time is over.
    struct Passed: Error {}

    /// Runs the body; it is cancelled when the time is over.
    static func run<Value: Sendable>(
        _ time: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw Passed() }
            return value
        }
    }
}
