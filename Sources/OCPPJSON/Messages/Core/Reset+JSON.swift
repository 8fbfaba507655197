import OCPPTypes

extension Reset.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var type: ResetType?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("type") {
                try reader.required(&type)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(type: try reader.present(type, "type", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("type", type)
        out.closeObject()
    }
}

extension Reset.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: ResetStatus?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("status") {
                try reader.required(&status)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(status: try reader.present(status, "status", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("status", status)
        out.closeObject()
    }
}
