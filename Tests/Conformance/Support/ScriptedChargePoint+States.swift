import OCPPTypes
import Testing

/// The reusable states of the test case document, and the sentences that most cases are made of.
extension ScriptedChargePoint {
    static let connectors = 2
    static let vendor: CiString<20> = "Wattswarm"
    static let model: CiString<20> = "Conformance"

    /// The clock of the cases: the central system's is the machine's, and these stamps only have to be plausible.
    static let noon = DateTime(millisecondsSince1970: 1_735_732_800_000)

    /// `> BN(vendor, model) -> Accepted`; gives the interval.
    @discardableResult
    func boots(at location: SourceLocation = #_sourceLocation) async throws -> Int {
        let answer = try await says(
            .bootNotification(.init(chargePointVendor: Self.vendor, chargePointModel: Self.model)))
        guard case .bootNotification(let boot) = answer else { throw Failure(description: "\(answer)") }
        #expect(boot.status == .accepted, sourceLocation: location)
        #expect(boot.interval > 0, sourceLocation: location)
        return boot.interval
    }

    /// `> SN(connectorId) status`.
    func status(
        _ status: ChargePointStatus, _ connectorId: Int = 1, error: ChargePointErrorCode = .noError
    ) async throws {
        try await says(
            .statusNotification(
                .init(connectorId: connectorId, errorCode: error, status: status, timestamp: Self.noon)))
    }

    /// `> SN status` for 0..N.
    func everyStatus(_ status: ChargePointStatus = .available, from first: Int = 0) async throws {
        for connectorId in first...Self.connectors { try await self.status(status, connectorId) }
    }

    /// The state Booted.
    func booted(at location: SourceLocation = #_sourceLocation) async throws {
        try await boots(at: location)
        try await everyStatus()
    }

    /// `> Auth(idTag)`; gives the answer's idTagInfo.
    func authorize(_ idTag: IdTag) async throws -> IdTagInfo {
        let answer = try await says(.authorize(.init(idTag: idTag)))
        guard case .authorize(let authorize) = answer else { throw Failure(description: "\(answer)") }
        return authorize.idTagInfo
    }

    /// The state Authorized: `> Auth(valid idTag) -> Accepted`.
    func authorized(_ idTag: IdTag = validTag, at location: SourceLocation = #_sourceLocation) async throws {
        let info = try await authorize(idTag)
        #expect(info.status == .accepted, sourceLocation: location)
    }

    /// `> StartTx`; gives the answer.
    func start(
        _ idTag: IdTag = validTag, connectorId: Int = 1, reservationId: Int? = nil, timestamp: DateTime = noon
    ) async throws -> StartTransaction.Confirmation {
        let answer = try await says(
            .startTransaction(
                .init(
                    connectorId: connectorId, idTag: idTag, meterStart: 1000, reservationId: reservationId,
                    timestamp: timestamp)))
        guard case .startTransaction(let start) = answer else { throw Failure(description: "\(answer)") }
        return start
    }

    /// `> StartTx -> Accepted`; gives the transactionId.
    func started(
        _ idTag: IdTag = validTag, connectorId: Int = 1, reservationId: Int? = nil, timestamp: DateTime = noon,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Int {
        let answer = try await start(
            idTag, connectorId: connectorId, reservationId: reservationId, timestamp: timestamp)
        #expect(answer.idTagInfo.status == .accepted, sourceLocation: location)
        return answer.transactionId
    }

    /// `> StopTx`.
    func stop(
        _ transactionId: Int, _ reason: Reason, idTag: IdTag? = nil, timestamp: DateTime = noon
    ) async throws {
        try await says(
            .stopTransaction(
                .init(
                    idTag: idTag, meterStop: 2000, timestamp: timestamp.adding(milliseconds: 600_000),
                    transactionId: transactionId, reason: reason)))
    }

    /// The state Charging: Authorized, SN Preparing, StartTx, SN Charging; gives the transactionId.
    func charging(
        _ idTag: IdTag = validTag, reservationId: Int? = nil, at location: SourceLocation = #_sourceLocation
    ) async throws -> Int {
        try await authorized(idTag, at: location)
        try await status(.preparing)
        let transactionId = try await started(idTag, reservationId: reservationId, at: location)
        try await status(.charging)
        return transactionId
    }
}

/// A tag that the central system knows and accepts.
let validTag: IdTag = "VALID"
/// Another one of the same parent.
let otherTag: IdTag = "OTHER"
/// Their parent.
let parentTag: IdTag = "PARENT"

/// Testing has a type of this name too.
typealias Confirmation = OCPPTypes.Confirmation
