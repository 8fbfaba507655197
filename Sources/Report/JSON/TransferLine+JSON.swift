import Measurement
import OCPPTypes

extension TransferLine {
    /// The line with its line feed.
    package func encode() -> [UInt8] {
        var json = JSONWriter()
        json.object(.compact) { json in
            json.key("ms")
            json.number(offsetMilliseconds)
            json.member("chargePoint", chargePoint)
            json.member("kind", kind.rawValue)
            json.member("scheme", scheme.rawValue)
            json.member("outcome", outcome)
            if response != 0 { json.member("response", response) }
            json.member("place", URLRedaction.redacted(place))
            json.member("bytesMoved", bytesMoved)
            if let size { json.member("size", size) }
            if let sha256 { json.member("sha256", sha256) }
            json.key("queued")
            json.number(queuedMilliseconds)
            json.key("duration")
            json.number(durationMilliseconds)
        }
        return json.finish()
    }
}
