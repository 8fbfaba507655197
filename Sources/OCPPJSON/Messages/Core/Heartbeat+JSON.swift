import OCPPTypes

extension Heartbeat.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var object = try reader.openObject()
        while try reader.nextName(in: &object) != nil { try reader.unknownMember() }
        return Self()
    }

    func write(to out: inout OutputBuffer) {
        out.literal("{}")
    }
}

extension Heartbeat.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var currentTime: DateTime?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("currentTime") {
                try reader.required(&currentTime)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(currentTime: try reader.present(currentTime, "currentTime", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("currentTime", currentTime)
        out.closeObject()
    }
}
