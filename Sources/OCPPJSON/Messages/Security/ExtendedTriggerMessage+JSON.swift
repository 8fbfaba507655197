import OCPPTypes

extension ExtendedTriggerMessage.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var requestedMessage: ExtendedMessageTrigger?
        var connectorId: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("requestedMessage") {
                try reader.required(&requestedMessage)
            } else if name.matches("connectorId") {
                try reader.optional(&connectorId)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            requestedMessage: try reader.present(requestedMessage, "requestedMessage", in: object),
            connectorId: connectorId)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("requestedMessage", requestedMessage)
        out.member("connectorId", connectorId)
        out.closeObject()
    }
}

extension ExtendedTriggerMessage.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: TriggerMessageStatus?
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
