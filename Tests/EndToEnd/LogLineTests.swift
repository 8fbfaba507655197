import Foundation
import Logging
import StandardStreams
import Testing

@testable import CLI

/// What a line of the log looks like.
@Suite struct LogLineTests {
    private let record = LogRecord(
        time: "2030-01-01T00:00:00.000Z", level: .error, label: "csms", message: "no luck",
        metadata: ["b": "two\nlines\u{7F}", "a": ["1", "2"], "c": ["k": "v"]])

    @Test func `a line of text has its keys in order and no control characters`() {
        #expect(
            TextLogFormat.line(record)
                == "2030-01-01T00:00:00.000Z error csms: no luck a=[\"1\", \"2\"] b=two lines  c=[\"k\": \"v\"]")
    }

    @Test func `a line of JSON is one object whose own members nobody's metadata replaces`() {
        var record = record
        record.metadata["b"] = "two\nlines"
        record.metadata["level"] = "made up"
        #expect(
            JSONLogFormat.line(record)
                == #"{"a":["1","2"],"b":"two\nlines","c":{"k":"v"},"level":"error","logger":"csms","#
                + #""message":"no luck","time":"2030-01-01T00:00:00.000Z"}"#)
    }

    @Test func `missing lines are told of in the log's own format`() {
        var missing = StandardStream.Unwritten()
        missing.texts = 12
        let told = record.telling(of: missing)
        #expect(
            TextLogFormat.line(told)
                == "2030-01-01T00:00:00.000Z warning csms: log lines are missing before this one lines=12 "
                + "reason=its reader does not read")
        #expect(JSONLogFormat.line(told).contains(#""lines":"12""#))
    }
}
