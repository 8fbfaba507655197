import OCPPTypes

extension AuthorizationData: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var idTag: CiString<20>?
        var idTagInfo: IdTagInfo?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("idTag") {
                try reader.required(&idTag)
            } else if name.matches("idTagInfo") {
                try reader.optional(&idTagInfo)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(idTag: try reader.present(idTag, "idTag", in: object), idTagInfo: idTagInfo)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("idTag", idTag)
        out.member("idTagInfo", idTagInfo)
        out.closeObject()
    }
}
