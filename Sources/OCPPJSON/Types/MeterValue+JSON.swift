import OCPPTypes

extension MeterValue: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var timestamp: DateTime?
        var sampledValue: [SampledValue]?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("timestamp") {
                try reader.required(&timestamp)
            } else if name.matches("sampledValue") {
                try reader.required(&sampledValue, atLeast: 1, keepingRest: true)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            timestamp: try reader.present(timestamp, "timestamp", in: object),
            sampledValue: try reader.present(sampledValue, "sampledValue", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("timestamp", timestamp)
        out.member("sampledValue", sampledValue)
        out.closeObject()
    }
}
