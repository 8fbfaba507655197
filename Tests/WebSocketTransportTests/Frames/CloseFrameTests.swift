import FuzzSupport
import Testing

@testable import WebSocketTransport

/// RFC 6455 §5.5.1 and §7.4: the payload of Close frames.
struct CloseFrameTests {
    private func events(_ frame: RawFrame) -> [Parsed] {
        let whole = parse([frame.bytes]).events
        #expect(parse(frame.bytes.map { [$0] }).events == whole)
        return whole
    }

    @Test func `a close frame may be empty`() {
        #expect(events(.close(nil)) == [.close(nil, [])])
    }

    @Test func `a close payload of one byte fails the connection`() {
        #expect(events(RawFrame(8, [3])) == [.violation(.closePayloadOfOneByte)])
    }

    @Test(arguments: [
        UInt16(1000), 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
    ])
    func `a valid close code is taken`(code: UInt16) {
        #expect(events(.close(code, [111, 107])) == [.close(code, [111, 107])])
    }

    @Test(arguments: [UInt16(0), 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
    func `an invalid close code fails the connection`(code: UInt16) {
        #expect(events(.close(code)) == [.violation(.invalidCloseCode)])
    }

    @Test func `a close reason that is not UTF-8 fails the connection`() {
        #expect(events(.close(1000, [0xC3])) == [.violation(.invalidUTF8InCloseReason)])
        #expect(events(.close(1000, [0xC3, 0xBC])) == [.close(1000, [0xC3, 0xBC])])
    }

    @Test func `a close reason may have 123 bytes`() {
        let reason = [UInt8](repeating: 65, count: 123)
        #expect(events(.close(1000, reason)) == [.close(1000, reason)])
    }

    @Test(arguments: WebSocketViolation.allCases)
    func `every violation has a text that fits into a close frame and its own code`(violation: WebSocketViolation) {
        #expect(violation.text.utf8CodeUnitCount <= 123)
        #expect([1002, 1007, 1009].contains(violation.closeCode.rawValue))
        let isUTF8 = violation == .invalidUTF8 || violation == .invalidUTF8InCloseReason
        #expect((violation.closeCode == .invalidPayload) == isUTF8)
        #expect((violation.closeCode == .messageTooBig) == (violation.closeReason == .messageTooLarge))
    }
}
