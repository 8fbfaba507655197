import OCPPTypes
import Testing

@testable import LoadEngine

@Suite struct WrittenCallTests {
    private func at(_ milliseconds: Int64) -> Instant { .zero.adding(milliseconds: milliseconds) }

    @Test func `a CALL that leaves at once has not waited, whatever leaves later`() {
        var call = WrittenCall()
        call.written(at: at(5))
        call.left(at: at(9))
        #expect(call.at == at(5) && call.wait == 0)
    }

    @Test func `a CALL that is flushed later has waited until then, and no longer`() {
        var call = WrittenCall()
        call.written(at: at(5))
        call.waits()
        call.left(at: at(9))
        call.left(at: at(20))
        #expect(call.at == at(5) && call.wait == 4_000_000)
        // The next one begins anew.
        call.written(at: at(30))
        #expect(call.wait == 0)
    }
}
