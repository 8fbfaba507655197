import OCPPTypes

extension StopTransaction.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var idTag: CiString<20>?
        var meterStop: Int?
        var timestamp: DateTime?
        var transactionId: Int?
        var reason: Reason?
        var transactionData: [MeterValue]?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("idTag") {
                try reader.optional(&idTag)
            } else if name.matches("meterStop") {
                try reader.essential(&meterStop) { reader, slot throws(ReadFailure) in
                    try reader.requiredRegister(&slot)
                }
            } else if name.matches("timestamp") {
                try reader.essential(&timestamp) { reader, slot throws(ReadFailure) in try reader.required(&slot) }
            } else if name.matches("transactionId") {
                try reader.essential(&transactionId) { reader, slot throws(ReadFailure) in
                    try reader.required(&slot)
                }
            } else if name.matches("reason") {
                try reader.optional(&reason, neutral: .other)
            } else if name.matches("transactionData") {
                try reader.optional(&transactionData, atLeast: 0, keepingRest: true)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            idTag: idTag,
            meterStop: try reader.present(meterStop, "meterStop", in: object),
            timestamp: try reader.present(timestamp, "timestamp", in: object),
            transactionId: try reader.present(transactionId, "transactionId", in: object),
            reason: reason,
            transactionData: transactionData)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("idTag", idTag)
        out.member("meterStop", meterStop)
        out.member("timestamp", timestamp)
        out.member("transactionId", transactionId)
        out.member("reason", reason)
        out.member("transactionData", transactionData)
        out.closeObject()
    }
}

extension StopTransaction.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var idTagInfo: IdTagInfo?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("idTagInfo") {
                try reader.optional(&idTagInfo)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(idTagInfo: idTagInfo)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("idTagInfo", idTagInfo)
        out.closeObject()
    }
}
