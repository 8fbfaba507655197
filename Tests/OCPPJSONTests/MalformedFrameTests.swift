import OCPPJSON
import OCPPTypes
import Testing

/// Frames that a peer must not send, each with the error it meets: first in the scanner, else in the strict decoder.
@Suite struct MalformedFrameTests {
    enum Expected: Equatable, CustomStringConvertible {
        case frame(FrameError.Kind)
        case payload(PayloadError.Reason, String)

        var description: String {
            switch self {
            case .frame(let kind): "frame \(kind)"
            case .payload(let reason, let field): "\(reason) at \(field)"
            }
        }
    }

    struct Entry: CustomStringConvertible {
        var bytes: [UInt8]
        var expected: Expected

        init(_ text: String, _ kind: FrameError.Kind) { self.init(Array(text.utf8), .frame(kind)) }

        init(_ text: String, _ reason: PayloadError.Reason, _ field: String) {
            self.init(Array(text.utf8), .payload(reason, field))
        }

        init(_ bytes: [UInt8], _ expected: Expected) {
            self.bytes = bytes
            self.expected = expected
        }

        var description: String { String(decoding: bytes.prefix(80), as: UTF8.self) }
    }

    /// What happens to a frame on its way in; a CALLRESULT is taken for that of a Heartbeat.
    static func outcome(_ bytes: [UInt8]) -> Expected? {
        withFrame(bytes) { frame -> Expected? in
            do throws(FrameError) {
                var violations = Violations()
                switch try FrameScanner.scan(frame) {
                case .call(_, let action?, _, let payload):
                    do throws(PayloadError) {
                        _ = try PayloadDecoder.request(
                            action, from: frame, payload: payload, mode: .strict, violations: &violations)
                        return nil
                    } catch {
                        return .payload(error.reason, error.field)
                    }
                case .callResult(_, let payload):
                    do throws(PayloadError) {
                        _ = try PayloadDecoder.confirmation(
                            .heartbeat, from: frame, payload: payload, mode: .strict, violations: &violations)
                        return nil
                    } catch {
                        return .payload(error.reason, error.field)
                    }
                case .call, .callError: return nil
                }
            } catch {
                return .frame(error.kind)
            }
        }
    }

    @Test(arguments: envelopes + syntax + bytesBeyondUTF8 + payloads)
    func `a malformed frame meets its error`(entry: Entry) {
        #expect(Self.outcome(entry.bytes) == entry.expected)
    }

    @Test func `the corpus has at least a hundred frames`() {
        #expect((Self.envelopes + Self.syntax + Self.bytesBeyondUTF8 + Self.payloads).count >= 100)
    }

    static let heartbeat = #"[2,"1","Heartbeat",{}]"#

    @Test func `every truncation of a frame is refused`() {
        let frames = [
            #"[2,"1","Heartbeat",{}]"#, #" [2, "a\u0041", "Authorize", {"idTag" : "é\n😀"} ] "#,
            #"[4,"1","GenericError","x",{"a":[1.5e3,true,null]}]"#,
            #"[2,"1","SetChargingProfile",{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"#
                + #""chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":"#
                + #"{"chargingRateUnit":"W","chargingSchedulePeriod":[{"startPeriod":0,"limit":1.5}]}}}]"#,
        ]
        for frame in frames {
            let bytes = Array(frame.utf8)
            #expect(Self.outcome(bytes) == nil)
            let end = bytes.lastIndex(of: UInt8(ascii: "]"))!
            for length in 0...end {
                #expect(Self.outcome(Array(bytes[..<length])) != nil, "\(frame) cut to \(length)")
            }
        }
    }

    @Test func `a NUL anywhere in a frame is refused`() {
        let bytes = Array(#"[2,"1","Authorize",{"idTag":"abc"}]"#.utf8)
        for index in bytes.indices {
            var broken = bytes
            broken[index] = 0
            #expect(Self.outcome(broken) != nil, "at \(index)")
            broken = bytes
            broken.insert(0, at: index)
            #expect(Self.outcome(broken) != nil, "inserted at \(index)")
        }
    }

    @Test func `errors carry the position, the id and the reply`() {
        let error = #expect(throws: FrameError.self) { try scan(#"[2,"abc",5,{}]"#) }
        #expect(error == FrameError(.missingAction, offset: 9, isCall: true, uniqueId: "abc"))
        #expect(error?.reply?.code == .formationViolation)
        let unknown = #expect(throws: FrameError.self) { try scan(#"[5,"abc",{}]"#) }
        #expect(unknown?.kind == .unknownMessageType(5) && unknown?.reply == nil)
        var violations = Violations()
        let payload = #expect(throws: PayloadError.self) {
            try decodeRequest(.authorize, #"{"idTag": 5}"#, violations: &violations)
        }
        #expect(payload == PayloadError(.wrongType, field: "idTag", offset: 10))
        #expect(payload?.callError == CallError(.typeConstraintViolation, "idTag: wrong type"))
    }

    @Test func `long field names and descriptions are cut`() {
        let long = String(repeating: "é", count: 400)
        let error = #expect(throws: PayloadError.self) { try decodeRequest(.authorize, #"{"\#(long)":1}"#) }
        #expect(error?.reason == .unknownField)
        #expect((error?.field.utf8.count ?? 999) <= CodecLimits.fieldNameLength + 3)
        #expect((error?.description.count ?? 999) <= CodecLimits.descriptionLength)
    }

    @Test func `a value of the greatest depth is skipped and one deeper is refused`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        func payload(_ depth: Int) -> String { #"{"idTag":"a","x":\#(nested(depth))}"# }
        var violations = Violations()
        _ = try decodeRequest(.authorize, payload(CodecLimits.depth), mode: .lenient, violations: &violations)
        #expect(violations.first == [.init(field: "x", reason: .unknownField)])
        let error = #expect(throws: PayloadError.self) {
            try decodeRequest(.authorize, payload(CodecLimits.depth + 1), mode: .lenient)
        }
        #expect(error?.reason == .tooDeep)
        let frame = #expect(throws: FrameError.self) { try scan(#"[2,"1","Odd",\#(nested(100_000))]"#) }
        #expect(frame?.kind == .tooDeep && frame?.reply?.code == .formationViolation)
    }
}
