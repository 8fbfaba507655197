import HTTPTypes
import HummingbirdCore
import NIOCore
import TransferModel

/// Answers requests for files: GET and HEAD with ranges, PUT, POST with a form, DELETE (RFC 9110).
///
/// The work is in `+Download` and `+Upload`; they give an ``Answer``, which is written here.
struct FileHTTPResponder: Sendable {
    let core: EndpointCore
    let scheme: TransferScheme

    /// A request is over and so is the connection.
    struct CloseConnection: Error {}

    /// An answer that is no success.
    struct Failure: Error {
        var status: Int
        var text: String
        var fields: HTTPFields = [:]

        init(_ status: Int, _ text: String, _ fields: HTTPFields = [:]) {
            self.status = status
            self.text = text
            self.fields = fields
        }

        init(_ failure: StoreFailure) {
            self.init(failure.httpStatus, failure.text)
            if case .wrongOffset(let offset) = failure { fields[.uploadOffset] = "\(offset)" }
        }
    }

    /// What is to be written.
    enum Answer {
        /// A head and a text.
        case text(Int, String, HTTPFields)
        /// A head alone.
        case empty(Int, HTTPFields)
        /// A file.
        case file(Int, HTTPFields, OpenFile, Delivery, TransferLog)
        /// Nothing: the connection is reset, or ends without an answer.
        case reset, cut
    }

    /// A request's body and what was done with it.
    final class Body {
        private var iterator: RequestBody.AsyncIterator
        /// Whether the client waits for `100 Continue` before it sends it.
        var isAwaited: Bool

        init(_ request: Request) {
            iterator = request.body.makeAsyncIterator()
            isAwaited = request.headers[.expect]?.lowercased() == "100-continue"
        }

        /// The next bytes; nil at the end.
        func next() async throws -> ByteBuffer? {
            var iterator = iterator
            let buffer = try await iterator.next()
            self.iterator = iterator
            return buffer
        }
    }

    static let methods = "GET, HEAD, PUT, POST, DELETE, OPTIONS"

    func respond(to request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        let hasBody = request.method == .put || request.method == .post
        let body = hasBody ? Body(request) : nil
        var answer: Answer
        do {
            answer = try await self.answer(to: request, body, writer, channel)
        } catch {
            let failure = Self.failure(error)
            answer = .text(failure.status, failure.text + "\n", failure.fields)
        }
        // A body that was not read to its end leaves nothing but the end of the connection.
        var closes = false
        if body != nil, case .text(let status, let text, var fields) = answer, status >= 300 {
            closes = true
            fields[.connection] = "close"
            answer = .text(status, text, fields)
        }
        switch answer {
        case .text(let status, let text, let fields):
            try await writer.write(
                response: head(status, fields, length: Int64(text.utf8.count)),
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        case .empty(let status, let fields):
            try await writer.writeResponse(head(status, fields, length: nil))
        case .file(let status, let fields, let file, let delivery, let log):
            try await send(
                head(status, fields, length: delivery.announcedLength), file, delivery, log, writer, channel)
        case .reset, .cut:
            let isReset = if case .reset = answer { true } else { false }
            try await breakOff(channel, isReset: isReset)
        }
        if closes, let body { try await drain(body) }
    }

    private func head(_ status: Int, _ fields: HTTPFields, length: Int64?) -> HTTPResponse {
        var fields = fields
        fields[.server] = "wattswarm"
        fields[.date] = HTTPDate.text(EndpointCore.wallTime())
        if let length { fields[.contentLength] = "\(length)" }
        return HTTPResponse(status: .init(code: status), headerFields: fields)
    }

    private static func failure(_ error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case let failure as StoreFailure: Failure(failure)
        case let failure as StorePath.Refusal: Failure(400, failure.text)
        case let failure as MultipartParser.Failure: Failure(400, failure.text)
        default: Failure(500, "the request could not be carried out")
        }
    }

    /// Reads a little more of what is sent, so that the sender sees the answer, and ends the connection.
    private func drain(_ body: Body) async throws {
        var left = body.isAwaited ? 0 : core.limits.drainedBytes
        while left > 0, let buffer = try await body.next() { left -= buffer.readableBytes }
        throw CloseConnection()
    }

    /// Ends the connection without a word.
    func breakOff(_ channel: any Channel, isReset: Bool) async throws -> Never {
        try? await channel.eventLoop.submit {
            let handler = try channel.pipeline.syncOperations.handler(type: ResetHandler.self)
            if isReset { handler.reset() } else { handler.cut() }
        }.get()
        throw CloseConnection()
    }

    // MARK: Requests

    private func answer(
        to request: Request, _ body: Body?, _ writer: borrowing ResponseWriter, _ channel: any Channel
    ) async throws -> Answer {
        let known: Set<HTTPRequest.Method> = [.get, .head, .put, .post, .delete, .options]
        guard known.contains(request.method) else {
            throw Failure(405, "the method is not allowed here", [.allow: Self.methods])
        }
        if request.method == .options { return .empty(204, [.allow: Self.methods]) }
        let grant = try authenticate(request)
        let target = (request.head.path ?? "/").utf8.prefix { $0 != 0x3F && $0 != 0x23 }
        let path = try StorePath(url: Array(target))
        switch request.method {
        case .get, .head: return try await download(request, grant, path)
        case .put:
            guard let body else { preconditionFailure("PUT has a body") }
            return try await put(request, grant, path, body, writer, channel)
        case .post:
            guard let body else { preconditionFailure("POST has a body") }
            return try await post(request, grant, path, body, writer, channel)
        default:
            guard grant.allows(.remove, on: path) else { throw Failure(.notAllowed) }
            try await inStore { try $0.delete(path) }
            core.authority.fileRemoved(path)
            return .empty(204, [:])
        }
    }

    private func authenticate(_ request: Request) throws -> AccessGrant {
        let challenge: HTTPFields = [.wwwAuthenticate: "Basic realm=\"wattswarm\", charset=\"UTF-8\""]
        guard let header = request.headers[.authorization] else {
            throw Failure(401, "user and password are needed", challenge)
        }
        guard let given = BasicAuthorization(header),
            let grant = core.authority.grant(user: given.user, password: given.password)
        else {
            core.counters.withLock { $0.violations[FTPViolation.loginFailed.rawValue, default: 0] += 1 }
            throw Failure(401, "user or password is wrong", challenge)
        }
        return grant
    }

    /// Something that waits for the disk, on a thread for files.
    func inStore<Value: Sendable>(_ body: @escaping @Sendable (FileStore) throws -> Value) async throws -> Value {
        try await core.pool.runIfActive { [store = core.store] in try body(store) }
    }

    /// The answer that a planned fault gives before any byte of the file; nil where it shows later.
    func early(_ fault: TransferFault?, _ log: TransferLog) -> Answer? {
        switch fault {
        case .refuse:
            log.failed("refuse")
            return .reset
        case .status(let code, let retryAfter):
            log.failed("\(code)")
            var fields: HTTPFields = [:]
            if let retryAfter { fields[.retryAfter] = "\(retryAfter)" }
            if code == 401 { fields[.wwwAuthenticate] = "Basic realm=\"wattswarm\"" }
            return .text(code, "planned fault\n", fields)
        case .stall, .cut, .wrongLength, .wrongHash, .reply, .diskFull, .slow, nil: return nil
        }
    }
}

extension HTTPField.Name {
    /// Where an unfinished upload goes on, in bytes.
    static let uploadOffset = HTTPField.Name("Upload-Offset")!
}
