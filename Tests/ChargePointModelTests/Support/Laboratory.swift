import OCPPTypes
import Testing

@testable import ChargePointModel

/// Plays the central system's part of a certification case: it answers what comes, and keeps a short transcript.
///
/// A line is `Action` or, for StatusNotification, `Status(connectorId)`; a StopTransaction names its reason.
struct Laboratory {
    var point: TestPoint
    var server = Server()
    /// What the charge point sent, in order, since it was last read.
    private var lines: [String] = []
    /// Requests since the beginning of the case.
    private(set) var requests: [Request] = []
    /// Credential work that was asked for, in order.
    private(set) var work: [(work: CredentialWork, token: WorkToken)] = []
    /// Transfers that were asked for, in order.
    private(set) var transfers: [(order: TransferOrder, token: WorkToken)] = []
    /// Answers to CALLs that were not at once.
    private(set) var replies: [OCPPTypes.Confirmation] = []

    init(
        _ kind: String = "ac-22kw-two-connectors", connectors: Int = 2, _ settings: [(String, String)] = [],
        boots: Bool = true
    ) {
        let all = [("MinimumStatusDuration", "0"), ("MeterValueSampleInterval", "0")] + settings
        point =
            boots
            ? TestPoint.booted(kind, connectors: connectors, settings: all)
            : TestPoint(kind, connectors: connectors, settings: all)
    }

    /// The transcript so far, and begins a new one.
    mutating func told() -> [String] {
        defer { lines = [] }
        return lines
    }

    /// Does something at the charge point; every CALL that follows is answered.
    @discardableResult
    mutating func act(_ command: Command) -> [CommandOutcome] {
        let effects = point.command(command)
        take(effects)
        settle()
        return effects.outcomes
    }

    /// Sends a CALL and gives the answer; every CALL that follows is answered.
    mutating func send(_ request: Request) -> OCPPTypes.Confirmation? {
        let effects = point.call(request)
        take(effects)
        settle()
        for case .reply(_, let confirmation) in effects { return confirmation }
        return nil
    }

    /// Gives an input; every CALL that follows is answered.
    mutating func give(_ input: ChargePointInput) {
        take(point.give(input))
        settle()
    }

    /// Lets time pass; every CALL is answered when it comes.
    mutating func wait(_ seconds: Int64) {
        let end = point.now.adding(seconds: seconds)
        while point.model.nextDeadline <= end {
            take(point.advance(to: max(point.now, point.model.nextDeadline)))
            settle()
        }
        point.now = end
    }

    private mutating func settle() {
        while let open = point.model.queue.outstanding {
            take(
                point.give(
                    .confirmation(
                        UniqueId(counter: open.counter), server.confirmation(open.action, at: point.now))))
        }
    }

    private mutating func take(_ effects: [ChargePointEffect]) {
        for effect in effects {
            switch effect {
            case .connect where !point.model.isNetworkGone:
                lines.append("connect")
                take(point.give(.connected))
            case .call(_, .typed(let request)):
                requests.append(request)
                lines.append(Self.line(request))
            case .reply(_, let confirmation): replies.append(confirmation)
            case .credentials(let asked, let token): work.append((asked, token))
            case .startTransfer(let order, let token): transfers.append((order, token))
            default: break
            }
        }
    }

    /// The owner has done the last credential work.
    mutating func workDone(_ result: CredentialResult) {
        guard let token = work.last?.token else { return }
        give(.credentialsDone(token, result))
    }

    /// The last transfer has ended.
    mutating func transferDone(_ outcome: TransferOutcome) {
        guard let token = transfers.last?.token else { return }
        give(.transferFinished(token, outcome))
    }

    private static func line(_ request: Request) -> String {
        switch request {
        case .statusNotification(let status):
            let code = status.errorCode == .noError ? "" : " \(status.errorCode.rawValue)"
            return "\(status.status.rawValue)(\(status.connectorId))\(code)"
        case .stopTransaction(let stop): return "StopTransaction \(stop.reason?.rawValue ?? "")"
        case .firmwareStatusNotification(let request): return "Firmware \(request.status.rawValue)"
        case .signedFirmwareStatusNotification(let request): return "Firmware \(request.status.rawValue)"
        case .diagnosticsStatusNotification(let request): return "Diagnostics \(request.status.rawValue)"
        case .logStatusNotification(let request): return "Log \(request.status.rawValue)"
        case .securityEventNotification(let request): return "event \(request.type.value)"
        default: return request.action.name
        }
    }

    /// The requests of StartTransaction and StopTransaction so far.
    var stops: [StopTransaction.Request] {
        requests.compactMap {
            if case .stopTransaction(let stop) = $0 { return stop }
            return nil
        }
    }

    /// The reusable state Charging: cable first, then a remote start; its transcript is read away.
    mutating func charge(_ idTag: IdTag = tag, connectorId: Int = 1, profile: ChargingProfile? = nil) {
        _ = told()
        let wasReserved = point.model.status(of: connectorId) == .reserved
        let authorizes = authorizesRemoteStarts()
        act(.plugIn(connectorId: connectorId))
        if !wasReserved { #expect(told() == ["Preparing(\(connectorId))"]) }
        let answer = send(
            .remoteStartTransaction(.init(connectorId: connectorId, idTag: idTag, chargingProfile: profile)))
        #expect(answer == .remoteStartTransaction(.init(status: .accepted)))
        #expect(
            told() == (authorizes ? ["Authorize"] : []) + (wasReserved ? ["Preparing(\(connectorId))"] : [])
                + ["StartTransaction", "Charging(\(connectorId))"])
        #expect(point.model.status(of: connectorId) == .charging)
    }

    /// The value of AuthorizeRemoteTxRequests, asked for as a central system does.
    mutating func authorizesRemoteStarts() -> Bool {
        let key: CiString<50> = "AuthorizeRemoteTxRequests"
        guard case .getConfiguration(let answer)? = send(.getConfiguration(.init(key: [key]))),
            answer.unknownKey == nil, answer.configurationKey?.map(\.key) == [key],
            let value = answer.configurationKey?.first?.value?.value
        else {
            Issue.record("AuthorizeRemoteTxRequests is not told")
            return false
        }
        return value == "true"
    }

    /// Sends a RemoteStartTransaction, which must be Accepted.
    mutating func remoteStart(_ idTag: IdTag = tag, connectorId: Int = 1) {
        #expect(
            send(.remoteStartTransaction(.init(connectorId: connectorId, idTag: idTag)))
                == .remoteStartTransaction(.init(status: .accepted)))
    }
}
