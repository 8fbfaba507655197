import OCPPTypes

extension ChargingSchedulePeriod: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var startPeriod: Int?
        var limit: DecimalNumber?
        var numberPhases: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("startPeriod") {
                try reader.required(&startPeriod)
            } else if name.matches("limit") {
                try reader.required(&limit)
            } else if name.matches("numberPhases") {
                try reader.optional(&numberPhases)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            startPeriod: try reader.present(startPeriod, "startPeriod", in: object),
            limit: try reader.present(limit, "limit", in: object),
            numberPhases: numberPhases)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("startPeriod", startPeriod)
        out.member("limit", limit)
        out.member("numberPhases", numberPhases)
        out.closeObject()
    }
}
