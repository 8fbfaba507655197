import OCPPTypes

extension UpdateFirmware.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var location: String?
        var retries: Int?
        var retrieveDate: DateTime?
        var retryInterval: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("location") {
                try reader.requiredURI(&location)
            } else if name.matches("retries") {
                try reader.optional(&retries)
            } else if name.matches("retrieveDate") {
                try reader.required(&retrieveDate)
            } else if name.matches("retryInterval") {
                try reader.optional(&retryInterval)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            location: try reader.present(location, "location", in: object),
            retries: retries,
            retrieveDate: try reader.present(retrieveDate, "retrieveDate", in: object),
            retryInterval: retryInterval)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("location", location)
        out.member("retries", retries)
        out.member("retrieveDate", retrieveDate)
        out.member("retryInterval", retryInterval)
        out.closeObject()
    }
}

extension UpdateFirmware.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var object = try reader.openObject()
        while try reader.nextName(in: &object) != nil { try reader.unknownMember() }
        return Self()
    }

    func write(to out: inout OutputBuffer) {
        out.literal("{}")
    }
}
