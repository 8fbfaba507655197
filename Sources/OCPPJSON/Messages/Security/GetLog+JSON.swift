import OCPPTypes

extension GetLog.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var log: LogParameters?
        var logType: LogType?
        var requestId: Int?
        var retries: Int?
        var retryInterval: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("log") {
                try reader.required(&log)
            } else if name.matches("logType") {
                try reader.required(&logType)
            } else if name.matches("requestId") {
                try reader.required(&requestId)
            } else if name.matches("retries") {
                try reader.optional(&retries)
            } else if name.matches("retryInterval") {
                try reader.optional(&retryInterval)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            log: try reader.present(log, "log", in: object),
            logType: try reader.present(logType, "logType", in: object),
            requestId: try reader.present(requestId, "requestId", in: object),
            retries: retries,
            retryInterval: retryInterval)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("log", log)
        out.member("logType", logType)
        out.member("requestId", requestId)
        out.member("retries", retries)
        out.member("retryInterval", retryInterval)
        out.closeObject()
    }
}

extension GetLog.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: LogStatus?
        var filename: CiString<255>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("status") {
                try reader.required(&status)
            } else if name.matches("filename") {
                try reader.optional(&filename)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(status: try reader.present(status, "status", in: object), filename: filename)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("status", status)
        out.member("filename", filename)
        out.closeObject()
    }
}
