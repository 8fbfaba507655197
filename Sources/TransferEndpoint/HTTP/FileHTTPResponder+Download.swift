import HTTPTypes
import HummingbirdCore
import NIOCore
import TransferModel

extension FileHTTPResponder {
    /// GET and HEAD.
    func download(_ request: Request, _ grant: AccessGrant, _ path: StorePath) async throws -> Answer {
        guard grant.allows(.read, on: path) else { throw Failure(.notAllowed) }
        let file: OpenFile
        do {
            file = try await inStore { try $0.open(path) }
        } catch let failure as StoreFailure {
            var answer = Failure(failure == .notAFile ? .notFound : failure)
            // Where an unfinished upload of the user would go on.
            if let held = core.store.partialSize(path, user: grant.user) { answer.fields[.uploadOffset] = "\(held)" }
            throw answer
        }
        let isHead = request.method == .head
        var fault: TransferFault?
        var log: TransferLog?
        if !isHead {
            fault = core.drawFault(scheme, .download, grant, path, length: file.size)
            let started = TransferLog(core, scheme, .download, grant, path, fault: fault)
            log = started
            if let answer = early(fault, started) { return answer }
        }
        var fields: HTTPFields = [
            .eTag: file.entityTag, .lastModified: HTTPDate.text(file.modified), .acceptRanges: "bytes",
            .contentType: "application/octet-stream", .cacheControl: "private, no-cache",
        ]
        if let answer = precondition(request, file, fields) {
            log?.sent(bytes: 0, offset: 0, size: file.size, failure: nil)
            return answer
        }
        if isHead {
            fields[.contentLength] = "\(file.size)"
            return .empty(200, fields)
        }
        guard let log else { preconditionFailure("a GET is logged") }
        return deliver(request, file, fields, fault, log)
    }

    /// If-Match, If-None-Match and If-Modified-Since (RFC 9110 §13.2.2).
    private func precondition(_ request: Request, _ file: OpenFile, _ fields: HTTPFields) -> Answer? {
        if let match = request.headers[.ifMatch], !EntityTags.match(match, strong: file.entityTag) {
            return .text(412, "the file is another one\n", fields)
        }
        if let none = request.headers[.ifNoneMatch] {
            if EntityTags.matchWeakly(none, tag: file.entityTag) { return .empty(304, fields) }
        } else if request.headers[.ifModifiedSince] == HTTPDate.text(file.modified) {
            return .empty(304, fields)
        }
        return nil
    }

    /// The whole file, or the ranges that were asked for.
    private func deliver(
        _ request: Request, _ file: OpenFile, _ fields: HTTPFields, _ fault: TransferFault?, _ log: TransferLog
    ) -> Answer {
        var fields = fields
        var ranges = ByteRanges.whole
        if let value = request.headers[.range] {
            // If-Range: another file than the one whose rest is wanted is sent as a whole.
            let condition = request.headers[.ifRange]
            if condition == nil || condition == file.entityTag || condition == HTTPDate.text(file.modified) {
                ranges = ByteRanges(value, length: file.size, limit: core.limits.ranges)
            }
        }
        switch ranges {
        case .whole:
            return .file(200, fields, file, Delivery(0..<file.size, fault: fault), log)
        case .unsatisfiable:
            log.failed("range")
            fields[.contentType] = "text/plain"
            fields[.contentRange] = "bytes */\(file.size)"
            return .text(416, "no such range\n", fields)
        case .partial(let ranges) where ranges.count == 1:
            fields[.contentRange] = Self.contentRange(ranges[0], file)
            return .file(206, fields, file, Delivery(ranges[0], fault: fault), log)
        case .partial(let ranges):
            let boundary = "wattswarm-" + file.entityTag.filter { $0 != "\"" }
            var segments: [Delivery.Segment] = []
            for range in ranges {
                let head =
                    "\r\n--\(boundary)\r\nContent-Type: application/octet-stream\r\n"
                    + "Content-Range: \(Self.contentRange(range, file))\r\n\r\n"
                segments += [.literal(Array(head.utf8)), .file(range)]
            }
            segments.append(.literal(Array("\r\n--\(boundary)--\r\n".utf8)))
            fields[.contentType] = "multipart/byteranges; boundary=\(boundary)"
            return .file(206, fields, file, Delivery(segments, fault: fault), log)
        }
    }

    private static func contentRange(_ range: Range<Int64>, _ file: OpenFile) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)"
    }

    /// Writes the head by the response writer and the body past it.
    func send(
        _ head: HTTPResponse, _ file: OpenFile, _ delivery: Delivery, _ log: TransferLog,
        _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        var offset: Int64 = 0
        if case .file(let range)? = delivery.segments.first { offset = range.lowerBound }
        let body: any ResponseBodyWriter
        do {
            body = try await writer.writeHead(head)
        } catch {
            log.sent(bytes: 0, offset: offset, size: file.size, failure: "connection lost")
            throw error
        }
        let core = core
        let usesSendFile = scheme == .http
        let eventLoop = channel.eventLoop
        let (outcome, sent) = try await eventLoop.flatSubmit {
            let out: FileBodyWriter
            do {
                out = try channel.pipeline.syncOperations.handler(type: FileBodyWriter.self)
            } catch {
                return eventLoop.makeSucceededFuture((FileSender.Outcome.failed("connection lost"), Int64(0)))
            }
            let sender = FileSender(
                file, delivery, core: core, eventLoop: eventLoop, usesSendFile: usesSendFile
            ) { out.write($0, on: eventLoop) }
            out.sender = sender
            return sender.run().assumeIsolated().map { outcome in
                out.sender = nil
                return (outcome, sender.sent)
            }.nonisolated()
        }.get()
        switch outcome {
        case .complete:
            log.sent(bytes: sent, offset: offset, size: file.size, failure: nil)
            try await body.finish(nil)
        case .cut:
            log.sent(bytes: sent, offset: offset, size: file.size, failure: "cut")
            try await breakOff(channel, isReset: false)
        case .stalled:
            log.sent(bytes: sent, offset: offset, size: file.size, failure: "stalled")
            try await breakOff(channel, isReset: true)
        case .failed(let cause):
            log.sent(bytes: sent, offset: offset, size: file.size, failure: cause)
            throw CloseConnection()
        }
    }
}
