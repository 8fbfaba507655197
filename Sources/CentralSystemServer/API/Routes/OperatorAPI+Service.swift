import Hummingbird
import NIOCore
import OperatorInterface

/// Whether the process is well, for those who watch it.
extension OperatorAPI {
    var serviceRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/healthz", tag: "service", role: nil, "200 while the process runs",
                answers: [.json(200, "It runs", .named("Status"))]
            ) { _ in try JSONBody.response(.ok, JSONBody.Status(status: "ok")) },
            APIRoute(
                .get, "/readyz", tag: "service", role: nil, "200 while charge points can be served",
                details: "It also tells transaction ids that charge points were told and that the database has lost.",
                answers: [
                    .json(200, "Ready", .named("Readiness")),
                    .json(503, "The database takes no commit", .named("Readiness")),
                ]
            ) { _ in
                let store = writer.counters
                return try JSONBody.response(
                    store.isFailing ? .serviceUnavailable : .ok,
                    JSONBody.Readiness(
                        status: store.isFailing ? "the database takes no commit" : "ready", fault: store.fault,
                        lostTransactionIds: lost.isEmpty ? nil : lost.map(\.text)))
            },
            APIRoute(
                .get, "/metrics", tag: "service", role: .read, "Figures for Prometheus; no label names a charge point",
                answers: [.text(200, "Prometheus' text format", mediaType: "text/plain")]
            ) { _ in
                let text = Metrics(
                    loop: try await loop.ask { MetricsSnapshot($0) }, store: writer.counters, lost: lost,
                    access: access.counters,
                    streams: streams, connections: gate.counters, watch: watch?.counters,
                    files: files.map(Metrics.Files.init)
                ).text
                return Response(
                    status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
            },
        ]
    }
}
