import OCPPTypes

extension LogStatusNotification.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: UploadLogStatus?
        var requestId: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("status") {
                try reader.required(&status)
            } else if name.matches("requestId") {
                try reader.optional(&requestId)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(status: try reader.present(status, "status", in: object), requestId: requestId)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("status", status)
        out.member("requestId", requestId)
        out.closeObject()
    }
}

extension LogStatusNotification.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var object = try reader.openObject()
        while try reader.nextName(in: &object) != nil { try reader.unknownMember() }
        return Self()
    }

    func write(to out: inout OutputBuffer) {
        out.literal("{}")
    }
}
