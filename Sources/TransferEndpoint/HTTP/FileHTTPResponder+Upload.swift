import HTTPTypes
import HummingbirdCore
import NIOCore
import TextFormats
import TransferModel

extension FileHTTPResponder {
    /// What a stored file is answered with, as JSON.
    private func stored(_ files: [FileStore.StoredFile]) -> Answer {
        let items = files.map { file in
            "{\"path\":\(JSONString.quoted(file.path.description)),\"size\":\(file.size),\"sha256\":\"\(file.sha256)\"}"
        }
        let isNew = files.contains { !$0.isReplacement }
        let text = items.count == 1 ? items[0] : "[\(items.joined(separator: ","))]"
        return .text(isNew ? 201 : 200, text + "\n", [.contentType: "application/json"])
    }

    // MARK: PUT

    /// PUT: a whole file, or with Content-Range a piece of one. Pieces come in order; after the last one the file is
    /// there. An unfinished file is kept for a while, and where it goes on is told by Upload-Offset (of 202, of 409,
    /// and of 404 to HEAD).
    func put(
        _ request: Request, _ grant: AccessGrant, _ path: StorePath, _ body: Body,
        _ writer: borrowing ResponseWriter, _ channel: any Channel
    ) async throws -> Answer {
        guard grant.allows(.write, on: path) else { throw Failure(.notAllowed) }
        let length = try contentLength(request)
        var piece: ContentRange?
        if let value = request.headers[.contentRange] {
            piece = ContentRange(value)
            guard let piece, length == nil || length == piece.range.upperBound - piece.range.lowerBound else {
                throw Failure(400, "Content-Range must be like: bytes 100-199/500, and fit Content-Length")
            }
            guard piece.length <= core.store.limits.fileBytes else { throw Failure(.fileTooLarge) }
        }
        if request.headers[.ifNoneMatch] == "*", (try? await inStore({ try $0.entry(path) })) != nil {
            throw Failure(412, "there is a file of that name")
        }
        let expected = piece.map { $0.range.upperBound - $0.range.lowerBound } ?? length
        let fault = core.drawFault(scheme, .upload, grant, path, length: expected)
        let log = TransferLog(core, scheme, .upload, grant, path, fault: fault)
        if let answer = early(fault, log) { return answer }
        let start = FTPStoreStart.at(piece?.range.lowerBound ?? 0)
        let keeps = piece != nil || core.configuration.keepsPartialUploads
        let reception = Reception(fault)
        let upload: StoreUpload
        do {
            upload = try await inStore {
                try $0.begin(
                    path, user: grant.user, start: start, length: expected, keepsPartial: keeps, reception: reception)
            }
        } catch {
            log.failed(Self.label(error))
            throw error
        }
        do {
            try await admit(body, writer)
            if let answer = try await receive(body, reception, log, channel, { try upload.append($0) }) {
                await abandon(upload)
                return answer
            }
            guard expected == nil || upload.received == expected else { throw Failure(400, "the body is too short") }
            if let piece, piece.range.upperBound < piece.length {
                await abandon(upload)
                log.piece(bytes: upload.received, offset: piece.range.lowerBound)
                return .text(
                    202, "goes on at byte \(piece.range.upperBound)\n",
                    [.uploadOffset: "\(piece.range.upperBound)"])
            }
            let file = try await inStore { _ in try upload.finish() }
            log.stored(file, bytes: upload.received)
            return stored([file])
        } catch {
            log.failed(Self.label(error), bytes: upload.received)
            await abandon(upload)
            throw error
        }
    }

    private func abandon(_ upload: StoreUpload) async {
        try? await inStore { _ in upload.abort() }
    }

    private static func label(_ error: any Error) -> String {
        switch error {
        case let failure as StoreFailure: failure.label
        case is Failure, is MultipartParser.Failure: "bad request"
        default: "connection lost"
        }
    }

    private func contentLength(_ request: Request) throws -> Int64? {
        guard let text = request.headers[.contentLength] else { return nil }
        guard let length = Int64(text), length >= 0 else { throw Failure(400, "Content-Length is no number") }
        if length > core.store.limits.fileBytes + Int64(core.limits.headerBytes) { throw Failure(.fileTooLarge) }
        return length
    }

    /// Tells a client that waits that its body is wanted.
    private func admit(_ body: Body, _ writer: borrowing ResponseWriter) async throws {
        guard body.isAwaited else { return }
        body.isAwaited = false
        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
    }

