import OCPPTypes

extension GetDiagnostics.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var location: String?
        var retries: Int?
        var retryInterval: Int?
        var startTime: DateTime?
        var stopTime: DateTime?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("location") {
                try reader.requiredURI(&location)
            } else if name.matches("retries") {
                try reader.optional(&retries)
            } else if name.matches("retryInterval") {
                try reader.optional(&retryInterval)
            } else if name.matches("startTime") {
                try reader.optional(&startTime)
            } else if name.matches("stopTime") {
                try reader.optional(&stopTime)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            location: try reader.present(location, "location", in: object),
            retries: retries,
            retryInterval: retryInterval,
            startTime: startTime,
            stopTime: stopTime)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("location", location)
        out.member("retries", retries)
        out.member("retryInterval", retryInterval)
        out.member("startTime", startTime)
        out.member("stopTime", stopTime)
        out.closeObject()
    }
}

extension GetDiagnostics.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var fileName: CiString<255>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("fileName") {
                try reader.optional(&fileName)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(fileName: fileName)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("fileName", fileName)
        out.closeObject()
    }
}
