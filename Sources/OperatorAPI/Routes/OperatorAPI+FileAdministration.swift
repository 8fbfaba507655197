import CentralSystemSettings
import CentralSystemStore
import FileService
import Foundation
import Hummingbird
import OCPPTypes
import OperatorInterface
import TextFormats
import TransferEndpoint
import TransferModel

/// Users, faults and figures of the file endpoint.
extension OperatorAPI {
    var fileAdministrationRoutes: [APIRoute] { fileUserRoutes + fileFaultRoutes + fileEndpointRoutes }

    // MARK: Users

    private var fileUserRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/v1/file-users", tag: "files", role: .admin, "Users of the file endpoint, without passwords",
                answers: [.json(200, "The users", APISchemas.page("FileUser"))]
            ) { _ in
                let users = try fileService().users.all.map(FileUserBody.init)
                return try JSONBody.response(.ok, JSONBody.Page(items: users, next: String?.none))
            },
            APIRoute(
                .post, "/api/v1/file-users", tag: "files", role: .admin,
                "Makes a user; the answer is the only place with the password",
                body: .json(
                    .object([
                        .required("user", .text(maxLength: 64)),
                        .optional("identity", .text(), "The charge point it is for."),
                        .optional("read", .list(.text()), "Paths it may read, with everything below."),
                        .optional("write", .list(.text()), "Paths it may write."),
                        .optional("remove", .list(.text()), "Paths where it may remove."),
                        .optional("expires", .dateTime),
                        .optional("uses", .integer(minimum: 1), "Whole transfers it is good for."),
                    ])),
                answers: [
                    .json(201, "The user", .named("FileUserCreated")), .failure(409, "There is one of that name"),
                ]
            ) { request in try await makeFileUser(request) },
            APIRoute(
                .delete, "/api/v1/file-users/{user}", tag: "files", role: .admin, "Removes a user",
                answers: [.empty(204, "It is gone"), .failure(404)]
            ) { request in
                let user = try request.path("user")
                guard try fileService().users.remove(user) else {
                    throw OperatorAPIError.notFound("there is no file user \"\(user)\"")
                }
                return Response(status: .noContent)
            },
        ]
    }

    private func makeFileUser(_ request: APIRequest) async throws -> Response {
        let files = try fileService()
        let body = try await object(
            request, known: ["user", "identity", "read", "write", "remove", "expires", "uses"])
        guard let user = body["user"] as? String, (1...64).contains(user.utf8.count),
            user.utf8.allSatisfy(PercentText.isUnreserved), !user.hasPrefix("order-")
        else {
            throw OperatorAPIError.badRequest(
                "user must have 1 to 64 letters, digits, -, ., _ or ~, and not begin with order-")
        }
        var rights: [AccessRight] = []
        for (member, operation) in [("read", AccessOperations.read), ("write", .write), ("remove", .remove)] {
            guard let value = body[member] else { continue }
            guard let paths = value as? [String] else {
                throw OperatorAPIError.badRequest("\(member) must be a list of paths")
            }
            for text in paths {
                guard let path = try? StorePath(ftp: Array(text.utf8), relativeTo: .root) else {
                    throw OperatorAPIError.badRequest("\(member): \"\(text)\" is no path of the store")
                }
                if let index = rights.firstIndex(where: { $0.path == path }) {
                    rights[index].operations.insert(operation)
                } else {
                    rights.append(AccessRight(operation, within: path))
                }
            }
        }
        let identity = body["identity"] as? String
        if rights.isEmpty {
            guard let identity, let folder = StoreLayout.folder(of: identity) else {
                throw OperatorAPIError.badRequest("give read, write or remove, or the identity of a charge point")
            }
            rights = [
                AccessRight([.read, .write], within: folder), AccessRight(.read, within: StoreLayout.firmware),
            ]
        }
        var expires: DateTime?
        if let text = body["expires"] {
            guard let time = (text as? String).flatMap({ DateTime($0) }) else {
                throw OperatorAPIError.badRequest("expires must be a date and time like 2030-01-01T00:00:00Z")
            }
            expires = time
        }
        let uses = body["uses"] as? Int
        guard body["uses"] == nil || (uses ?? 0) >= 1 else {
            throw OperatorAPIError.badRequest("uses must be a whole number of at least 1")
        }
        let made = try await asking { [rights, expires] in
            try $0.users.make(name: user, chargePoint: identity, rights: rights, expires: expires, uses: uses)
        }
        let first = rights[0].path
        let urls = Dictionary(
            uniqueKeysWithValues: files.schemes.map { ($0.rawValue, files.url($0, first, made) ?? "") })
        return try JSONBody.response(
            .created, FileUserCreated(user: made.user, password: made.password, urls: urls))
    }

    // MARK: Faults

    private var fileFaultRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/v1/file-faults", tag: "files", role: .read,
                "The plan of faults and how often each was shown",
                answers: [.json(200, "The plan", .any)]
            ) { _ in try JSONBody.response(.ok, FileFaultsBody(try fileService().endpoint.faults)) },
            APIRoute(
                .put, "/api/v1/file-faults", tag: "files", role: .admin,
                "Sets the plan of faults for transfers that begin from now on",
                details: "An empty list of rules ends all faults.", body: .json(.any),
                answers: [.json(200, "The plan", .any)]
            ) { request in
                let files = try fileService()
                do {
                    files.endpoint.faults = try FileFaultsText.parse(try await request.json())
                } catch let error as FileFaultsText.Failure {
                    throw OperatorAPIError.badRequest(error.text)
                }
                return try JSONBody.response(.ok, FileFaultsBody(files.endpoint.faults))
            },
        ]
    }

    // MARK: Figures

    private var fileEndpointRoutes: [APIRoute] {
        [
            APIRoute(
                .get, "/api/v1/file-endpoint", tag: "files", role: .read, "Addresses and figures of the file endpoint",
                answers: [.json(200, "The figures", .named("FileEndpoint"))]
            ) { _ in try JSONBody.response(.ok, FileEndpointBody(try fileService())) }
        ]
    }
}

