import CentralSystemModel
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPTypes

/// The operator API's routes (DESIGN §7). Charge points come from the model, by questions to its event loop;
/// transactions and id tags from the database, which knows everything that was answered.
struct OperatorAPI: Sendable {
    let loop: CentralSystemLoop
    let writer: StoreWriter
    let pool: DatabasePool
    let limits: CentralSystemServerLimits
    let clock: DeviceClock

    typealias Context = BasicRequestContext

    func router() -> Router<Context> {
        let router = Router(context: Context.self)
        router.add(middleware: OperatorAPIErrorMiddleware())
        router.get("healthz") { _, _ in try JSONBody.response(.ok, JSONBody.Status(status: "ok")) }
        router.get("readyz") { _, _ in
            let isFailing = writer.counters.isFailing
            return try JSONBody.response(
                isFailing ? .serviceUnavailable : .ok,
                JSONBody.Status(status: isFailing ? "the database takes no commit" : "ready"))
        }
        router.get("metrics") { _, _ in
            let text = Metrics.text(try await loop.ask { MetricsSnapshot($0) }, writer.counters)
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        router.get("api/v1/charge-points") { request, _ in try await chargePoints(request) }
        router.get("api/v1/charge-points/:identity") { _, context in
            try await chargePoint(try parameter("identity", context))
        }
        router.put("api/v1/charge-points/:identity") { request, context in
            try await putChargePoint(try parameter("identity", context), request)
        }
        router.get("api/v1/transactions") { request, _ in try await transactions(request) }
        router.get("api/v1/id-tags") { request, _ in try await idTags(request) }
        router.get("api/v1/id-tags/:idTag") { _, context in try await idTag(try tag(context)) }
        router.put("api/v1/id-tags/:idTag") { request, context in try await putIdTag(try tag(context), request) }
        router.delete("api/v1/id-tags/:idTag") { _, context in try await deleteIdTag(try tag(context)) }
        router.get("api/v1/calibration") { _, _ in try await calibration() }
        router.put("api/v1/calibration") { request, _ in try await putCalibration(request) }
        router.delete("api/v1/calibration") { _, _ in try await deleteCalibration() }
        return router
    }

    // MARK: Charge points

    private func chargePoints(_ request: Request) async throws -> Response {
        let limit = try limit(request)
        let after = try number(request, "after") ?? 0
        let (page, next) = try await loop.ask { $0.model.snapshots(from: after, limit: limit) }
        let items = page.map { JSONBody.ChargePoint($0, clock: clock) }
        return try JSONBody.response(.ok, JSONBody.Page(items: items, next: next))
    }

    private func chargePoint(_ identity: String) async throws -> Response {
        guard let snapshot = try await loop.ask({ $0.model.snapshot(of: identity) }) else {
            throw OperatorAPIError.notFound("there is no charge point \"\(identity)\"")
        }
        return try JSONBody.response(.ok, JSONBody.ChargePoint(snapshot, clock: clock))
    }

    private func putChargePoint(_ identity: String, _ request: Request) async throws -> Response {
        let object = try await body(request) as? [String: Any]
        guard let object, object.count == 1, let text = object["registration"] as? String,
            let status = RegistrationStatus(rawValue: text)
        else {
            throw OperatorAPIError.badRequest(
                "the body must be {\"registration\": \"Accepted\" or \"Pending\" or \"Rejected\"}")
        }
        try check(
            try await loop.order { .putChargePoint(identity: identity, status, $0) },
            "there is no charge point \"\(identity)\"")
        return try await chargePoint(identity)
    }

    // MARK: Transactions

    private func transactions(_ request: Request) async throws -> Response {
        let limit = try limit(request)
        let after = Int64(try number(request, "after") ?? 0)
        let identity = request.uri.queryParameters.get("identity")
        let onlyOpen = try flag(request, "open")
        // One more than the page tells whether there is a next one.
        var records = try await read {
            try WorkingSetReader(db: $0).transactions(
                after: after, limit: limit + 1, identity: identity, onlyOpen: onlyOpen)
        }
        let hasNext = records.count > limit
        if hasNext { records.removeLast() }
        let next = hasNext ? records.last?.transactionId : nil
        return try JSONBody.response(.ok, JSONBody.Page(items: records.map(JSONBody.Transaction.init), next: next))
    }

    // MARK: Id tags

    private func idTags(_ request: Request) async throws -> Response {
        let limit = try limit(request)
        let after = request.uri.queryParameters.get("after")
        var records = try await read { try WorkingSetReader(db: $0).idTags(after: after, limit: limit + 1) }
        let hasNext = records.count > limit
        if hasNext { records.removeLast() }
        let next = hasNext ? records.last?.idTag.value : nil
        return try JSONBody.response(.ok, JSONBody.Page(items: records.map(JSONBody.IdTagEntry.init), next: next))
    }

    private func idTag(_ idTag: IdTag) async throws -> Response {
        guard let record = try await read({ try WorkingSetReader(db: $0).idTag(idTag.value) }) else {
            throw OperatorAPIError.notFound("there is no id tag \"\(idTag)\"")
        }
        return try JSONBody.response(.ok, JSONBody.IdTagEntry(record))
    }

    private func putIdTag(_ idTag: IdTag, _ request: Request) async throws -> Response {
        let record: IdTagRecord
        do {
            record = try IdTagFile.entry(try await body(request), idTag: idTag)
        } catch let error as IdTagFile.EntryFailure {
            throw OperatorAPIError.badRequest(error.text)
        }
        try check(try await loop.order { .putIdTags([record], $0) }, "there is no id tag \"\(idTag)\"")
        return try JSONBody.response(.ok, JSONBody.IdTagEntry(record))
    }

    private func deleteIdTag(_ idTag: IdTag) async throws -> Response {
        try check(try await loop.order { .deleteIdTag(idTag, $0) }, "there is no id tag \"\(idTag)\"")
        return Response(status: .noContent)
    }

    // MARK: Requests

    private func check(_ answer: OperatorAnswer, _ notFound: String) throws {
        switch answer {
        case .done: break
        case .notFound: throw OperatorAPIError.notFound(notFound)
        case .storeFailed: throw OperatorAPIError.storeFailed
        case .limitReached: throw OperatorAPIError.limitReached
        case .confirmation, .compositeSchedule, .callError, .invalidAnswer, .timedOut, .notConnected, .queueFull,
            .connectionLost, .refused:
            preconditionFailure("\(answer) is the end of a command, not of a change of the working set")
        }
    }

    private func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch is DatabaseError {
            throw OperatorAPIError.storeUnreadable
        }
    }

