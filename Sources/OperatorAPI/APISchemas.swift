import CentralSystemModel
import OCPPTypes
import OperatorInterface

/// Schemas of the answers, as ``JSONBody`` writes them.
enum APISchemas {
    /// A list: `{"items": […], "next": cursor or null}`.
    static func page(_ item: String) -> Schema {
        .object([
            .required("items", .list(.named(item))),
            .required("next", .nullable(.text()), "Cursor of the next page; null at the end."),
        ])
    }

    /// Every schema that operations name.
    static let all: [(name: String, schema: Schema)] =
        [
            ("Failure", failure), ("Status", .object([.required("status", .text())])), ("Readiness", readiness),
            ("ChargePoint", chargePoint),
            ("Connector", connector), ("Boot", boot), ("Notification", notification), ("Transaction", transaction),
            ("TransactionWithMeterValues", transactionWithMeterValues), ("MeterValues", meterValues), ("IdTag", idTag),
            ("IdTagInfo", .object(idTagInfo)), ("Message", message),
            ("CommandResult", commandResult), ("ConfigurationKey", configurationKey), ("Availability", availability),
            ("Reservation", reservation), ("InstalledProfile", installedProfile), ("Order", order),
            ("Event", event), ("UnmatchedStop", unmatchedStop), ("LocalList", localList), ("Certificate", certificate),
            ("SecurityEvent", securityEvent),
        ] + fileSchemas

    private static let failure = Schema.object([
        .required("error", .text(), "A fixed word for programs."),
        .required("message", .text(), "A sentence for people: what to change."),
        .optional("field", .text(), "The member of the body that is wrong."),
    ])

    private static let readiness = Schema.object([
        .required("status", .text(), "`ready`, or what is wrong."),
        .optional(
            "fault", .text(), "Why commits cannot be relied on; `/api/v1/status` names the files and what to do."),
        .optional(
            "lostTransactionIds", .list(.text()),
            "Ids that charge points were told and that the database has lost, like `301 to 500`."),
    ])

    private static let chargePoint = Schema.object([
        .required("identity", .text()), .required("connected", .boolean),
        .optional("registration", choice(RegistrationStatus.self), "The last answer to BootNotification."),
        .optional("admission", choice(RegistrationStatus.self), "The operator's decision; it outranks the policy."),
        .optional("lastContact", .dateTime, "The last frame since the start of this process."),
        .optional("boot", .named("Boot")), .required("connectors", .list(.named("Connector"))),
        .required("openTransactions", .list(.integer())), .required("notifications", .list(.named("Notification"))),
    ])

    private static let connector = Schema.object([
        .required("connectorId", .integer(minimum: 0)), .required("status", choice(ChargePointStatus.self)),
        .required("errorCode", choice(ChargePointErrorCode.self)), .required("timestamp", .dateTime),
    ])

    private static let boot = Schema.object([
        .required("time", .dateTime), .required("chargePointVendor", .text()), .required("chargePointModel", .text()),
        .optional("chargePointSerialNumber", .text()), .optional("chargeBoxSerialNumber", .text()),
        .optional("firmwareVersion", .text()), .optional("iccid", .text()), .optional("imsi", .text()),
        .optional("meterType", .text()), .optional("meterSerialNumber", .text()),
    ])

    private static let notification = Schema.object([
        .required("kind", choice(NotificationKind.self)), .required("status", .text()),
        .optional("requestId", .integer()), .optional("detail", .text()), .required("timestamp", .dateTime),
    ])

    private static let transactionFields: [SchemaField] = [
        .required("transactionId", .integer()), .required("identity", .text()), .required("connectorId", .integer()),
        .required("idTag", .text()), .required("meterStart", .integer()), .required("startTimestamp", .dateTime),
        .optional("reservationId", .integer()), .required("startStatus", choice(AuthorizationStatus.self)),
        .optional("meterStop", .integer()), .optional("stopTimestamp", .dateTime), .optional("stopIdTag", .text()),
        .optional("reason", choice(Reason.self)),
        .optional(
            "centralSystemReason", choice(CentralSystemReason.self),
            "Where no StopTransaction came and the central system ended it in its books; meterStop and stopTimestamp are "
                + "those of the last meter value. A StopTransaction that comes late takes its place "
                + "while the transaction is among the last eight of its charge point."),
        .optional("matchedWithoutId", .boolean),
    ]

    private static let transaction = Schema.object(transactionFields)

    private static let transactionWithMeterValues = Schema.object([
        .required("transaction", .named("Transaction")), .required("meterValues", .list(.named("MeterValues"))),
        .required("next", .nullable(.text()), "Cursor of further meter values."),
    ])

    private static let meterValues = Schema.object([
        .required("connectorId", .integer()), .required("received", .dateTime),
        .required("source", .choice(["MeterValues", "transactionData"])),
        .required("meterValue", .list(.any), "As the charge point sent it."),
    ])

