import OCPPTypes

extension KeyValue: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var key: CiString<50>?
        var readonly: Bool?
        var value: CiString<500>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("key") {
                try reader.required(&key)
            } else if name.matches("readonly") {
                try reader.required(&readonly)
            } else if name.matches("value") {
                try reader.optional(&value)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            key: try reader.present(key, "key", in: object),
            readonly: try reader.present(readonly, "readonly", in: object),
            value: value)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("key", key)
        out.member("readonly", readonly)
        out.member("value", value)
        out.closeObject()
    }
}
