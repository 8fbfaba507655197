/// Registers the charge point after a (re)boot; charge point to central system.
package enum BootNotification {
    /// `BootNotification.req` (OCPP 1.6 §6.3).
    package struct Request: Equatable, Sendable {
        /// Required, at most 20 characters.
        package var chargePointVendor: CiString<20>
        /// Required, at most 20 characters.
        package var chargePointModel: CiString<20>
        /// Optional, at most 25 characters.
        package var chargePointSerialNumber: CiString<25>?
        /// Optional, at most 25 characters. Deprecated since OCPP 1.6.
        package var chargeBoxSerialNumber: CiString<25>?
        /// Optional, at most 50 characters.
        package var firmwareVersion: CiString<50>?
        /// Optional, at most 20 characters.
        package var iccid: CiString<20>?
        /// Optional, at most 20 characters.
        package var imsi: CiString<20>?
        /// Optional, at most 25 characters.
        package var meterType: CiString<25>?
        /// Optional, at most 25 characters.
        package var meterSerialNumber: CiString<25>?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(
            chargePointVendor: CiString<20>,
            chargePointModel: CiString<20>,
            chargePointSerialNumber: CiString<25>? = nil,
            chargeBoxSerialNumber: CiString<25>? = nil,
            firmwareVersion: CiString<50>? = nil,
            iccid: CiString<20>? = nil,
            imsi: CiString<20>? = nil,
            meterType: CiString<25>? = nil,
            meterSerialNumber: CiString<25>? = nil
        ) {
            self.chargePointVendor = chargePointVendor
            self.chargePointModel = chargePointModel
            self.chargePointSerialNumber = chargePointSerialNumber
            self.chargeBoxSerialNumber = chargeBoxSerialNumber
            self.firmwareVersion = firmwareVersion
            self.iccid = iccid
            self.imsi = imsi
            self.meterType = meterType
            self.meterSerialNumber = meterSerialNumber
        }
    }

    /// `BootNotification.conf` (OCPP 1.6 §6.4).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: RegistrationStatus
        /// Required, date and time. The central system's time.
        package var currentTime: DateTime
        /// Required, integer. Heartbeat interval in seconds when accepted, else the least wait before the next boot; 0 = the charge point chooses (§4.2).
        package var interval: Int

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: RegistrationStatus, currentTime: DateTime, interval: Int) {
            self.status = status
            self.currentTime = currentTime
            self.interval = interval
        }
    }
}
