import OCPPTypes

extension ChargingProfile: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var chargingProfileId: Int?
        var transactionId: Int?
        var stackLevel: Int?
        var chargingProfilePurpose: ChargingProfilePurpose?
        var chargingProfileKind: ChargingProfileKind?
        var recurrencyKind: RecurrencyKind?
        var validFrom: DateTime?
        var validTo: DateTime?
        var chargingSchedule: ChargingSchedule?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("chargingProfileId") {
                try reader.required(&chargingProfileId)
            } else if name.matches("transactionId") {
                try reader.optional(&transactionId)
            } else if name.matches("stackLevel") {
                try reader.required(&stackLevel)
            } else if name.matches("chargingProfilePurpose") {
                try reader.required(&chargingProfilePurpose)
            } else if name.matches("chargingProfileKind") {
                try reader.required(&chargingProfileKind)
            } else if name.matches("recurrencyKind") {
                try reader.optional(&recurrencyKind)
            } else if name.matches("validFrom") {
                try reader.optional(&validFrom)
            } else if name.matches("validTo") {
                try reader.optional(&validTo)
            } else if name.matches("chargingSchedule") {
                try reader.required(&chargingSchedule)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            chargingProfileId: try reader.present(chargingProfileId, "chargingProfileId", in: object),
            transactionId: transactionId,
            stackLevel: try reader.present(stackLevel, "stackLevel", in: object),
            chargingProfilePurpose: try reader.present(chargingProfilePurpose, "chargingProfilePurpose", in: object),
            chargingProfileKind: try reader.present(chargingProfileKind, "chargingProfileKind", in: object),
            recurrencyKind: recurrencyKind,
            validFrom: validFrom,
            validTo: validTo,
            chargingSchedule: try reader.present(chargingSchedule, "chargingSchedule", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("chargingProfileId", chargingProfileId)
        out.member("transactionId", transactionId)
        out.member("stackLevel", stackLevel)
        out.member("chargingProfilePurpose", chargingProfilePurpose)
        out.member("chargingProfileKind", chargingProfileKind)
        out.member("recurrencyKind", recurrencyKind)
        out.member("validFrom", validFrom)
        out.member("validTo", validTo)
        out.member("chargingSchedule", chargingSchedule)
        out.closeObject()
    }
}
