import OCPPTypes

extension Authorize.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var idTag: CiString<20>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("idTag") {
                try reader.required(&idTag)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(idTag: try reader.present(idTag, "idTag", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("idTag", idTag)
        out.closeObject()
    }
}

extension Authorize.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var idTagInfo: IdTagInfo?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("idTagInfo") {
                try reader.required(&idTagInfo)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(idTagInfo: try reader.present(idTagInfo, "idTagInfo", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("idTagInfo", idTagInfo)
        out.closeObject()
    }
}
