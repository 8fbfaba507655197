import CentralSystemStore
import FileService
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPTypes
import OperatorInterface
import TransferEndpoint
import TransferModel

/// The file endpoint: firmware library, files of charge points, jobs with vendors' servers, history.
extension OperatorAPI {
    var fileRoutes: [APIRoute] {
        (firmwareRoutes + storedFileRoutes + fileJobRoutes + fileAdministrationRoutes).map { route in
            guard !route.operation.answers.contains(where: { $0.status == 404 }) else { return route }
            var route = route
            route.operation.answers.append(.failure(404, "No file endpoint runs"))
            return route
        }
    }

    /// The file endpoint.
    ///
    /// - Throws: 404 where none runs.
    func fileService() throws -> FilesService {
        guard let files else {
            throw OperatorAPIError.notFound("no file endpoint runs; start with --http-files or --ftp")
        }
        return files
    }

    /// Asks the file endpoint for something that it may refuse.
    ///
    /// - Throws: 404 where none runs, and what its refusal is answered with.
    func asking<Value>(_ body: (FilesService) async throws -> Value) async throws -> Value {
        let files = try fileService()
        do {
            return try await body(files)
        } catch let refusal as FilesRefusal {
            throw OperatorAPIError(refusal)
        }
    }

    // MARK: Firmware library

