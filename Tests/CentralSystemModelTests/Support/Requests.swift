import OCPPTypes

/// One valid request of every action a charge point sends, and some that only a central system sends.
enum Requests {
    static let fromChargePoint: [Request] = [
        .authorize(.init(idTag: "T1")),
        .bootNotification(bootRequest),
        .dataTransfer(.init(vendorId: "x")),
        .diagnosticsStatusNotification(.init(status: .uploading)),
        .firmwareStatusNotification(.init(status: .installed)),
        .heartbeat(.init()),
        .logStatusNotification(.init(status: .uploaded, requestId: 4)),
        .meterValues(.init(connectorId: 1, meterValue: [meterValue])),
        .securityEventNotification(.init(type: "Tamper", timestamp: ModelFixture.epoch, techInfo: "lid")),
        .signCertificate(.init(csr: "csr")),
        .signedFirmwareStatusNotification(.init(status: .installing, requestId: 5)),
        .startTransaction(start()),
        .statusNotification(.init(connectorId: 1, errorCode: .noError, status: .available)),
        .stopTransaction(stop(99)),
    ]

    static let fromCentralSystem: [Request] = [
        .clearCache(.init()),
        .getConfiguration(.init()),
        .getLocalListVersion(.init()),
        .remoteStopTransaction(.init(transactionId: 1)),
        .reset(.init(type: .hard)),
        .unlockConnector(.init(connectorId: 1)),
    ]

    static let all = fromChargePoint + fromCentralSystem
}
