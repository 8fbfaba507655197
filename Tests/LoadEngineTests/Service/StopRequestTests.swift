import Testing

@testable import LoadEngine

@Suite(.timeLimit(.minutes(1))) struct StopRequestTests {
    @Test func `a wish made before is seen at once`() async {
        let request = StopRequest()
        request.request()
        #expect(await request.wait(milliseconds: 3_600_000))
    }

    @Test func `a wish made meanwhile ends the waiting`() async {
        let request = StopRequest()
        async let answer = request.wait(milliseconds: 3_600_000)
        while !request.isWaitedFor { await Task.yield() }
        request.request()
        #expect(await answer)
    }

    @Test func `without a wish the waiting ends by itself, again and again`() async {
        let request = StopRequest()
        for _ in 0..<20 { #expect(await request.wait(milliseconds: 0) == false) }
    }
}
