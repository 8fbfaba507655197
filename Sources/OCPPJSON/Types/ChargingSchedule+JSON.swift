import OCPPTypes

extension ChargingSchedule: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var duration: Int?
        var startSchedule: DateTime?
        var chargingRateUnit: ChargingRateUnit?
        var chargingSchedulePeriod: [ChargingSchedulePeriod]?
        var minChargingRate: DecimalNumber?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("duration") {
                try reader.optional(&duration)
            } else if name.matches("startSchedule") {
                try reader.optional(&startSchedule)
            } else if name.matches("chargingRateUnit") {
                try reader.required(&chargingRateUnit)
            } else if name.matches("chargingSchedulePeriod") {
                try reader.required(&chargingSchedulePeriod, atLeast: 1)
            } else if name.matches("minChargingRate") {
                try reader.optional(&minChargingRate)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            duration: duration,
            startSchedule: startSchedule,
            chargingRateUnit: try reader.present(chargingRateUnit, "chargingRateUnit", in: object),
            chargingSchedulePeriod: try reader.present(chargingSchedulePeriod, "chargingSchedulePeriod", in: object),
            minChargingRate: minChargingRate)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("duration", duration)
        out.member("startSchedule", startSchedule)
        out.member("chargingRateUnit", chargingRateUnit)
        out.member("chargingSchedulePeriod", chargingSchedulePeriod)
        out.member("minChargingRate", minChargingRate)
        out.closeObject()
    }
}
