import OCPPTypes

extension SignedUpdateFirmware.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var retries: Int?
        var retryInterval: Int?
        var requestId: Int?
        var firmware: Firmware?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("retries") {
                try reader.optional(&retries)
            } else if name.matches("retryInterval") {
                try reader.optional(&retryInterval)
            } else if name.matches("requestId") {
                try reader.required(&requestId)
            } else if name.matches("firmware") {
                try reader.required(&firmware)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            retries: retries,
            retryInterval: retryInterval,
            requestId: try reader.present(requestId, "requestId", in: object),
            firmware: try reader.present(firmware, "firmware", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("retries", retries)
        out.member("retryInterval", retryInterval)
        out.member("requestId", requestId)
        out.member("firmware", firmware)
        out.closeObject()
    }
}

extension SignedUpdateFirmware.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: UpdateFirmwareStatus?
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
