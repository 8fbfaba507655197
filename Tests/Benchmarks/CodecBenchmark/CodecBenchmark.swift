import CAllocationCounter
import Foundation
import OCPPJSON
import OCPPTypes

/// Measures OCPPJSON beside Foundation's JSONDecoder and JSONEncoder: nanoseconds of processor time and
/// allocations per frame.
///
/// `codec-benchmark [--rounds N] [--check]`; `--check` ends with status 1 when a ratio or an allocation is worse than
/// the project demands.
@main
struct CodecBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        let check = arguments.contains("--check")
        var rounds = 15
        if let index = arguments.firstIndex(of: "--rounds"), index + 1 < arguments.count {
            rounds = max(1, Int(arguments[index + 1]) ?? rounds)
        }
        let before = allocation_count()
        allocation_control(1000)
        let counted = allocation_count() - before
        print("control: 1000 allocations, counted \(counted)")
        guard counted == 1000 else {
            print("the allocation counter does not work")
            exit(1)
        }
        var failures: [String] = []
        print(
            "message             bytes  direction  OCPPJSON ns / mallocs   Foundation ns / mallocs   ratio   at least")
        try compare(Messages.heartbeat, Twin.Empty.self, "Heartbeat", least: 8, rounds, &failures)
        try compare(Messages.meterValues, Twin.MeterValues.self, "MeterValues", least: 15, rounds, &failures)
        try compare(
            Messages.setChargingProfile, Twin.SetChargingProfile.self, "SetChargingProfile", least: 15, rounds,
            &failures)
        heartbeatRoundTrip(rounds, &failures)
        for failure in failures { print("below the demand: \(failure)") }
        if check, !failures.isEmpty { exit(1) }
    }

    private static func compare<Payload: Codable>(
        _ request: Request, _ twin: Payload.Type, _ name: String, least: Double, _ rounds: Int,
        _ failures: inout [String]
    ) throws {
        let frame = OwnedFrame(request)
        let data = frame.bytes.withUnsafeBytes { Data($0) }
        let decoder = JSONDecoder()
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let call = try decoder.decode(Twin.Call<Payload>.self, from: data)
        let repetitions = 200_000 / max(data.count, 50)
        let out = ReusedBuffer()
        let costs = measure(
            [
                Operation(name: "decode", repetitions: repetitions * 10) { frame.decode() },
                Operation(name: "Foundation decode", repetitions: repetitions) {
                    (try? decoder.decode(Twin.Call<Payload>.self, from: data))?.id.utf8.count ?? 0
                },
                Operation(name: "encode", repetitions: repetitions * 10) { out.encode(request) },
                Operation(name: "Foundation encode", repetitions: repetitions) {
                    (try? encoder.encode(call))?.count ?? 0
                },
            ], rounds: rounds)
        for (direction, index) in [("decode", 0), ("encode", 2)] {
            let ratio = costs[index + 1].nanoseconds / costs[index].nanoseconds
            print(row(name, data.count, direction, costs[index], costs[index + 1], ratio, least))
            if ratio < least { failures.append("\(name) \(direction): \(ratio)") }
        }
    }

    private static func row(
        _ name: String, _ size: Int, _ direction: String, _ ours: Cost, _ theirs: Cost, _ ratio: Double, _ least: Double
    ) -> String {
        func cost(_ cost: Cost) -> String { String(format: "%9.0f / %-5.1f", cost.nanoseconds, cost.allocations) }
        return name.padding(toLength: 20, withPad: " ", startingAt: 0)
            + String(format: "%5d  ", size) + direction.padding(toLength: 11, withPad: " ", startingAt: 0)
            + cost(ours) + "         " + cost(theirs) + String(format: "        %6.1f   %4.0f", ratio, least)
    }

    /// Everything that a heartbeat costs in the codec on both sides: two frames written, two read.
    private static func heartbeatRoundTrip(_ rounds: Int, _ failures: inout [String]) {
        let out = ReusedBuffer()
        let costs = measure(
            [Operation(name: "round trip", repetitions: 20_000) { out.heartbeatRoundTrip() }], rounds: rounds)
        print(
            String(
                format: "Heartbeat round trip (call and answer, written and read): %.0f ns, %.2f mallocs",
                costs[0].nanoseconds, costs[0].allocations))
        if costs[0].allocations > 4 { failures.append("Heartbeat round trip: \(costs[0].allocations) mallocs") }
    }
}

/// An output buffer that closures can share.
final class ReusedBuffer {
    private var buffer = OutputBuffer()

    func encode(_ request: Request) -> Int {
        buffer.removeAll()
        FrameEncoder.call(Messages.id, request, into: &buffer)
        return buffer.count
    }

    func heartbeatRoundTrip() -> Int {
        buffer.removeAll()
        FrameEncoder.call(Messages.id, Messages.heartbeat, into: &buffer)
        let call = buffer.withBytes { decodeCall($0) }
        buffer.removeAll()
        FrameEncoder.callResult(Messages.id, Messages.heartbeatAnswer, into: &buffer)
        return buffer.withBytes { bytes in
            var violations = Violations()
            guard case .callResult(_, let payload) = try? FrameScanner.scan(bytes),
                case .heartbeat(let answer) = try? PayloadDecoder.confirmation(
                    .heartbeat, from: bytes, payload: payload, mode: .strict, violations: &violations)
            else { fatalError("the codec refuses its own heartbeat answer") }
            return call &+ Int(answer.currentTime.millisecondsSince1970)
        }
    }
}

/// A frame's bytes.
final class OwnedFrame {
    let bytes: [UInt8]

    init(_ request: Request) {
        var out = OutputBuffer()
        FrameEncoder.call(Messages.id, request, into: &out)
        bytes = out.withBytes { Array($0) }
    }

    func decode() -> Int {
        bytes.withUnsafeBytes { decodeCall($0) }
    }
}

/// Scans and decodes a CALL in strict mode.
func decodeCall(_ bytes: UnsafeRawBufferPointer) -> Int {
    var violations = Violations()
    guard case .call(let id, let action?, _, let payload) = try? FrameScanner.scan(bytes),
        let request = try? PayloadDecoder.request(
            action, from: bytes, payload: payload, mode: .strict, violations: &violations)
    else { fatalError("the codec refuses its own frame") }
    return id.count &+ Int(request.action.rawValue)
}
