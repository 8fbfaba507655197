import OCPPTypes

extension RemoteStopTransaction.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var transactionId: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("transactionId") {
                try reader.required(&transactionId)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(transactionId: try reader.present(transactionId, "transactionId", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("transactionId", transactionId)
        out.closeObject()
    }
}

extension RemoteStopTransaction.Confirmation: JSONReadable, JSONWritable {
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
