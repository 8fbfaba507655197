import Measurement
import OCPPTypes

extension EventLine {
    /// Encodes the event as one line with its line feed. A frame longer than `MeasurementLimits.eventFrameBytes` is cut
    /// at a character and its size told as `frameBytes`; bytes that are no UTF-8 appear as U+FFFD.
    package func encode() -> [UInt8] {
        var json = JSONWriter()
        json.object(.compact) { json in
            json.key("ms")
            json.number(offsetMilliseconds)
            json.member("kind", kind.rawValue)
            if let chargePoint {
                json.member("chargePoint", shortened(Array(chargePoint.utf8), MeasurementLimits.eventTextBytes))
            }
            if let action { json.member("action", action.name) }
            json.member("detail", shortened(Array(detail.utf8), MeasurementLimits.eventTextBytes))
            if let count { json.member("count", count) }
            if let frame {
                json.member("frame", URLRedaction.redacted(shortened(frame, MeasurementLimits.eventFrameBytes)))
                let size = frameBytes ?? frame.count
                if size > MeasurementLimits.eventFrameBytes { json.member("frameBytes", size) }
            }
        }
        return json.finish()
    }
}

/// The text of at most `limit` bytes, cut before a character that would be divided.
private func shortened(_ bytes: [UInt8], _ limit: Int) -> String {
    guard bytes.count > limit else { return String(decoding: bytes, as: UTF8.self) }
    var end = limit
    while end > limit - 4, end > 0, bytes[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
    return String(decoding: bytes[..<end], as: UTF8.self)
}
