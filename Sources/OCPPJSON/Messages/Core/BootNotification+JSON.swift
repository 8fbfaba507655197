import OCPPTypes

extension BootNotification.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var chargePointVendor: CiString<20>?
        var chargePointModel: CiString<20>?
        var chargePointSerialNumber: CiString<25>?
        var chargeBoxSerialNumber: CiString<25>?
        var firmwareVersion: CiString<50>?
        var iccid: CiString<20>?
        var imsi: CiString<20>?
        var meterType: CiString<25>?
        var meterSerialNumber: CiString<25>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("chargePointVendor") {
                try reader.required(&chargePointVendor)
            } else if name.matches("chargePointModel") {
                try reader.required(&chargePointModel)
            } else if name.matches("chargePointSerialNumber") {
                try reader.optional(&chargePointSerialNumber)
            } else if name.matches("chargeBoxSerialNumber") {
                try reader.optional(&chargeBoxSerialNumber)
            } else if name.matches("firmwareVersion") {
                try reader.optional(&firmwareVersion)
            } else if name.matches("iccid") {
                try reader.optional(&iccid)
            } else if name.matches("imsi") {
                try reader.optional(&imsi)
            } else if name.matches("meterType") {
                try reader.optional(&meterType)
            } else if name.matches("meterSerialNumber") {
                try reader.optional(&meterSerialNumber)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            chargePointVendor: try reader.present(chargePointVendor, "chargePointVendor", in: object),
            chargePointModel: try reader.present(chargePointModel, "chargePointModel", in: object),
            chargePointSerialNumber: chargePointSerialNumber,
            chargeBoxSerialNumber: chargeBoxSerialNumber,
            firmwareVersion: firmwareVersion,
            iccid: iccid,
            imsi: imsi,
            meterType: meterType,
            meterSerialNumber: meterSerialNumber)
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("chargePointVendor", chargePointVendor)
        out.member("chargePointModel", chargePointModel)
        out.member("chargePointSerialNumber", chargePointSerialNumber)
        out.member("chargeBoxSerialNumber", chargeBoxSerialNumber)
        out.member("firmwareVersion", firmwareVersion)
        out.member("iccid", iccid)
        out.member("imsi", imsi)
        out.member("meterType", meterType)
        out.member("meterSerialNumber", meterSerialNumber)
        out.closeObject()
    }
}

extension BootNotification.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: RegistrationStatus?
        var currentTime: DateTime?
        var interval: Int?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("status") {
                try reader.required(&status)
            } else if name.matches("currentTime") {
                try reader.required(&currentTime)
            } else if name.matches("interval") {
                try reader.required(&interval)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            status: try reader.present(status, "status", in: object),
            currentTime: try reader.present(currentTime, "currentTime", in: object),
            interval: try reader.present(interval, "interval", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("status", status)
        out.member("currentTime", currentTime)
        out.member("interval", interval)
        out.closeObject()
    }
}
