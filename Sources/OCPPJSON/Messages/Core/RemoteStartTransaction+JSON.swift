import OCPPTypes

extension RemoteStartTransaction.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var connectorId: Int?
        var idTag: CiString<20>?
        var chargingProfile: ChargingProfile?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("connectorId") {
                try reader.optional(&connectorId)
            } else if name.matches("idTag") {
                try reader.required(&idTag)
            } else if name.matches("chargingProfile") {
                try reader.optional(&chargingProfile)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            connectorId: connectorId,
            idTag: try reader.present(idTag, "idTag", in: object),
            chargingProfile: chargingProfile)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("connectorId", connectorId)
        out.member("idTag", idTag)
        out.member("chargingProfile", chargingProfile)
        out.closeObject()
    }
}

extension RemoteStartTransaction.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: RemoteStartStopStatus?
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
