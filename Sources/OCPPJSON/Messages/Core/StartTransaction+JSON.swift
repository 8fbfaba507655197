import OCPPTypes

extension StartTransaction.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var connectorId: Int?
        var idTag: CiString<20>?
        var meterStart: Int?
        var reservationId: Int?
        var timestamp: DateTime?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("connectorId") {
                try reader.required(&connectorId)
            } else if name.matches("idTag") {
                try reader.required(&idTag)
            } else if name.matches("meterStart") {
                try reader.requiredRegister(&meterStart)
            } else if name.matches("reservationId") {
                try reader.optional(&reservationId)
            } else if name.matches("timestamp") {
                try reader.required(&timestamp)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            connectorId: try reader.present(connectorId, "connectorId", in: object),
            idTag: try reader.present(idTag, "idTag", in: object),
            meterStart: try reader.present(meterStart, "meterStart", in: object),
            reservationId: reservationId,
            timestamp: try reader.present(timestamp, "timestamp", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("connectorId", connectorId)
        out.member("idTag", idTag)
        out.member("meterStart", meterStart)
        out.member("reservationId", reservationId)
        out.member("timestamp", timestamp)
        out.closeObject()
    }
}

extension StartTransaction.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var idTagInfo: IdTagInfo?
        var transactionId: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("idTagInfo") {
                try reader.required(&idTagInfo)
            } else if name.matches("transactionId") {
                try reader.required(&transactionId)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            idTagInfo: try reader.present(idTagInfo, "idTagInfo", in: object),
            transactionId: try reader.present(transactionId, "transactionId", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("idTagInfo", idTagInfo)
        out.member("transactionId", transactionId)
        out.closeObject()
    }
}