    private func body(_ request: Request) async throws -> Any {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limits.requestBodyBytes)
        } catch is NIOTooManyBytesError {
            throw OperatorAPIError(
                status: .contentTooLarge, error: "tooLarge",
                message: "the body has more than \(limits.requestBodyBytes) bytes")
        }
        guard let value = try? JSONSerialization.jsonObject(with: Data(buffer.readableBytesView)) else {
            throw OperatorAPIError.badRequest("the body is not JSON")
        }
        return value
    }

    private func parameter(_ name: String, _ context: Context) throws -> String {
        guard let raw = context.parameters.get(name), let text = raw.removingPercentEncoding, !text.isEmpty else {
            throw OperatorAPIError.badRequest("\(name) is not percent-encoded UTF-8")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw OperatorAPIError.badRequest("\(name) holds a control character")
        }
        return text
    }

    private func tag(_ context: Context) throws -> IdTag {
        let text = try parameter("idTag", context)
        guard let tag = IdTag(text) else {
            throw OperatorAPIError.badRequest("an idTag has at most 20 characters, this one has \(text.count)")
        }
        return tag
    }

    private func number(_ request: Request, _ name: String) throws -> Int? {
        guard let text = request.uri.queryParameters.get(name) else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw OperatorAPIError.badRequest("\(name) must be a whole number, it is \"\(text)\"")
        }
        return number
    }

    private func limit(_ request: Request) throws -> Int {
        let limit = try number(request, "limit") ?? min(100, limits.pageSize)
        guard limit >= 1, limit <= limits.pageSize else {
            throw OperatorAPIError.badRequest("limit must be from 1 to \(limits.pageSize), it is \(limit)")
        }
        return limit
    }

    private func flag(_ request: Request, _ name: String) throws -> Bool {
        switch request.uri.queryParameters.get(name) {
        case nil, "false": false
        case "true": true
        case let text?: throw OperatorAPIError.badRequest("\(name) must be true or false, it is \"\(text)\"")
        }
    }
}
