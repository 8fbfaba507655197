import OCPPTypes

extension CancelReservation.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var reservationId: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("reservationId") {
                try reader.required(&reservationId)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(reservationId: try reader.present(reservationId, "reservationId", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("reservationId", reservationId)
        out.closeObject()
    }
}

extension CancelReservation.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: CancelReservationStatus?
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
