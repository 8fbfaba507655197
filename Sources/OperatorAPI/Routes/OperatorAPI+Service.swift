import CentralSystemDriver
import CentralSystemStore
import HTTPTypes
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
            ) { _ in try readiness { $0.faultSummary } },
            APIRoute(
                .get, "/api/v1/status", tag: "service", role: .read, "What `/readyz` tells, with the names of files",
                answers: [.json(200, "Ready or not", .named("Readiness"))]
            ) { _ in try readiness(unready: .ok) { $0.fault } },
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

    /// - Parameter unready: the answer's status while the database takes no commit.
    private func readiness(
        unready: HTTPResponse.Status = .serviceUnavailable, _ fault: (StoreCounters) -> String?
    ) throws -> Response {
        let store = writer.counters
        return try JSONBody.response(
            store.isFailing ? unready : .ok,
            JSONBody.Readiness(
                status: store.isFailing ? "the database takes no commit" : "ready", fault: fault(store),
                lostTransactionIds: lost.isEmpty ? nil : lost.map(\.text)))
    }
}
