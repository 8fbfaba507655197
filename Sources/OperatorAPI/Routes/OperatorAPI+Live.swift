import CentralSystemDriver
import CentralSystemModel
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPTypes
import OperatorInterface

/// What happens: the OCPP log of charge points, events, and both as streams.
extension OperatorAPI {
    var liveRoutes: [APIRoute] {
        let resume =
            "A reader who comes back sends `Last-Event-ID` and gets what came meanwhile; what is no more in "
            + "memory is told by an event `missed`."
        let stream = OperatorInterface.Operation.Answer.text(200, "Server-sent events", mediaType: "text/event-stream")
        let after = OperatorInterface.Operation.Parameter(
            "after", .integer(minimum: 0),
            "The id of the event to begin behind, 0 for all that is held; `Last-Event-ID` comes before it. Only what is "
                + "new when both are left out.")
        let order = OperatorInterface.Operation.Parameter(
            "order", .choice(LogOrder.allCases.map(\.rawValue)), "newest first when left out.")
        return [
            APIRoute(
                .get, "/api/v1/messages", tag: "log", role: .read, "The OCPP log of all charge points",
                details: "The frames of all charge points share one memory of bounded size; older ones are forgotten.",
                query: [.limit, .cursor, order], answers: [.json(200, "A page", APISchemas.page("Message"))]
            ) { request in try await messages(request, .all) },
            APIRoute(
                .get, "/api/v1/charge-points/{identity}/messages", tag: "log", role: .read,
                "The OCPP log of one charge point", query: [.limit, .cursor, order],
                answers: [.json(200, "A page", APISchemas.page("Message"))]
            ) { request in try await messages(request, .init(identity: try request.path("identity"))) },
            APIRoute(
                .get, "/api/v1/charge-points/{identity}/messages/stream", tag: "log", role: .read,
                "Frames of one charge point while they pass", details: resume, query: [after], answers: [stream]
            ) { request in
                try await messageStream(request, .init(identity: try request.path("identity")))
            },
            APIRoute(
                .get, "/api/v1/events", tag: "log", role: .read, "Events while they happen", details: resume,
                query: [.init("identity", .text(), "Only those of this charge point."), after], answers: [stream]
            ) { request in try await eventStream(request) },
            APIRoute(
                .get, "/api/v1/recent-events", tag: "log", role: .read, "The events that are held, newest first",
                details: "The events of all charge points share one memory of bounded size; older ones are forgotten.",
                query: [
                    .limit, .cursor, .init("identity", .text(), "Only those of this charge point."),
                    .init("kind", .text(), "Only those of this kind, such as repeated_start."),
                ], answers: [.json(200, "A page", APISchemas.page("Event"))]
            ) { request in try await recentEvents(request) },
        ] + watchRoutes
    }

    private enum LogOrder: String, CaseIterable {
        case newest, oldest
    }

    /// Records of the log that one question to the model's event loop looks at.
    private static var recordsPerQuestion: Int { 8_192 }
    /// Looks that one request makes at most; then it answers with what it found and a cursor.
    private static var questionsPerRequest: Int { 64 }

    // MARK: Messages

    private func messages(_ request: APIRequest, _ filter: MessageRing.Filter) async throws -> Response {
        let limit = try request.pageLimit()
        let order = try request.choice("order", LogOrder.self) ?? .newest
        var cursor = try request.number("cursor").map { UInt64($0) }
        var found: [MessageRing.Message] = []
        var next: UInt64?
        for _ in 0..<Self.questionsPerRequest {
            let from = cursor
            let wanted = limit - found.count
            let page = try await loop.ask { loop in
                let ring = loop.live.messages
                return order == .newest
                    ? ring.newest(of: filter, before: from, limit: wanted, scanning: Self.recordsPerQuestion)
                    : ring.messages(of: filter, from: from ?? 0, limit: wanted, scanning: Self.recordsPerQuestion)
            }
            found += page.messages
            let isAtEnd = page.next == nil || order == .oldest && page.next == from
            next = isAtEnd ? nil : page.next
            cursor = page.next
            if isAtEnd || found.count >= limit { break }
        }
        return try JSONBody.response(
            .ok, JSONBody.Page(items: found.map { JSONBody.Message($0, clock: clock) }, next: next.map { String($0) }))
    }

    private func messageStream(_ request: APIRequest, _ filter: MessageRing.Filter) async throws -> Response {
        let end = try await loop.ask { $0.live.messages.end }
        let loop = loop
        let clock = clock
        return try stream(request, start: try Self.start(request) ?? end) { position in
            let page = try await loop.ask {
                $0.live.messages.messages(of: filter, from: position, limit: 100, scanning: Self.recordsPerQuestion)
            }
            let next = page.next ?? position
            var news = EventStream.News(position: next, hasMore: next != end && !page.messages.isEmpty)
            if page.isBehind { news.text += Self.missed("older messages are forgotten") }
            for message in page.messages {
                // Behind the last one stands the page's end; a reader who resumes there misses nothing.
                let id = message.position == page.messages.last?.position ? next : message.position
                news.text += EventStream.event("message", id: id, JSONBody.message(message, clock: clock))
            }
            return news
        } wait: { position in
            try await loop.eventLoop.flatSubmit { loop.live.nextMessage(filter, after: position, within: .seconds(15)) }
                .get()
        }
    }

