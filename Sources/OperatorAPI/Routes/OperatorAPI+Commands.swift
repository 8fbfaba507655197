import CentralSystemModel
import FileService
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPJSON
import OCPPTypes
import OperatorInterface
import TransferModel

/// Commands: CALLs that an operator sends to a charge point, each action of OCPP 1.6 and its security extension.
extension OperatorAPI {
    var commandRoutes: [APIRoute] {
        let path = "/api/v1/charge-points/{identity}/commands"
        let commands = CommandShape.actions.map { action in
            APIRoute(
                .post, "\(path)/\(action.name)", tag: "commands", role: .operate, "Sends \(action.name)",
                query: Self.commandQuery + (FilesService.actions.contains(action) ? Self.fileQuery : []),
                body: .json(.object(CommandShape.operatorFields(of: action)), isOptional: true),
                answers: Self.commandAnswers
            ) { request in try await command(request, action) }
        }
        let any = APIRoute(
            .post, "\(path)/{Action}", tag: "commands", role: .operate, "Sends any command; each has its own row above",
            query: Self.commandQuery, body: .json(.any, isOptional: true), answers: Self.commandAnswers
        ) { request in
            let name = try request.path("Action")
            let known = CommandShape.actions.map(\.name).joined(separator: ", ")
            throw OperatorAPIError.notFound("there is no command \"\(name)\"; known are \(known)")
        }
        let localList = APIRoute(
            .post, "/api/v1/charge-points/{identity}/local-list/update", tag: "commands", role: .operate,
            "Sends the id tags that are entered as the charge point's local list",
            details:
                "In as many messages as the charge point needs; a Differential update that it refuses becomes Full.",
            query: [.init("updateType", .choice(UpdateType.allCases.map(\.rawValue)), "Differential when left out.")],
            answers: Self.commandAnswers
        ) { request in
            let identity = try request.path("identity")
            let type = try request.choice("updateType", UpdateType.self) ?? .differential
            let answer = try await loop.command { .sendIdTags(identity: identity, type, $0) }
            return CommandOutcome(answer, identity: identity).response
        }
        return commands + [any, localList]
    }

    private static var commandQuery: [OperatorInterface.Operation.Parameter] {
        [
            .init(
                "timeout", .integer(minimum: 1, maximum: 3_600),
                "Seconds that the answer may take from the moment of sending, 30 when left out."),
            .init(
                "unchecked", .boolean,
                "Sends the payload exactly as it is given, right or wrong; nothing is kept of its effect."),
        ]
    }

    /// For orders whose location is left to the central system's file endpoint.
    private static var fileQuery: [OperatorInterface.Operation.Parameter] {
        [
            .init("image", .text(), "Without a location: the image in the firmware library."),
            .init(
                "via", .choice(TransferScheme.allCases.map(\.rawValue)),
                "Without a location: the scheme of the URL; https, ftps, http, ftp when left out, the first that runs."),
        ]
    }

    private static var commandAnswers: [OperatorInterface.Operation.Answer] {
        [
            .json(200, "The charge point answered, with a confirmation or a CALLERROR", .named("CommandResult")),
            .failure(404, "There is no such charge point"),
            .failure(409, "Nothing was sent: the charge point is not connected, or the command may not be sent"),
            .failure(429, "Too many commands wait for the charge point, or too many requests came"),
            .failure(502, "The answer cannot be read, or the connection went away before it"),
            .failure(504, "No answer came in time"),
        ]
    }

    private func command(_ request: APIRequest, _ action: Action) async throws -> Response {
        let identity = try request.path("identity")
        let seconds = try request.number("timeout", in: 1...3_600)
        var body = Array(try await request.body().readableBytesView)
        if try request.flag("unchecked") != true {
            body = try await completed(
                action, identity, body, image: try request.text("image"),
                scheme: try request.choice("via", TransferScheme.self))
        }
        let payload =
            try request.flag("unchecked") == true
            ? try Self.unchecked(action, body) : .typed(try Self.checked(action, body))
        return try await outcome(of: payload, to: identity, timeoutSeconds: seconds).response
    }

