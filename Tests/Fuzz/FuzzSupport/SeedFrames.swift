/// Frames from which the fuzzer starts: every shape of member that the 78 payloads have, and the two that matter most.
package enum SeedFrames {
    /// The bytes of each frame.
    package static let all = (small + [meterValues, setChargingProfile, stopTransaction]).map { Array($0.utf8) }

    private static let small = [
        #"[2,"1","Heartbeat",{}]"#,
        #"[3,"1",{"currentTime":"2025-01-01T00:00:00.000Z"}]"#,
        #"[3,"1",{"status":"Accepted"}]"#,
        #"[3,"1",{"status":"Accepted","currentTime":"2025-01-01T00:00:00.000Z","interval":300}]"#,
        #"[3,"1",{"idTagInfo":{"expiryDate":"2025-01-01T00:00:00.000Z","parentIdTag":"p","status":"Blocked"}}]"#,
        #"[3,"1",{"idTagInfo":{"status":"Accepted"},"transactionId":7}]"#,
        #"[3,"1",{"configurationKey":[{"key":"a","readonly":true,"value":"b"}],"unknownKey":["c","d"]}]"#,
        #"[3,"1",{"certificateHashData":[{"hashAlgorithm":"SHA256","issuerNameHash":"a","issuerKeyHash":"b","#
            + #""serialNumber":"c"}],"status":"Accepted"}]"#,
        #"[4,"1","NotSupported","text \" é",{"a":[1,2.5e3,null,true]}]"#,
        #"[2,"1","Authorize",{"idTag":"ABC"}]"#,
        #" [ 2 , "1" , "DataTransfer" , { "vendorId" : "org.example" , "messageId" : "m" , "data" : "x" } ] "#,
        #"[2,"a-b-c","BootNotification",{"chargePointVendor":"v","chargePointModel":"m","iccid":"i","imsi":"i"}]"#,
        #"[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available","info":"i","#
            + #""timestamp":"2025-01-01T00:00:00+01:00","vendorId":"v","vendorErrorCode":"e"}]"#,
        #"[2,"1","StartTransaction",{"connectorId":1,"idTag":"a","meterStart":0,"timestamp":"2025-01-01T00:00:00Z"}]"#,
        #"[2,"1","GetDiagnostics",{"location":"ftp://a/b","retries":1,"startTime":"2025-01-01T00:00:00Z"}]"#,
        #"[2,"1","SendLocalList",{"listVersion":1,"updateType":"Full","localAuthorizationList":[{"idTag":"a"},"#
            + #"{"idTag":"b","idTagInfo":{"status":"Accepted"}}]}]"#,
        #"[2,"1","ReserveNow",{"connectorId":0,"expiryDate":"2025-01-01T00:00:00Z","idTag":"a","reservationId":-1}]"#,
        #"[2,"1","SignedUpdateFirmware",{"requestId":1,"firmware":{"location":"l","retrieveDateTime":"#
            + #""2025-01-01T00:00:00Z","signingCertificate":"c\n","signature":"s"}}]"#,
        #"[2,"1","GetLog",{"log":{"remoteLocation":"l"},"logType":"SecurityLog","requestId":1,"retries":2}]"#,
        #"[2,"1","TriggerMessage",{"requestedMessage":"MeterValues","connectorId":1}]"#,
        #"[2,"1","Odd",{"a":[{}]}]"#,
    ]

    private static let meterValues =
        #"[2,"1","MeterValues",{"connectorId":1,"transactionId":-1,"meterValue":[{"timestamp":"2025-01-01T00:00:00Z","#
        + #""sampledValue":[{"value":"1.5","context":"Sample.Periodic","format":"Raw","measurand":"Voltage","#
        + #""phase":"L1-N","location":"Outlet","unit":"V"},{"value":"é","measurand":"SoC","unit":"Percent"}]}]}]"#

    private static let setChargingProfile =
        #"[2,"1","SetChargingProfile",{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"#
        + #""chargingProfilePurpose":"TxProfile","chargingProfileKind":"Recurring","recurrencyKind":"Daily","#
        + #""validFrom":"2025-01-01T00:00:00Z","chargingSchedule":{"duration":60,"chargingRateUnit":"A","#
        + #""minChargingRate":6.0,"chargingSchedulePeriod":[{"startPeriod":0,"limit":16.5,"numberPhases":3},"#
        + #"{"startPeriod":60,"limit":0.30000000000000004}]}}}]"#

    private static let stopTransaction =
        #"[2,"1","StopTransaction",{"idTag":"a","meterStop":10,"timestamp":"2025-01-01T00:00:00Z","transactionId":1,"#
        + #""reason":"EVDisconnected","transactionData":[{"timestamp":"2025-01-01T00:00:00Z","sampledValue":"#
        + #"[{"value":"1"}]}]}]"#
}
