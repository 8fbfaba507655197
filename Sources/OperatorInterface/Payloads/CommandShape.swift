import OCPPTypes

/// The members of the CALLs that a central system sends (OCPP 1.6 §6, security white paper edition 3): for the API's
/// description and for forms. What is really taken is decided by the codec; tests hold this table against it.
package enum CommandShape {
    /// Every action that can be a command, in alphabetical order.
    package static let actions: [Action] = Action.allCases.filter(\.isFromCentralSystem)

    /// The members of an action's request; empty for one that has none.
    package static func fields(of action: Action) -> [SchemaField] {
        switch action {
        case .cancelReservation: return [.required("reservationId", .integer())]
        case .changeAvailability:
            return [.required("connectorId", .integer(minimum: 0)), .required("type", choice(AvailabilityType.self))]
        case .changeConfiguration:
            return [.required("key", .text(maxLength: 50)), .required("value", .text(maxLength: 500))]
        case .dataTransfer:
            return [
                .required("vendorId", .text(maxLength: 255)), .optional("messageId", .text(maxLength: 50)),
                .optional("data", .text()),
            ]
        case .getConfiguration: return [.optional("key", .list(.text(maxLength: 50)))]
        case .remoteStartTransaction:
            return [
                .required("idTag", idTag), .optional("connectorId", .integer(minimum: 1)),
                .optional("chargingProfile", chargingProfile),
            ]
        case .remoteStopTransaction: return [.required("transactionId", .integer())]
        case .reset: return [.required("type", choice(ResetType.self))]
        case .unlockConnector: return [.required("connectorId", .integer(minimum: 1))]
        case .triggerMessage:
            return [
                .required("requestedMessage", choice(MessageTrigger.self)),
                .optional("connectorId", .integer(minimum: 1)),
            ]
        case .reserveNow:
            return [
                .required("connectorId", .integer(minimum: 0)), .required("idTag", idTag),
                .optional("parentIdTag", idTag), .required("expiryDate", .dateTime),
                .required("reservationId", .integer()),
            ]
        case .sendLocalList:
            return [
                .required("listVersion", .integer()), .required("updateType", choice(UpdateType.self)),
                .optional("localAuthorizationList", .list(authorizationData)),
            ]
        case .clearChargingProfile, .getCompositeSchedule, .setChargingProfile: return smartCharging(action)
        case .getDiagnostics, .updateFirmware: return files(action)
        case .certificateSigned, .deleteCertificate, .extendedTriggerMessage, .getInstalledCertificateIds, .getLog,
            .installCertificate, .signedUpdateFirmware:
            return security(action)
        case .clearCache, .getLocalListVersion, .authorize, .bootNotification, .diagnosticsStatusNotification,
            .firmwareStatusNotification, .heartbeat, .logStatusNotification, .meterValues, .securityEventNotification,
            .signCertificate, .signedFirmwareStatusNotification, .startTransaction, .statusNotification,
            .stopTransaction:
            return []
        }
    }

    /// The members as an operator gives them: numbers that the central system chooses may be left out.
    package static func operatorFields(of action: Action) -> [SchemaField] {
        guard let chosen = chosenMember(of: action) else { return fields(of: action) }
        return fields(of: action).map { field in
            field.name == chosen
                ? .optional(field.name, field.schema, "Chosen by the central system when left out.") : field
        }
    }

    /// The member of an action's request that the central system chooses when an operator leaves it out.
    package static func chosenMember(of action: Action) -> String? {
        switch action {
        case .reserveNow: "reservationId"
        case .getLog, .signedUpdateFirmware: "requestId"
        case .sendLocalList: "listVersion"
        default: nil
        }
    }

    private static func smartCharging(_ action: Action) -> [SchemaField] {
        switch action {
        case .setChargingProfile:
            [.required("connectorId", .integer(minimum: 0)), .required("csChargingProfiles", chargingProfile)]
        case .getCompositeSchedule:
            [
                .required("connectorId", .integer(minimum: 0)), .required("duration", .integer(minimum: 0)),
                .optional("chargingRateUnit", choice(ChargingRateUnit.self)),
            ]
        default:
            [
                .optional("id", .integer()), .optional("connectorId", .integer(minimum: 0)),
                .optional("chargingProfilePurpose", choice(ChargingProfilePurpose.self)),
                .optional("stackLevel", .integer(minimum: 0)),
            ]
        }
    }

    private static func files(_ action: Action) -> [SchemaField] {
        let retries: [SchemaField] = [
            .optional("retries", .integer(minimum: 0)), .optional("retryInterval", .integer(minimum: 0)),
        ]
        return action == .updateFirmware
            ? [.required("location", .uri), .required("retrieveDate", .dateTime)] + retries
            : [.required("location", .uri), .optional("startTime", .dateTime), .optional("stopTime", .dateTime)]
                + retries
    }

    private static func security(_ action: Action) -> [SchemaField] {
        let retries: [SchemaField] = [
            .optional("retries", .integer(minimum: 0)), .optional("retryInterval", .integer(minimum: 0)),
        ]
        switch action {
        case .certificateSigned: return [.required("certificateChain", .text(maxLength: 10_000))]
        case .deleteCertificate:
            return [
                .required(
                    "certificateHashData",
                    .object([
                        .required("hashAlgorithm", choice(HashAlgorithm.self)),
                        .required("issuerNameHash", .text(maxLength: 128)),
                        .required("issuerKeyHash", .text(maxLength: 128)),
                        .required("serialNumber", .text(maxLength: 40)),
                    ]))
            ]
        case .extendedTriggerMessage:
            return [
                .required("requestedMessage", choice(ExtendedMessageTrigger.self)),
                .optional("connectorId", .integer(minimum: 1)),
            ]
        case .getInstalledCertificateIds: return [.required("certificateType", choice(CertificateUse.self))]
        case .installCertificate:
            return [
                .required("certificateType", choice(CertificateUse.self)),
                .required("certificate", .text(maxLength: 5_500)),
            ]
        case .getLog:
            let log = Schema.object([
                .required("remoteLocation", .text(maxLength: 512)), .optional("oldestTimestamp", .dateTime),
                .optional("latestTimestamp", .dateTime),
            ])
            return [
                .required("log", log), .required("logType", choice(LogType.self)), .required("requestId", .integer()),
            ] + retries
        default:
            let firmware = Schema.object([
                .required("location", .text(maxLength: 512)), .required("retrieveDateTime", .dateTime),
                .optional("installDateTime", .dateTime), .required("signingCertificate", .text(maxLength: 5_500)),
                .required("signature", .text(maxLength: 800)),
            ])
            return [.required("requestId", .integer()), .required("firmware", firmware)] + retries
        }
    }

    // MARK: Types

    private static let idTag = Schema.text(maxLength: 20)

    private static let authorizationData = Schema.object([
        .required("idTag", idTag), .optional("idTagInfo", idTagInfo),
    ])

    private static let idTagInfo = Schema.object([
        .required("status", choice(AuthorizationStatus.self)), .optional("expiryDate", .dateTime),
        .optional("parentIdTag", idTag),
    ])

    private static let chargingProfile = Schema.object([
        .required("chargingProfileId", .integer()), .optional("transactionId", .integer()),
        .required("stackLevel", .integer(minimum: 0)),
        .required("chargingProfilePurpose", choice(ChargingProfilePurpose.self)),
        .required("chargingProfileKind", choice(ChargingProfileKind.self)),
        .optional("recurrencyKind", choice(RecurrencyKind.self)), .optional("validFrom", .dateTime),
        .optional("validTo", .dateTime),
        .required(
            "chargingSchedule",
            .object([
                .optional("duration", .integer(minimum: 0)), .optional("startSchedule", .dateTime),
                .required("chargingRateUnit", choice(ChargingRateUnit.self)),
                .required("chargingSchedulePeriod", .list(period, minimum: 1)), .optional("minChargingRate", .number),
            ])),
    ])

    private static let period = Schema.object([
        .required("startPeriod", .integer(minimum: 0)), .required("limit", .number),
        .optional("numberPhases", .integer(minimum: 1, maximum: 3)),
    ])

    private static func choice<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> Schema {
        .choice(type.allCases.map(\.rawValue))
    }
}
