import ChargePointModel
import FileTransfer
import Foundation
import Measurement
import OCPPTypes
import Scenario
import Testing

@testable import LoadEngine

@Suite struct FleetTransfersTests {
    @Test(arguments: [
        ([100], 1000, [100]), ([100], 90, [30]), ([100], 0, [1]), ([100, 300], 300, [25, 75]),
        ([1, 1, 1], 0, [1, 1, 1]),
        ([10_000, 1], 30, [9, 1]),
    ])
    func `transfers at once fit into the descriptors`(_ wanted: [Int], _ descriptors: Int, _ parallel: [Int]) {
        #expect(FleetTransfers.parallel(wanted, descriptors: descriptors) == parallel)
    }

    @Test func `every cause of a failure means something to a charge point`() {
        let expected: [FileTransferFailure.Cause: TransferFailure] = [
            .badLocation: .badLocation, .notSupported: .notSupported, .hostNotFound: .connection, .refused: .connection,
            .connectTimeout: .timedOut, .unreachable: .connection, .connectionLost: .connection, .stalled: .timedOut,
            .timedOut: .timedOut, .tls: .notTrusted, .loginDenied: .permissionDenied,
            .permissionDenied: .permissionDenied, .rejected: .serverError, .notFound: .notFound,
            .tooManyRequests: .busy, .serverBusy: .busy, .serverError: .serverError, .noSpace: .noSpace,
            .incomplete: .incomplete, .tooLarge: .noSpace, .localFile: .noSpace, .localResources: .connection,
            .tooManyWaiting: .connection, .cancelled: .connection,
        ]
        for cause in FileTransferFailure.Cause.allCases { #expect(TransferFailure(cause) == expected[cause]) }
    }

    @Test func `a ring keeps the last frames in order, cut at their limit`() {
        var ring = FrameRing(limit: 3)
        #expect(ring.all.isEmpty)
        for number in 1...5 {
            let text = String(repeating: "\(number)", count: number == 5 ? 2000 : 1)
            Array(text.utf8).withUnsafeBytes {
                ring.append($0, isSent: number % 2 == 0, at: Instant(nanoseconds: Int64(number)))
            }
        }
        #expect(ring.all.map(\.at.nanoseconds) == [3, 4, 5])
        #expect(ring.all.map(\.isSent) == [false, true, false])
        #expect(ring.all.map(\.frame.count) == [1, 1, FrameRing.frameBytes])
        #expect(ring.all.map(\.size) == [1, 1, 2000])
    }

    static func plan(_ transfers: String) throws -> Plan {
        let text = "scenario: t\nduration: 1s\nfleet: {a: {count: 1, transfers: \(transfers)}}\n"
        return try #require(ScenarioCompiler.compile(text: text, fileName: "t.yaml").plan)
    }

    @Test func `files that this machine does not have are told before the run`() throws {
        #expect(
            FleetTransfers.problems(of: try Self.plan("{ca: /no/such/file.pem}")) == [
                "fleet.a.transfers: ca: /no/such/file.pem is no readable file of certificates in PEM"
            ])
        #expect(
            FleetTransfers.problems(of: try Self.plan("{keep: /proc/none}")) == [
                "fleet.a.transfers: keep: /proc/none is no folder that can be written to"
            ])
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "wattswarm-keep-\(UUID().uuidString)"
        ).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(FleetTransfers.problems(of: try Self.plan("{keep: \(folder)}")) == [])
        #expect(FileManager.default.fileExists(atPath: folder))
    }
}
