import OCPPTypes

extension SendLocalList.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var listVersion: Int?
        var localAuthorizationList: [AuthorizationData]?
        var updateType: UpdateType?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("listVersion") {
                try reader.required(&listVersion)
            } else if name.matches("localAuthorizationList") {
                try reader.optional(&localAuthorizationList, atLeast: 0)
            } else if name.matches("updateType") {
                try reader.required(&updateType)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            listVersion: try reader.present(listVersion, "listVersion", in: object),
            localAuthorizationList: localAuthorizationList,
            updateType: try reader.present(updateType, "updateType", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("listVersion", listVersion)
        out.member("localAuthorizationList", localAuthorizationList)
        out.member("updateType", updateType)
        out.closeObject()
    }
}

extension SendLocalList.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: UpdateStatus?
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