    /// Takes the body chunk by chunk, on threads for files; the next chunk is read meanwhile. Gives an answer where a
    /// planned fault ends it.
    private func receive(
        _ body: Body, _ reception: Reception, _ log: TransferLog, _ channel: any Channel,
        _ take: @escaping @Sendable (ByteBuffer) throws -> Void
    ) async throws -> Answer? {
        var total: Int64 = 0
        let began = NIODeadline.now()
        while var buffer = try await body.next() {
            if let limit = reception.limit, reception.ending != .diskFull, total + Int64(buffer.readableBytes) > limit {
                buffer = buffer.getSlice(at: buffer.readerIndex, length: Int(limit - total)) ?? buffer
                let chunk = buffer
                try await inStore { _ in try take(chunk) }
                log.failed(reception.ending == .cut ? "cut" : "stalled", bytes: limit)
                if reception.ending == .cut { return .cut }
                try? await channel.eventLoop.scheduleTask(in: core.limits.stallTimeout) {}.futureResult.get()
                return .reset
            }
            total += Int64(buffer.readableBytes)
            let chunk = buffer
            try await inStore { _ in try take(chunk) }
            if let rate = reception.bytesPerSecond {
                let due = began + .nanoseconds(Int64(Double(total) / Double(rate) * 1e9))
                try await channel.eventLoop.scheduleTask(deadline: due) {}.futureResult.get()
            }
        }
        return nil
    }

    // MARK: POST

    /// POST with `multipart/form-data` to a folder: every part with a file name becomes a file in it.
    func post(
        _ request: Request, _ grant: AccessGrant, _ folder: StorePath, _ body: Body,
        _ writer: borrowing ResponseWriter, _ channel: any Channel
    ) async throws -> Answer {
        guard let type = request.headers[.contentType], let boundary = MultipartParser.boundary(contentType: type),
            let parser = MultipartParser(boundary: boundary, partLimit: core.limits.formParts)
        else { throw Failure(415, "POST takes multipart/form-data; send a plain file with PUT") }
        let length = try contentLength(request)
        let fault = core.drawFault(scheme, .upload, grant, folder, length: length)
        let log = TransferLog(core, scheme, .upload, grant, folder, fault: fault)
        if let answer = early(fault, log) { return answer }
        let reception = Reception(fault)
        let form = FormUpload(parser, core.store, grant, folder, reception)
        do {
            guard grant.allows(.write, on: folder) else { throw StoreFailure.notAllowed }
            try await admit(body, writer)
            if let answer = try await receive(body, reception, log, channel, { try form.take($0) }) {
                try? await inStore { _ in form.abandon() }
                return answer
            }
            let files = try await inStore { _ in try form.finish() }
            guard let first = files.first else { throw Failure(400, "the form has no file") }
            log.stored(first, bytes: first.size)
            for file in files.dropFirst() {
                TransferLog(core, scheme, .upload, grant, file.path, fault: nil).stored(file, bytes: file.size)
            }
            return stored(files)
        } catch {
            log.failed(Self.label(error), bytes: form.received)
            try? await inStore { _ in form.abandon() }
            throw error
        }
    }
}

/// The files of one form on their way into the store; one caller at a time.
final class FormUpload: @unchecked Sendable {
    private var parser: MultipartParser
    private let store: FileStore
    private let grant: AccessGrant
    private let folder: StorePath
    private let reception: Reception
    private var upload: StoreUpload?
    private var files: [FileStore.StoredFile] = []
    /// Bytes of files so far.
    private(set) var received: Int64 = 0

    init(
        _ parser: MultipartParser, _ store: FileStore, _ grant: AccessGrant, _ folder: StorePath,
        _ reception: Reception
    ) {
        self.parser = parser
        self.store = store
        self.grant = grant
        self.folder = folder
        self.reception = reception
    }

    func take(_ buffer: ByteBuffer) throws {
        try buffer.withUnsafeReadableBytes { bytes in
            var parser = parser
            defer { self.parser = parser }
            try parser.consume(bytes) { event in
                switch event {
                case .began(let part): try begin(part)
                case .data(let data):
                    guard let upload else { return }  // A plain field of the form.
                    try upload.append(data)
                    received += Int64(data.count)
                case .ended:
                    if let upload { files.append(try upload.finish()) }
                    upload = nil
                }
            }
        }
    }

    private func begin(_ part: MultipartParser.Part) throws {
        guard let fileName = part.fileName, !fileName.isEmpty else { return }
        // Some clients send the path that the file has with them.
        let name = fileName.utf8.split { $0 == 0x2F || $0 == 0x5C }.last.map(Array.init) ?? []
        let path = try folder.appending(name)
        guard grant.allows(.write, on: path) else { throw StoreFailure.notAllowed }
        upload = try store.begin(path, user: grant.user, start: .at(0), length: nil, reception: reception)
    }

    /// The body has ended; the form must be complete.
    func finish() throws -> [FileStore.StoredFile] {
        guard parser.isComplete else {
            throw FileHTTPResponder.Failure(400, "the form ends before its last boundary")
        }
        return files
    }

    func abandon() {
        upload?.abort()
        upload = nil
    }
}
