import OCPPTypes

extension DataTransfer.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var vendorId: CiString<255>?
        var messageId: CiString<50>?
        var data: String?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("vendorId") {
                try reader.required(&vendorId)
            } else if name.matches("messageId") {
                try reader.optional(&messageId)
            } else if name.matches("data") {
                try reader.optional(&data)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            vendorId: try reader.present(vendorId, "vendorId", in: object),
            messageId: messageId,
            data: data)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("vendorId", vendorId)
        out.member("messageId", messageId)
        out.member("data", data)
        out.closeObject()
    }
}

extension DataTransfer.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: DataTransferStatus?
        var data: String?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("status") {
                try reader.required(&status)
            } else if name.matches("data") {
                try reader.optional(&data)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(status: try reader.present(status, "status", in: object), data: data)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("status", status)
        out.member("data", data)
        out.closeObject()
    }
}
