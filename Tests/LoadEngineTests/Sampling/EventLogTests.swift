import Measurement
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

    @Test func `events can be taken a few at a time, the oldest first`() {
        var log = EventLog<Int>(limit: 10)
        for number in 1...5 { log.append(number) }
        #expect(log.take(atMost: 2) == [1, 2])
        log.append(6)
        #expect(log.take(atMost: 3) == [3, 4, 5])
        #expect(log.take(atMost: .max) == [6])
        #expect(log.take(atMost: 3).isEmpty)
    }
}
