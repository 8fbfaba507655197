import OCPPTypes

extension ChangeConfiguration.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var key: CiString<50>?
        var value: CiString<500>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("key") {
                try reader.required(&key)
            } else if name.matches("value") {
                try reader.required(&value)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            key: try reader.present(key, "key", in: object),
            value: try reader.present(value, "value", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("key", key)
        out.member("value", value)
        out.closeObject()
    }
}

extension ChangeConfiguration.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: ConfigurationStatus?
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
