import OCPPTypes

extension ChangeAvailability.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var connectorId: Int?
        var type: AvailabilityType?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("connectorId") {
                try reader.required(&connectorId)
            } else if name.matches("type") {
                try reader.required(&type)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            connectorId: try reader.present(connectorId, "connectorId", in: object),
            type: try reader.present(type, "type", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("connectorId", connectorId)
        out.member("type", type)
        out.closeObject()
    }
}

extension ChangeAvailability.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: AvailabilityStatus?
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