    // MARK: Events

    private func eventStream(_ request: APIRequest) async throws -> Response {
        let identity = try request.text("identity")
        let last = try await loop.ask { $0.live.events.nextID - 1 }
        let loop = loop
        let clock = clock
        return try stream(request, start: try Self.start(request) ?? last) { position in
            let page = try await loop.ask { $0.live.events.events(after: position, limit: 256) }
            var news = EventStream.News(position: page.position, hasMore: page.events.count == 256)
            if page.isFromBefore { news.text += Self.missed("events before the central system's start are forgotten") }
            if page.missed > 0 { news.text += Self.missed("\(page.missed) events are forgotten") }
            for (id, event) in page.events where identity.map({ event.identity?.isExactly($0) == true }) ?? true {
                news.text += EventStream.event("event", id: id, JSONBody.event(event, clock: clock))
            }
            return news
        } wait: { position in
            try await loop.eventLoop.flatSubmit { loop.live.nextEvent(after: position, within: .seconds(15)) }.get()
        }
    }

    private static func missed(_ text: String) -> String {
        EventStream.event("missed", id: nil, ["text": .string(text)])
    }

    /// Where a stream begins; nil: with what is new.
    private static func start(_ request: APIRequest) throws -> UInt64? {
        try lastEventID(request) ?? request.number("after").map { UInt64($0) }
    }

    private func recentEvents(_ request: APIRequest) async throws -> Response {
        let (identity, kind) = (try request.text("identity"), try request.text("kind"))
        let (events, next) = try await recentEvents(
            before: try request.number("cursor").map { UInt64($0) }, limit: try request.pageLimit()
        ) { event in
            (identity == nil || event.identity == identity) && (kind == nil || event.name == kind)
        }
        let items = events.map { id, event in JSONBody.heldEvent(id, event, clock: clock) }
        return JSONBody.response(
            .ok, ["items": .array(items), "next": next.map { .string(String($0)) } ?? .null])
    }

    /// Events that are held and fit, newest first. The search runs in short questions to the model's event loop.
    func recentEvents(
        before cursor: UInt64?, limit: Int, where fits: @escaping @Sendable (OperatorEvent) -> Bool
    ) async throws -> (events: [(id: UInt64, event: OperatorEvent)], next: UInt64?) {
        var found: [(id: UInt64, event: OperatorEvent)] = []
        var next = cursor
        for _ in 0..<Self.questionsPerRequest {
            let from = next
            let wanted = limit - found.count
            let page = try await loop.ask {
                $0.live.events.newest(before: from, limit: wanted, looking: Self.recordsPerQuestion, where: fits)
            }
            found += page.events
            next = page.next
            if next == nil || found.count >= limit { break }
        }
        return (found, next)
    }

    /// Where a reader who comes back stopped. Something else than a number is taken for the beginning of the memory.
    private static func lastEventID(_ request: APIRequest) -> UInt64? {
        request.request.headers[HTTPField.Name("Last-Event-ID")!].map { UInt64($0) ?? 0 }
    }

    private func stream(
        _ request: APIRequest, start: UInt64, look: @escaping @Sendable (UInt64) async throws -> EventStream.News,
        wait: @escaping @Sendable (UInt64) async throws -> Void
    ) throws -> Response {
        let streams = streams
        let channel = request.context.channel
        let place = try streams.enter()
        channel.closeFuture.whenComplete { [loop, weak place] _ in
            place?.left()
            loop.eventLoop.execute { loop.live.wakeAll() }
        }
        let sequence = EventStream(
            look: look, wait: wait, start: start, stall: limits.eventStreamStall,
            cut: {
                streams.cut()
                channel.close(promise: nil)
            }, place: place)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(asyncSequence: sequence))
    }
}

/// The watch list: charge points whose frames also go to disk.
extension OperatorAPI {
    var watchRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/v1/watch-list", tag: "log", role: .read, "Charge points whose frames are written to disk",
                answers: [
                    .json(
                        200, "The list",
                        .object([.required("items", .list(.text())), .required("next", .nullable(.text()))])),
                    .failure(404, "The watch list is off"),
                ]
            ) { _ in
                try JSONBody.response(.ok, JSONBody.Page(items: try watchLog().identities, next: String?.none))
            },
            APIRoute(
                .put, "/api/v1/watch-list/{identity}", tag: "log", role: .admin,
                "Puts a charge point on the watch list",
                answers: [.empty(204, "It is on the list"), .failure(404), .failure(409, "The list is full")]
            ) { request in
                guard try watchLog().add(try request.path("identity")) else { throw OperatorAPIError.limitReached }
                return Response(status: .noContent)
            },
            APIRoute(
                .delete, "/api/v1/watch-list/{identity}", tag: "log", role: .admin,
                "Takes a charge point off the watch list; its files stay",
                answers: [.empty(204, "It is off the list"), .failure(404)]
            ) { request in
                let identity = try request.path("identity")
                guard try watchLog().remove(identity) else {
                    throw OperatorAPIError.notFound("\"\(identity)\" is not on the watch list")
                }
                return Response(status: .noContent)
            },
        ]
    }

    private func watchLog() throws -> WatchLog {
        guard let watch else {
            throw OperatorAPIError.notFound("the watch list is off: start the central system with --watch-folder DIR")
        }
        return watch
    }
}
