import TestSupport
import Testing

/// Calibrations that grow when their aliases are written out.
@Suite(.timeLimit(.minutes(3))) struct HostileCalibrationTests {
    @Test(arguments: AliasBomb.keys) func `an alias bomb is refused, and the operator API goes on`(_ key: String)
        async throws
    {
        try await TestServer.with { server in
            let answer = try await server.http("PUT", "/api/v1/calibration", body: AliasBomb.text(key))
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.body.contains("100000 nodes"), "\(answer)")
            #expect(try await server.http("GET", "/healthz").status == 200)
        }
    }
}