    private static let idTagInfo: [SchemaField] = [
        .optional("status", .choice(["Accepted", "Blocked", "Expired", "Invalid"]), "Accepted when left out."),
        .optional("parentIdTag", .text(maxLength: 20)), .optional("expiryDate", .dateTime),
        .optional(
            "maxActiveTransactions", .integer(minimum: 0, maximum: 1_000_000),
            "A start beyond it is answered ConcurrentTx; no limit when left out."),
    ]

    private static let idTag = Schema.object([.required("idTag", .text(maxLength: 20))] + idTagInfo)

    private static let message = Schema.object([
        .required("time", .dateTime), .required("identity", .text()),
        .required("direction", .choice(["received", "sent"]), "From the central system's view."),
        .required("frame", .text(), "The OCPP-J frame as it passed."),
        .required("isCut", .boolean, "True when the frame was too long to be kept whole."),
    ])

    private static let event = Schema.object([
        .required("id", .integer(minimum: 1), "Ascends with time, also over restarts."), .required("time", .dateTime),
        .required("kind", .text(), "A fixed word for programs."), .required("identity", .nullable(.text())),
        .required("text", .text(), "One line for people."),
    ])

    private static let unmatchedStop = Schema.object([
        .required("id", .integer(minimum: 1)),
        .required("kind", .text(), "Why it ended nothing: stop_unknown, stop_ambiguous or repeated_stop."),
        .required("identity", .text()), .required("transactionId", .integer(), "On the wire."),
        .required("meterStop", .integer()), .required("stopTimestamp", .dateTime),
        .required("stopIdTag", .nullable(.text())), .required("reason", .nullable(choice(Reason.self))),
        .required("received", .dateTime),
    ])

    private static let commandResult = Schema.oneOf([
        .object([
            .required("result", .choice(["confirmation"])), .required("payload", .object([], isClosed: false)),
            .optional("expected", .any, "GetCompositeSchedule: the answer that the installed profiles let expect."),
            .optional("differences", .list(.text()), "GetCompositeSchedule: how the answer differs from it."),
        ]),
        .object([
            .required("result", .choice(["callError"])), .required("code", .text()), .required("description", .text()),
            .required("details", .any),
        ]),
        .object([.required("result", .choice(["done"]))]),
    ])

    private static let configurationKey = Schema.object([
        .required("key", .text(maxLength: 50)), .required("value", .nullable(.text(maxLength: 500))),
        .required("readonly", .nullable(.boolean), "Null while only a change told of the key."),
        .required("pendingValue", .nullable(.text(maxLength: 500)), "Holds from the next boot on."),
    ])

    private static let availability = Schema.object([
        .required("connectorId", .integer(minimum: 0)), .required("type", choice(AvailabilityType.self)),
        .required("status", choice(AvailabilityStatus.self)), .required("time", .dateTime),
    ])

    private static let reservation = Schema.object([
        .required("identity", .text()), .required("state", choice(ReservationRecord.State.self)),
        .required("answer", .nullable(choice(ReservationStatus.self))),
        .required("transactionId", .nullable(.integer()), "The transaction that used it."),
        .required("request", .any, "ReserveNow as sent."),
    ])

    private static let installedProfile = Schema.object([
        .required("time", .dateTime, "When the charge point accepted it."),
        .required("request", .any, "SetChargingProfile as sent."),
    ])

    private static let order = Schema.object([
        .required("orderId", .integer()), .required("kind", choice(OrderRecord.Kind.self)),
        .required("time", .dateTime), .required("state", choice(OrderRecord.State.self)),
        .required("answer", .nullable(.text()), "The status of the answer, or the name of the file."),
        .required(
            "steps",
            .list(
                .object([
                    .required("status", .text()), .required("time", .dateTime), .required("repetitions", .integer()),
                ])), "What the charge point reported."),
        .required("request", .any, "The command as sent."),
    ])

    private static let localList = Schema.object([
        .required("listVersion", .nullable(.integer()), "0: empty; -1: not supported; null: not known."),
        .required(
            "entries",
            .nullable(
                .list(
                    .object([
                        .required("idTag", .text()), .optional("status", .text()), .optional("parentIdTag", .text()),
                        .optional("expiryDate", .dateTime),
                    ])))),
        .required("isUpdating", .boolean, "An update of several messages is under way."),
    ])

    private static let certificate = Schema.object([
        .required("serialNumber", .text()), .optional("status", .text(), "Of one that was signed here."),
        .optional("notBefore", .dateTime), .optional("notAfter", .dateTime),
        .optional("certificateType", .text(), "Of one that the charge point has installed."),
        .optional("hashAlgorithm", .text()), .optional("issuerNameHash", .text()), .optional("issuerKeyHash", .text()),
    ])

    private static let securityEvent = Schema.object([
        .required("id", .integer()), .required("type", .text()), .required("timestamp", .dateTime),
        .optional("techInfo", .text()), .required("received", .dateTime),
    ])

    static func choice<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> Schema {
        .choice(type.allCases.map(\.rawValue))
    }
}
