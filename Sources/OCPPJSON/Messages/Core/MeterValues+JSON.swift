import OCPPTypes

extension MeterValues.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var connectorId: Int?
        var transactionId: Int?
        var meterValue: [MeterValue]?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("connectorId") {
                try reader.required(&connectorId)
            } else if name.matches("transactionId") {
                try reader.optional(&transactionId)
            } else if name.matches("meterValue") {
                try reader.required(&meterValue, atLeast: 1, keepingRest: true)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            connectorId: try reader.present(connectorId, "connectorId", in: object),
            transactionId: transactionId,
            meterValue: try reader.present(meterValue, "meterValue", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("connectorId", connectorId)
        out.member("transactionId", transactionId)
        out.member("meterValue", meterValue)
        out.closeObject()
    }
}

extension MeterValues.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var object = try reader.openObject()
        while try reader.nextName(in: &object) != nil { try reader.unknownMember() }
        return Self()
    }

    func write(to out: inout OutputBuffer) {
        out.literal("{}")
    }
}
