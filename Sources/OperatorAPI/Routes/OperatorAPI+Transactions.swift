import CentralSystemModel
import CentralSystemStore
import Hummingbird
import OCPPTypes
import OperatorInterface

/// Transactions and their meter values, from the database.
extension OperatorAPI {
    var transactionRoutes: [APIRoute] {
        let filters: [OperatorInterface.Operation.Parameter] = [
            .limit, .cursor,
            .init("open", .boolean, "Only those that run, or only those that have ended."),
            .init("idTag", .text(maxLength: 20), "Only those that this id tag started."),
            .init("since", .dateTime, "Only those that started at this time or later."),
            .init("until", .dateTime, "Only those that started before this time."),
            .init("order", .choice(TransactionFilter.Order.allCases.map(\.rawValue)), "oldest first when left out."),
        ]
        return [
            APIRoute(
                .get, "/api/v1/transactions", tag: "transactions", role: .read, "Transactions by their transactionId",
                query: filters + [.init("identity", .text(), "Only those of this charge point.")],
                answers: [.json(200, "A page", APISchemas.page("Transaction"))]
            ) { request in try await transactions(request, identity: try request.text("identity")) },
            APIRoute(
                .get, "/api/v1/charge-points/{identity}/transactions", tag: "transactions", role: .read,
                "Transactions of one charge point", query: filters,
                answers: [.json(200, "A page", APISchemas.page("Transaction"))]
            ) { request in try await transactions(request, identity: try request.path("identity")) },
            APIRoute(
                .get, "/api/v1/transactions/{transactionId}", tag: "transactions", role: .read,
                "One transaction with its meter values",
                query: [
                    .init("limit", .integer(minimum: 1, maximum: 10_000), "Largest number of meter values; 1000."),
                    .init("cursor", .text(), "What the answer before gave as `next`."),
                ],
                answers: [.json(200, "The transaction", .named("TransactionWithMeterValues")), .failure(404)]
            ) { request in try await transaction(request) },
            APIRoute(
                .get, "/api/v1/unmatched-stops", tag: "transactions", role: .read,
                "StopTransactions that ended no transaction, youngest first",
                query: [.limit, .cursor, .init("identity", .text(), "Only those of this charge point.")],
                answers: [.json(200, "A page", APISchemas.page("UnmatchedStop"))]
            ) { request in
                let limit = try request.pageLimit()
                let (rows, next) = try await unmatchedStops(
                    of: try request.text("identity"), before: try request.number("cursor").map { Int64($0) },
                    limit: limit)
                return JSONBody.response(
                    .ok,
                    [
                        "items": .array(rows.map(JSONBody.unmatchedStop)),
                        "next": next.map { .string(String($0)) } ?? .null,
                    ])
            },
            APIRoute(
                .post, "/api/v1/transactions/{transactionId}/end", tag: "transactions", role: .operate,
                "Ends a transaction in the books whose StopTransaction never came",
                details: "Nothing is sent to the charge point; RemoteStopTransaction asks it to stop. The end has the "
                    + "register of the last meter value. A StopTransaction that comes all the same takes its place "
                    + "while the transaction is among the last eight of its charge point.",
                answers: [
                    .json(200, "The transaction", .named("Transaction")), .failure(404),
                    .failure(409, "It has ended, is being ended, or its start is being stored"),
                ]
            ) { request in
                try JSONBody.response(.ok, JSONBody.Transaction(try await endTransaction(request)))
            },
        ]
    }

    private func transactions(_ request: APIRequest, identity: String?) async throws -> Response {
        let limit = try request.pageLimit()
        var filter = TransactionFilter()
        filter.identity = identity
        filter.isOpen = try request.flag("open")
        filter.idTag = try request.text("idTag")
        filter.since = try request.dateTime("since")
        filter.until = try request.dateTime("until")
        filter.order = try request.choice("order", TransactionFilter.Order.self) ?? .oldest
        filter.cursor = try request.number("cursor").map { Int64($0) }
        let (records, next) = try await transactions(filter, limit: limit)
        return try JSONBody.response(
            .ok, JSONBody.Page(items: records.map(JSONBody.Transaction.init), next: next.map { String($0) }))
    }

    /// A page of transactions and the cursor of the next one.
    func transactions(
        _ filter: TransactionFilter, limit: Int
    ) async throws -> (page: [TransactionRecord], next: Int32?) {
        // One more than the page tells whether there is a next one.
        var records = try await read { try await $0.transactions(filter, limit: limit + 1) }
        let hasNext = records.count > limit
        if hasNext { records.removeLast() }
        return (records, hasNext ? records.last?.transactionId : nil)
    }

    /// A page of stops that ended nothing and the cursor of the next one.
    func unmatchedStops(
        of identity: String?, before cursor: Int64?, limit: Int
    ) async throws -> (page: [UnmatchedStopRow], next: Int64?) {
        var rows = try await read { try await $0.unmatchedStops(of: identity, before: cursor, limit: limit + 1) }
        let hasNext = rows.count > limit
        if hasNext { rows.removeLast() }
        return (rows, hasNext ? rows.last?.id : nil)
    }

    /// The transactionId in the path.
    func transactionId(_ request: APIRequest) throws -> Int64 {
        guard let number = Int64(try request.path("transactionId")) else {
            throw OperatorAPIError.badRequest("transactionId must be a whole number")
        }
        return number
    }

    /// Ends a transaction in the books.
    ///
    /// - Throws: ``OperatorAPIError`` 404 and 409.
    func endTransaction(_ request: APIRequest) async throws -> TransactionRecord {
        let number = try transactionId(request)
        let missing = OperatorAPIError.notFound("there is no transaction \(number)")
        guard let (record, values) = try await read({ try await $0.transactionToEnd(number) }) else { throw missing }
        switch try await loop.order({ .endTransaction(record, lastValues: values, $0) }) {
        case .refused(let reason): throw OperatorAPIError.conflict("refused", reason)
        case let answer: try check(answer, missing.message)
        }
        guard let ended = try await read({ try await $0.transaction(number) }) else { throw missing }
        return ended
    }

    private func transaction(_ request: APIRequest) async throws -> Response {
        let number = try transactionId(request)
        let limit = try request.number("limit", in: 1...10_000) ?? 1_000
        let after = try request.number("cursor") ?? 0
        let found = try await read {
            try await $0.transaction(number, meterValuesAfter: Int64(after), limit: limit + 1)
        }
        guard let (record, values) = found else {
            throw OperatorAPIError.notFound("there is no transaction \(number)")
        }
        let hasNext = values.count > limit
        let rows = values.prefix(limit)
        return try JSONBody.response(
            .ok,
            JSONBody.TransactionWithMeterValues(
                transaction: JSONBody.Transaction(record), meterValues: rows.map(JSONBody.MeterValues.init),
                next: hasNext ? rows.last.map { String($0.id) } : nil))
    }
}

extension APIRequest {
    /// A date and time of the query.
    func dateTime(_ name: String) throws -> DateTime? {
        guard let text = try text(name) else { return nil }
        guard let time = DateTime(text) else {
            throw OperatorAPIError.badRequest(
                "\(name) must be a date and time like 2030-01-01T00:00:00Z, it is \"\(text)\"")
        }
        return time
    }
}
