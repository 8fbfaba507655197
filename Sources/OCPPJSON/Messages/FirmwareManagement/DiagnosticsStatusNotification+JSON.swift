import OCPPTypes

extension DiagnosticsStatusNotification.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: DiagnosticsStatus?
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

extension DiagnosticsStatusNotification.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var object = try reader.openObject()
        while try reader.nextName(in: &object) != nil { try reader.unknownMember() }
        return Self()
    }

    func write(to out: inout OutputBuffer) {
        out.literal("{}")
    }
}
