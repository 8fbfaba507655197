import OCPPTypes

extension StatusNotification.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var connectorId: Int?
        var errorCode: ChargePointErrorCode?
        var info: CiString<50>?
        var status: ChargePointStatus?
        var timestamp: DateTime?
        var vendorId: CiString<255>?
        var vendorErrorCode: CiString<50>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("connectorId") {
                try reader.required(&connectorId)
            } else if name.matches("errorCode") {
                try reader.required(&errorCode, neutral: .otherError)
            } else if name.matches("info") {
                try reader.optional(&info)
            } else if name.matches("status") {
                try reader.required(&status)
            } else if name.matches("timestamp") {
                try reader.optional(&timestamp)
            } else if name.matches("vendorId") {
                try reader.optional(&vendorId)
            } else if name.matches("vendorErrorCode") {
                try reader.optional(&vendorErrorCode)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            connectorId: try reader.present(connectorId, "connectorId", in: object),
            errorCode: try reader.present(errorCode, "errorCode", in: object),
            info: info,
            status: try reader.present(status, "status", in: object),
            timestamp: timestamp,
            vendorId: vendorId,
            vendorErrorCode: vendorErrorCode)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("connectorId", connectorId)
        out.member("errorCode", errorCode)
        out.member("info", info)
        out.member("status", status)
        out.member("timestamp", timestamp)
        out.member("vendorId", vendorId)
        out.member("vendorErrorCode", vendorErrorCode)
        out.closeObject()
    }
}

extension StatusNotification.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var object = try reader.openObject()
        while try reader.nextName(in: &object) != nil { try reader.unknownMember() }
        return Self()
    }

    func write(to out: inout OutputBuffer) {
        out.literal("{}")
    }
}