    private var firmwareRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/v1/firmware", tag: "files", role: .read, "Images of the firmware library by name",
                query: [.limit, .cursor], answers: [.json(200, "A page", APISchemas.page("StoredFile"))]
            ) { request in try await storedFiles(request, kinds: [.firmware], identity: nil) },
            APIRoute(
                .get, "/api/v1/firmware/{name}", tag: "files", role: .read, "One image",
                answers: [.json(200, "The image", .named("StoredFile")), .failure(404)]
            ) { request in
                let path = try firmwarePath(request)
                return try JSONBody.response(.ok, try await storedFile(path))
            },
            APIRoute(
                .put, "/api/v1/firmware/{name}", tag: "files", role: .operate, "Takes an image into the library",
                details: "The body is the image, of any size that the library takes; it is streamed to the disk.",
                query: [
                    .init("sha256", .text(maxLength: 64), "What the hash must be; with another one nothing is stored.")
                ],
                body: .bytes,
                answers: [
                    .json(201, "The image", .named("StoredFile")), .json(200, "It replaced one", .named("StoredFile")),
                    .failure(413, "Larger than allowed"), .failure(422, "Another hash"), .failure(507, "No room"),
                ]
            ) { request in try await putFirmware(request) },
            APIRoute(
                .delete, "/api/v1/firmware/{name}", tag: "files", role: .operate, "Removes an image",
                answers: [.empty(204, "It is gone"), .failure(404)]
            ) { request in try await removeFile(try firmwarePath(request)) },
            APIRoute(
                .get, "/api/v1/firmware/{name}/content", tag: "files", role: .read, "The bytes of an image",
                answers: [.text(200, "The bytes", mediaType: "application/octet-stream"), .failure(404)]
            ) { request in try await content(try firmwarePath(request)) },
            APIRoute(
                .post, "/api/v1/firmware/{name}/fetch", tag: "files", role: .operate,
                "Fetches an image from a vendor's server, in the background",
                body: .json(.object([.required("url", .uri), .optional("sha256", .text(maxLength: 64))])),
                answers: [.json(202, "The job", .named("FileJob")), .failure(409, "Too many jobs")]
            ) { request in
                let body = try await object(request, known: ["url", "sha256"])
                guard let url = body["url"] as? String else {
                    throw OperatorAPIError.badRequest("url is missing: like ftp://user:password@host/firmware.bin")
                }
                let (path, sum) = (try firmwarePath(request), try sha256(body["sha256"] as? String))
                let job = try await asking { try $0.vendors.fetch(url, to: path, sha256: sum) }
                return try JSONBody.response(.accepted, job)
            },
        ]
    }

    private func firmwarePath(_ request: APIRequest) throws -> StorePath {
        try firmwarePath(try request.path("name"))
    }

    /// Where an image of a name lies.
    func firmwarePath(_ name: String) throws -> StorePath {
        do {
            return try StoreLayout.firmware.appending(name)
        } catch {
            throw OperatorAPIError.badRequest("name: \(error.text)")
        }
    }

    /// 64 hexadecimal digits in small letters; nil where nothing is given.
    func sha256(_ text: String?) throws -> String? {
        guard let text else { return nil }
        guard text.count == 64, text.allSatisfy(\.isHexDigit) else {
            throw OperatorAPIError.badRequest("sha256 must have 64 hexadecimal digits")
        }
        return text.lowercased()
    }

    private func putFirmware(_ request: APIRequest) async throws -> Response {
        let files = try fileService()
        let path = try firmwarePath(request)
        let expected = try sha256(try request.text("sha256"))
        let length = request.request.headers[.contentLength].flatMap { Int64($0) }
        do {
            let upload = try await files.inStore { store throws(StoreFailure) in
                try store.begin(path, user: "operator", start: .at(0), length: length)
            }
            do {
                for try await chunk in request.request.body {
                    try await files.inStore { _ throws(StoreFailure) in try upload.append(chunk) }
                }
                guard length == nil || upload.received == length else {
                    throw OperatorAPIError.badRequest("the body is shorter than Content-Length")
                }
                let stored = try await files.inStore { _ throws(StoreFailure) in
                    try upload.finish(expecting: expected)
                }
                let record = StoredFileRecord(stored, chargePoint: nil, source: "api")
                files.ledger.submit([.file(record)])
                return try JSONBody.response(stored.isReplacement ? .ok : .created, record)
            } catch {
                upload.abort()
                throw error
            }
        } catch let failure as StoreFailure {
            throw OperatorAPIError(failure)
        }
    }

    // MARK: Files

    private var storedFileRoutes: [APIRoute] {
        let path = OperatorInterface.Operation.Parameter("path", .text(), "The file's path, like /firmware/a.bin.")
        return [
            APIRoute(
                .get, "/api/v1/diagnostics", tag: "files", role: .read, "Diagnostics and logs that charge points sent",
                query: [.limit, .cursor, .init("identity", .text(), "Only those of a charge point.")],
                answers: [.json(200, "A page", APISchemas.page("StoredFile"))]
            ) { request in
                try await storedFiles(request, kinds: [.diagnostics, .log], identity: try request.text("identity"))
            },
            APIRoute(
                .get, "/api/v1/files", tag: "files", role: .read, "Every file of the endpoint by path",
                query: [.limit, .cursor, .init("identity", .text(), "Only those of a charge point.")],
                answers: [.json(200, "A page", APISchemas.page("StoredFile"))]
            ) { request in
                try await storedFiles(request, kinds: FileKind.allCases, identity: try request.text("identity"))
            },
            APIRoute(
                .delete, "/api/v1/files", tag: "files", role: .operate, "Removes a file", query: [path],
                answers: [.empty(204, "It is gone"), .failure(404)]
            ) { request in try await removeFile(try queryPath(request)) },
            APIRoute(
                .get, "/api/v1/file-content", tag: "files", role: .read, "The bytes of a file", query: [path],
                answers: [.text(200, "The bytes", mediaType: "application/octet-stream"), .failure(404)]
            ) { request in try await content(try queryPath(request)) },
        ]
    }

    private func queryPath(_ request: APIRequest) throws -> StorePath {
        guard let text = try request.text("path") else {
            throw OperatorAPIError.badRequest("path is missing: like path=/firmware/a.bin")
        }
        return try storePath(text)
    }

    /// A path of the store.
    func storePath(_ text: String) throws -> StorePath {
        do {
            return try StorePath(ftp: Array(text.utf8), relativeTo: .root)
        } catch {
            throw OperatorAPIError.badRequest("path: \(error.text)")
        }
    }

    private func storedFiles(_ request: APIRequest, kinds: [FileKind], identity: String?) async throws -> Response {
        _ = try fileService()
        let (records, next) = try await storedFiles(
            kinds: kinds, identity: identity, after: try request.text("cursor"), limit: try request.pageLimit())
        return try JSONBody.response(.ok, JSONBody.Page(items: records, next: next))
    }

    /// Files by path, and the cursor of the next page.
    func storedFiles(
        kinds: [FileKind], identity: String?, after cursor: String?, limit: Int
    ) async throws -> (page: [StoredFileRecord], next: String?) {
        var records = try await read {
            try await $0.storedFiles(kinds: kinds, of: identity, after: cursor, limit: limit + 1)
        }
        let hasNext = records.count > limit
        if hasNext { records.removeLast() }
        return (records, hasNext ? records.last?.path : nil)
    }

    private func storedFile(_ path: StorePath) async throws -> StoredFileRecord {
        _ = try fileService()
        guard let record = try await read({ try await $0.storedFile(path) }) else {
            throw OperatorAPIError.notFound("there is no file \(path)")
        }
        return record
    }

    /// Removes a file and its record.
    func removeFile(_ path: StorePath) async throws -> Response {
        let files = try fileService()
        do {
            try await files.inStore { store throws(StoreFailure) in try store.delete(path) }
        } catch {
            throw OperatorAPIError(error)
        }
        files.ledger.submit([.removeFile(path.description)])
        return Response(status: .noContent)
    }

    private func content(_ path: StorePath) async throws -> Response {
        let files = try fileService()
        let file: OpenFile
        do {
            file = try await files.inStore { store throws(StoreFailure) in try store.open(path) }
        } catch {
            throw OperatorAPIError(error == .notAFile ? .notFound : error)
        }
        let body = ResponseBody(contentLength: Int(file.size)) { writer in
            var position: Int64 = 0
            while position < file.size {
                let range = position..<min(file.size, position + 131_072)
                let chunk = try await files.read(file, range)
                try await writer.write(chunk)
                position = range.upperBound
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [
                // A browser must not show what a charge point sent as a page of ours.
                .contentType: "application/octet-stream", .contentDisposition: "attachment", .eTag: file.entityTag,
            ], body: body)
    }

    // MARK: Jobs and history

    private var fileJobRoutes: [APIRoute] {
        [
            APIRoute(
                .post, "/api/v1/file-forwards", tag: "files", role: .operate,
                "Passes a file on to a URL, in the background",
                body: .json(.object([.required("path", .text()), .required("url", .uri)])),
                answers: [.json(202, "The job", .named("FileJob")), .failure(404), .failure(409, "Too many jobs")]
            ) { request in
                let body = try await object(request, known: ["path", "url"])
                guard let path = body["path"] as? String, let url = body["url"] as? String else {
                    throw OperatorAPIError.badRequest("path and url are needed")
                }
                let place = try storePath(path)
                let job = try await asking { try $0.vendors.forward(place, to: url) }
                return try JSONBody.response(.accepted, job)
            },
            APIRoute(
                .get, "/api/v1/file-jobs", tag: "files", role: .read, "Jobs with vendors' servers, the newest first",
                answers: [.json(200, "The jobs", APISchemas.page("FileJob"))]
            ) { _ in
                try JSONBody.response(.ok, JSONBody.Page(items: try fileService().vendors.jobs, next: String?.none))
            },
            APIRoute(
                .get, "/api/v1/file-jobs/{id}", tag: "files", role: .read, "One job",
                answers: [.json(200, "The job", .named("FileJob")), .failure(404)]
            ) { request in
                let id = try request.path("id")
                guard let job = Int(id).flatMap({ number in try? fileService().vendors.job(number) }) else {
                    throw OperatorAPIError.notFound("there is no job \(id)")
                }
                return try JSONBody.response(.ok, job)
            },
            APIRoute(
                .get, "/api/v1/file-transfers", tag: "files", role: .read,
                "Transfers that have ended, the newest first",
                query: [
                    .limit, .cursor, .init("identity", .text(), "Only those of a charge point."),
                    .init("kind", .choice(FileKind.allCases.map(\.rawValue)), "Only those of a kind of file."),
                ], answers: [.json(200, "A page", APISchemas.page("FileTransfer"))]
            ) { request in try await fileTransfers(request) },
        ]
    }

    private func fileTransfers(_ request: APIRequest) async throws -> Response {
        _ = try fileService()
        let limit = try request.pageLimit()
        let before = try request.number("cursor", in: 1 ... .max) ?? .max
        let identity = try request.text("identity")
        let (records, next) = try await fileTransfers(
            before: Int64(before), identity: identity, kind: try request.choice("kind", FileKind.self), limit: limit)
        return try JSONBody.response(.ok, JSONBody.Page(items: records, next: next.map { String($0) }))
    }

    /// Transfers that have ended, the newest first, and the cursor of the next page.
    func fileTransfers(
        before: Int64, identity: String?, kind: FileKind?, limit: Int
    ) async throws -> (page: [FileTransferRecord], next: Int64?) {
        var records = try await read {
            try await $0.fileTransfers(before: before, of: identity, kind: kind, limit: limit + 1)
        }
        let hasNext = records.count > limit
        if hasNext { records.removeLast() }
        return (records, hasNext ? records.last?.id : nil)
    }

    /// The body as an object with no other members than these.
    func object(_ request: APIRequest, known: Set<String>) async throws -> [String: Any] {
        guard let object = try await request.json() as? [String: Any] else {
            throw OperatorAPIError.badRequest("the body is not a JSON object")
        }
        for key in object.keys.sorted() where !known.contains(key) {
            throw OperatorAPIError.badRequest(
                "unknown member \"\(key)\"; known are \(known.sorted().joined(separator: ", "))")
        }
        return object
    }
}

extension OperatorAPIError {
    /// What the file endpoint refuses.
    init(_ refusal: FilesRefusal) {
        switch refusal.kind {
        case .badRequest: self = .badRequest(refusal.text)
        case .notFound: self = .notFound(refusal.text)
        case .exists: self = .conflict("exists", refusal.text)
        case .limitReached: self = .conflict("limitReached", refusal.text)
        }
    }

    /// What the store does not do.
    init(_ failure: StoreFailure) {
        let words: [Int: String] = [404: "notFound", 409: "conflict", 413: "tooLarge", 422: "wrongHash", 507: "noRoom"]
        self.init(
            status: .init(code: failure.httpStatus), error: words[failure.httpStatus] ?? "badRequest",
            message: failure.text)
    }
}
