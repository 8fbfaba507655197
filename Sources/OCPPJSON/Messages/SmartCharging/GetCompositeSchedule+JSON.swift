import OCPPTypes

extension GetCompositeSchedule.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var connectorId: Int?
        var duration: Int?
        var chargingRateUnit: ChargingRateUnit?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("connectorId") {
                try reader.required(&connectorId)
            } else if name.matches("duration") {
                try reader.required(&duration)
            } else if name.matches("chargingRateUnit") {
                try reader.optional(&chargingRateUnit)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            connectorId: try reader.present(connectorId, "connectorId", in: object),
            duration: try reader.present(duration, "duration", in: object),
            chargingRateUnit: chargingRateUnit)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("connectorId", connectorId)
        out.member("duration", duration)
        out.member("chargingRateUnit", chargingRateUnit)
        out.closeObject()
    }
}

extension GetCompositeSchedule.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: GetCompositeScheduleStatus?
        var connectorId: Int?
        var scheduleStart: DateTime?
        var chargingSchedule: ChargingSchedule?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("status") {
                try reader.required(&status)
            } else if name.matches("connectorId") {
                try reader.optional(&connectorId)
            } else if name.matches("scheduleStart") {
                try reader.optional(&scheduleStart)
            } else if name.matches("chargingSchedule") {
                try reader.optional(&chargingSchedule)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            status: try reader.present(status, "status", in: object),
            connectorId: connectorId,
            scheduleStart: scheduleStart,
            chargingSchedule: chargingSchedule)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("status", status)
        out.member("connectorId", connectorId)
        out.member("scheduleStart", scheduleStart)
        out.member("chargingSchedule", chargingSchedule)
        out.closeObject()
    }
}