/// A user as the API tells it.
struct FileUserBody: Encodable {
    var user: String
    var identity: String?
    var read: [String]
    var write: [String]
    var remove: [String]
    var created: String
    var expires: String?
    var uses: Int?

    init(_ record: FileUserRecord) {
        func paths(_ operation: AccessOperations) -> [String] {
            record.rights.filter { $0.operations.contains(operation) }.map(\.path.description)
        }
        user = record.user
        identity = record.chargePoint
        read = paths(.read)
        write = paths(.write)
        remove = paths(.remove)
        created = record.created.description
        expires = record.expires?.description
        uses = record.uses
    }
}

/// A user that was just made.
struct FileUserCreated: Encodable {
    var user: String
    var password: String
    /// The URL of its first path by scheme.
    var urls: [String: String]
}

/// The endpoint's figures.
struct FileEndpointBody: Encodable {
    struct Row: Encodable {
        var scheme: String
        var direction: String
        var kind: String
        var started: Int
        var succeeded: Int
        var failed: Int
        var bytes: Int64
    }

    var urls: [String: String]
    var transfers: [Row]
    var failures: [String: Int]
    var violations: [String: Int]
    var connections: Int
    var openConnections: Int
    var refusedConnections: Int
    var bytes: Int64
    var files: Int
    var uploads: Int
    var unfinishedUploads: Int
    var lostRecords: Int

    init(_ files: FilesService) {
        let counters = files.endpoint.counters
        urls = Dictionary(
            uniqueKeysWithValues: TransferScheme.allCases.compactMap { scheme in
                files.readyURL(scheme).map { (scheme.rawValue, $0) }
            })
        transfers = counters.transfers.map { key, row in
            Row(
                scheme: key.scheme.rawValue, direction: key.direction.rawValue, kind: key.kind.rawValue,
                started: row.started, succeeded: row.succeeded, failed: row.failed, bytes: row.bytes)
        }.sorted { ($0.scheme, $0.direction, $0.kind) < ($1.scheme, $1.direction, $1.kind) }
        failures = counters.failures
        violations = counters.violations
        connections = counters.connections
        openConnections = counters.openConnections
        refusedConnections = counters.refusedConnections
        (bytes, self.files) = files.store.usage(of: .root)
        (uploads, unfinishedUploads) = files.store.unfinished
        lostRecords = files.ledger.lost
    }
}
