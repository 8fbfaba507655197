import OperatorInterface
import TransferModel

/// Schemas of the file endpoint's answers.
extension APISchemas {
    static let fileSchemas: [(name: String, schema: Schema)] = [
        ("StoredFile", storedFile), ("FileTransfer", fileTransfer), ("FileJob", fileJob), ("FileUser", fileUser),
        ("FileUserCreated", fileUserCreated), ("FileEndpoint", fileEndpoint),
    ]

    private static let storedFile = Schema.object([
        .required("path", .text()), .required("size", .integer(minimum: 0)), .required("sha256", .text(maxLength: 64)),
        .required("kind", choice(FileKind.self)), .optional("chargePoint", .text()),
        .optional("source", .text(), "The scheme it came by, or a vendor's URL without its password."),
        .required("stored", .dateTime),
    ])

    private static let fileTransfer = Schema.object([
        .required("id", .integer()), .required("user", .text()), .optional("chargePoint", .text()),
        .required("kind", choice(FileKind.self)), .required("scheme", choice(TransferScheme.self)),
        .required("direction", choice(TransferDirection.self)), .required("path", .text()),
        .optional("remote", .text(), "The vendor's URL of a fetched or forwarded file."),
        .optional("fault", .text(), "The planned fault that was shown."),
        .optional("failure", .text(), "Why it failed; left out where it succeeded."),
        .required("offset", .integer(minimum: 0)), .required("bytes", .integer(minimum: 0)),
        .optional("size", .integer(minimum: 0)), .optional("sha256", .text(maxLength: 64)),
        .required("started", .dateTime), .required("durationMilliseconds", .integer(minimum: 0)),
    ])

    private static let fileJob = Schema.object([
        .required("id", .integer()), .required("kind", .choice(["fetch", "forward"])), .required("path", .text()),
        .required("url", .text()), .required("state", .choice(["running", "succeeded", "failed"])),
        .optional("failure", .text()), .optional("bytes", .integer(minimum: 0)),
        .optional("sha256", .text(maxLength: 64)), .required("started", .dateTime), .optional("ended", .dateTime),
    ])

    private static let fileUser = Schema.object([
        .required("user", .text()), .optional("identity", .text()), .required("read", .list(.text())),
        .required("write", .list(.text())), .required("remove", .list(.text())), .required("created", .dateTime),
        .optional("expires", .dateTime), .optional("uses", .integer(minimum: 0)),
    ])

    private static let fileUserCreated = Schema.object([
        .required("user", .text()), .required("password", .text()),
        .required("urls", .object([], isClosed: false), "The URL of its first path by scheme."),
    ])

    private static let fileEndpoint = Schema.object(
        [
            .required("urls", .object([], isClosed: false)), .required("transfers", .list(.any)),
            .required("failures", .object([], isClosed: false)), .required("violations", .object([], isClosed: false)),
            .required("connections", .integer()), .required("openConnections", .integer()),
            .required("refusedConnections", .integer()), .required("bytes", .integer()), .required("files", .integer()),
            .required("uploads", .integer()), .required("unfinishedUploads", .integer()),
            .required("lostRecords", .integer()),
        ])
}
