import OCPPTypes

extension ClearChargingProfile.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var id: Int?
        var connectorId: Int?
        var chargingProfilePurpose: ChargingProfilePurpose?
        var stackLevel: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("id") {
                try reader.optional(&id)
            } else if name.matches("connectorId") {
                try reader.optional(&connectorId)
            } else if name.matches("chargingProfilePurpose") {
                try reader.optional(&chargingProfilePurpose)
            } else if name.matches("stackLevel") {
                try reader.optional(&stackLevel)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            id: id,
            connectorId: connectorId,
            chargingProfilePurpose: chargingProfilePurpose,
            stackLevel: stackLevel)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("id", id)
        out.member("connectorId", connectorId)
        out.member("chargingProfilePurpose", chargingProfilePurpose)
        out.member("stackLevel", stackLevel)
        out.closeObject()
    }
}

extension ClearChargingProfile.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: ClearChargingProfileStatus?
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
