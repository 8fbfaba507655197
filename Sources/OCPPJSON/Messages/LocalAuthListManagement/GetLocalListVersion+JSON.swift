import OCPPTypes

extension GetLocalListVersion.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var object = try reader.openObject()
        while try reader.nextName(in: &object) != nil { try reader.unknownMember() }
        return Self()
    }

    func write(to out: inout OutputBuffer) {
        out.literal("{}")
    }
}

extension GetLocalListVersion.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var listVersion: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("listVersion") {
                try reader.required(&listVersion)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(listVersion: try reader.present(listVersion, "listVersion", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("listVersion", listVersion)
        out.closeObject()
    }
}
