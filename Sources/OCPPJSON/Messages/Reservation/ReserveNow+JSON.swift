import OCPPTypes

extension ReserveNow.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var connectorId: Int?
        var expiryDate: DateTime?
        var idTag: CiString<20>?
        var parentIdTag: CiString<20>?
        var reservationId: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("connectorId") {
                try reader.required(&connectorId)
            } else if name.matches("expiryDate") {
                try reader.required(&expiryDate)
            } else if name.matches("idTag") {
                try reader.required(&idTag)
            } else if name.matches("parentIdTag") {
                try reader.optional(&parentIdTag)
            } else if name.matches("reservationId") {
                try reader.required(&reservationId)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            connectorId: try reader.present(connectorId, "connectorId", in: object),
            expiryDate: try reader.present(expiryDate, "expiryDate", in: object),
            idTag: try reader.present(idTag, "idTag", in: object),
            parentIdTag: parentIdTag,
            reservationId: try reader.present(reservationId, "reservationId", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("connectorId", connectorId)
        out.member("expiryDate", expiryDate)
        out.member("idTag", idTag)
        out.member("parentIdTag", parentIdTag)
        out.member("reservationId", reservationId)
        out.closeObject()
    }
}

extension ReserveNow.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: ReservationStatus?
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
