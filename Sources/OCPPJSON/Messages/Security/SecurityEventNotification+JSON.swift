import OCPPTypes

extension SecurityEventNotification.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var type: CiString<50>?
        var timestamp: DateTime?
        var techInfo: CiString<255>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("type") {
                try reader.required(&type)
            } else if name.matches("timestamp") {
                try reader.required(&timestamp)
            } else if name.matches("techInfo") {
                try reader.optional(&techInfo)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            type: try reader.present(type, "type", in: object),
            timestamp: try reader.present(timestamp, "timestamp", in: object),
            techInfo: techInfo)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("type", type)
        out.member("timestamp", timestamp)
        out.member("techInfo", techInfo)
        out.closeObject()
    }
}

extension SecurityEventNotification.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var object = try reader.openObject()
        while try reader.nextName(in: &object) != nil { try reader.unknownMember() }
        return Self()
    }

    func write(to out: inout OutputBuffer) {
        out.literal("{}")
    }
}
