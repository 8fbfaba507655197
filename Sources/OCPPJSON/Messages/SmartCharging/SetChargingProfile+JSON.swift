import OCPPTypes

extension SetChargingProfile.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var connectorId: Int?
        var csChargingProfiles: ChargingProfile?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("connectorId") {
                try reader.required(&connectorId)
            } else if name.matches("csChargingProfiles") {
                try reader.required(&csChargingProfiles)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            connectorId: try reader.present(connectorId, "connectorId", in: object),
            csChargingProfiles: try reader.present(csChargingProfiles, "csChargingProfiles", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("connectorId", connectorId)
        out.member("csChargingProfiles", csChargingProfiles)
        out.closeObject()
    }
}

extension SetChargingProfile.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: ChargingProfileStatus?
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
