import OCPPTypes

extension GetConfiguration.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var key: [CiString<50>]?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("key") {
                try reader.optional(&key, atLeast: 0)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(key: key)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("key", key)
        out.closeObject()
    }
}

extension GetConfiguration.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var configurationKey: [KeyValue]?
        var unknownKey: [CiString<50>]?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("configurationKey") {
                try reader.optional(&configurationKey, atLeast: 0, keepingRest: true)
            } else if name.matches("unknownKey") {
                try reader.optional(&unknownKey, atLeast: 0)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(configurationKey: configurationKey, unknownKey: unknownKey)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("configurationKey", configurationKey)
        out.member("unknownKey", unknownKey)
        out.closeObject()
    }
}
