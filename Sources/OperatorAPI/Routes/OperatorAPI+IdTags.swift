import CentralSystemModel
import CentralSystemSettings
import CentralSystemStore
import Foundation
import Hummingbird
import OCPPTypes
import OperatorInterface

/// Id tags: who may charge.
extension OperatorAPI {
    var idTagRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/v1/id-tags", tag: "id tags", role: .read, "Id tags by their text",
                query: [.limit, .cursor, .init("search", .text(), "Only those whose text begins with it.")],
                answers: [.json(200, "A page", APISchemas.page("IdTag"))]
            ) { request in
                let (records, next) = try await idTags(
                    after: try request.text("cursor"), prefix: try request.text("search"),
                    limit: try request.pageLimit())
                return try JSONBody.response(
                    .ok, JSONBody.Page(items: records.map(JSONBody.IdTagEntry.init), next: next))
            },
            APIRoute(
                .put, "/api/v1/id-tags", tag: "id tags", role: .operate, "Enters or replaces many id tags, all or none",
                details: "The body is a JSON array of entries, or one entry per line.",
                body: .json(.list(.named("IdTag"))),
                answers: [
                    .json(200, "How many", .object([.required("entered", .integer())])), .failure(409, "Too many"),
                ]
            ) { request in try await putIdTags(request) },
            APIRoute(
                .get, "/api/v1/id-tags/{idTag}", tag: "id tags", role: .read, "One id tag",
                answers: [.json(200, "The entry", .named("IdTag")), .failure(404)]
            ) { request in try await idTag(try request.idTag()) },
            APIRoute(
                .put, "/api/v1/id-tags/{idTag}", tag: "id tags", role: .operate, "Enters or replaces an id tag",
                body: .json(.named("IdTagInfo")),
                answers: [.json(200, "The entry", .named("IdTag")), .failure(409, "A limit is reached")]
            ) { request in try await putIdTag(try request.idTag(), request) },
            APIRoute(
                .delete, "/api/v1/id-tags/{idTag}", tag: "id tags", role: .operate, "Removes an id tag",
                answers: [.empty(204, "It is gone"), .failure(404)]
            ) { request in
                let idTag = try request.idTag()
                try check(try await loop.order { .deleteIdTag(idTag, $0) }, "there is no id tag \"\(idTag)\"")
                return Response(status: .noContent)
            },
        ]
    }

    /// A page of id tags and the cursor of the next one.
    func idTags(
        after cursor: String?, prefix: String?, limit: Int
    ) async throws -> (page: [IdTagRecord], next: String?) {
        var records = try await read { try await $0.idTags(after: cursor, limit: limit + 1, prefix: prefix) }
        let hasNext = records.count > limit
        if hasNext { records.removeLast() }
        return (records, hasNext ? records.last?.idTag.value : nil)
    }

    private func idTag(_ idTag: IdTag) async throws -> Response {
        guard let record = try await read({ try await $0.idTag(idTag) }) else {
            throw OperatorAPIError.notFound("there is no id tag \"\(idTag)\"")
        }
        return try JSONBody.response(.ok, JSONBody.IdTagEntry(record))
    }

    private func putIdTag(_ idTag: IdTag, _ request: APIRequest) async throws -> Response {
        let record: IdTagRecord
        do {
            record = try IdTagFile.entry(try await request.json(), idTag: idTag)
        } catch let error as IdTagFile.EntryFailure {
            throw OperatorAPIError.badRequest(error.text)
        }
        try await enter([record])
        return try JSONBody.response(.ok, JSONBody.IdTagEntry(record))
    }

    private func putIdTags(_ request: APIRequest) async throws -> Response {
        let records: [IdTagRecord]
        do {
            records = try IdTagFile.parse(String(buffer: try await request.body(upTo: limits.bulkBodyBytes)))
        } catch let error as IdTagFile.Failure {
            throw OperatorAPIError.badRequest("\(error)")
        }
        if !records.isEmpty { try await enter(records) }
        return try JSONBody.response(.ok, JSONBody.Entered(entered: records.count))
    }

    /// Enters or replaces id tags.
    func enter(_ records: [IdTagRecord]) async throws {
        try check(try await loop.order { .putIdTags(records, $0) }, "there is no such id tag")
    }
}
