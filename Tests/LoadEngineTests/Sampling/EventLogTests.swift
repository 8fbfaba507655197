import Report
import Testing

@testable import LoadEngine

@Suite struct EventLogTests {
    @Test func `the log keeps as many events as its limit and counts the others`() {
        var log = EventLog<EventLine>(limit: 2)
        for number in 1...5 {
            log.append(EventLine(kind: .timeout, offsetMilliseconds: Double(number), detail: ""))
            if number == 1 { #expect(log.take().map(\.offsetMilliseconds) == [1]) }
        }
        #expect(log.take().map(\.offsetMilliseconds) == [2])
        #expect(log.take().isEmpty)
        #expect(log.leftOut == 3)
    }
}
