import OCPPTypes

/// What one charge point has of its own, where others of its group have nothing: what its BootNotification says beyond
/// its kind, and its user name. Most have none of it and pay one word.
package final class ChargePointParticulars: Sendable {
    /// `chargePointSerialNumber`; nil leaves it out.
    package let chargePointSerialNumber: CiString<25>?
    /// `chargeBoxSerialNumber`
    package let chargeBoxSerialNumber: CiString<25>?
    /// `iccid`
    package let iccid: CiString<20>?
    /// `imsi`
    package let imsi: CiString<20>?
    /// `meterSerialNumber`
    package let meterSerialNumber: CiString<25>?
    /// `meterType`
    package let meterType: CiString<25>?
    /// The user name of profiles 1 and 2; nil: the identity.
    package let user: String?

    /// Takes them as they are.
    package init(
        chargePointSerialNumber: CiString<25>? = nil, chargeBoxSerialNumber: CiString<25>? = nil,
        iccid: CiString<20>? = nil, imsi: CiString<20>? = nil, meterSerialNumber: CiString<25>? = nil,
        meterType: CiString<25>? = nil, user: String? = nil
    ) {
        self.chargePointSerialNumber = chargePointSerialNumber
        self.chargeBoxSerialNumber = chargeBoxSerialNumber
        self.iccid = iccid
        self.imsi = imsi
        self.meterSerialNumber = meterSerialNumber
        self.meterType = meterType
        self.user = user
    }
}