    /// A payload with the place of its file, where that is left to the file endpoint.
    func completed(
        _ action: Action, _ identity: String, _ body: [UInt8], image: String?, scheme: TransferScheme?
    ) async throws -> [UInt8] {
        let options = FilesService.OrderOptions(image: image, scheme: scheme, now: now)
        guard FilesService.actions.contains(action), files != nil || options.isGiven else { return body }
        return try await asking { try await $0.completing(action, identity, body, options) }
    }

    /// Sends a command and waits for its end.
    func outcome(
        of payload: CommandPayload, to identity: String, timeoutSeconds: Int? = nil
    ) async throws -> CommandOutcome {
        let milliseconds = timeoutSeconds.map { Int64($0) * 1_000 } ?? Command.defaultTimeoutMilliseconds
        let answer = try await loop.order(Command(payload, timeoutMilliseconds: milliseconds), to: identity)
        return CommandOutcome(answer, identity: identity)
    }

    // MARK: Payloads

    /// A payload as given. It has to be JSON of some kind, else the frame around it would be none.
    static func unchecked(_ action: Action, _ body: [UInt8]) throws -> CommandPayload {
        let bytes = body.isEmpty ? Array("{}".utf8) : body
        guard (try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])) != nil else {
            throw OperatorAPIError.badRequest("the payload is not JSON, so no frame can carry it")
        }
        return .raw(action, bytes)
    }

    /// A payload by the rules of the schemas.
    ///
    /// - Throws: ``OperatorAPIError`` 400 that names the member and the rule.
    static func checked(_ action: Action, _ body: [UInt8]) throws -> OCPPTypes.Request {
        let bytes = body.isEmpty ? Array("{}".utf8) : body
        do {
            return try decode(action, bytes)
        } catch let error as PayloadError {
            let chosen = CommandShape.chosenMember(of: action)
            if let chosen, error.reason == .missingField, error.field == chosen {
                // The member is left to the central system: put something in its place for the decoder.
                let rest = bytes.drop { $0 != UInt8(ascii: "{") }.dropFirst()
                let isEmpty = rest.first { $0 > 0x20 } == UInt8(ascii: "}")
                let completed = Array("{\"\(chosen)\":0\(isEmpty ? "" : ",")".utf8) + rest
                if let request = try? decode(action, completed) { return request.leavingChoice }
            }
            throw failure(error)
        }
    }

    private static func decode(_ action: Action, _ bytes: [UInt8]) throws -> OCPPTypes.Request {
        try bytes.withUnsafeBytes { buffer in
            var violations = Violations()
            return try PayloadDecoder.request(
                action, from: buffer, payload: 0..<buffer.count, mode: .strict, violations: &violations)
        }
    }

    private static func failure(_ error: PayloadError) -> OperatorAPIError {
        let place = error.field.isEmpty ? "the payload" : error.field
        return .badRequest(
            "\(place): \(error.label) (at byte \(error.offset))", field: error.field.isEmpty ? nil : error.field)
    }
}

extension OCPPTypes.Request {
    /// The request with its number left to the central system's choice.
    fileprivate var leavingChoice: OCPPTypes.Request {
        switch self {
        case .reserveNow(var request):
            request.reservationId = CommandPayload.chosenByCentralSystem
            return .reserveNow(request)
        case .getLog(var request):
            request.requestId = CommandPayload.chosenByCentralSystem
            return .getLog(request)
        case .signedUpdateFirmware(var request):
            request.requestId = CommandPayload.chosenByCentralSystem
            return .signedUpdateFirmware(request)
        case .sendLocalList(var request):
            request.listVersion = CommandPayload.chosenByCentralSystem
            return .sendLocalList(request)
        default: return self
        }
    }
}
