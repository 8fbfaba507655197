import OCPPTypes

extension IdTagInfo: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var expiryDate: DateTime?
        var parentIdTag: CiString<20>?
        var status: AuthorizationStatus?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("expiryDate") {
                try reader.optional(&expiryDate)
            } else if name.matches("parentIdTag") {
                try reader.optional(&parentIdTag)
            } else if name.matches("status") {
                try reader.required(&status)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            expiryDate: expiryDate,
            parentIdTag: parentIdTag,
            status: try reader.present(status, "status", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("expiryDate", expiryDate)
        out.member("parentIdTag", parentIdTag)
        out.member("status", status)
        out.closeObject()
    }
}
