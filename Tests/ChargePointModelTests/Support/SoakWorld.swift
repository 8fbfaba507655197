import OCPPTypes

@testable import ChargePointModel

/// One charge point against a toy central system and a rough network in virtual time, with checkers after every step.
///
/// Everything is drawn from the seed, so a failure names all that is needed to repeat it.
struct SoakWorld {
    /// What the network, the users and the central system will do.
    enum Event {
        case opens, fails, drops, closes
        case answer(UniqueId, ChargePointInput)
        case userActs, centralSystemActs, worldActs, worldIsFine
        /// Work with credentials or files that was asked for is done.
        case workDone(ChargePointInput)
    }

    private(set) var model: ChargePointModel
    private var random: SeededRandom
    private var events: [(at: Instant, connection: Int, event: Event)] = []
    private var now = Instant.zero
    private var connection = 0
    private var isOpen = false
    private var openCall: (id: UniqueId, action: Action, sent: Instant)?
    private var openCommands: Set<UInt32> = []
    private var lastToken: UInt32 = 0
    private var energy: [Int64]
    private var effects: [ChargePointEffect] = []
    private var lastStop: [Int: Int] = [:]
    private var issued: Set<Int> = []
    private var callIds: Set<UniqueId> = []

    /// CALLs written.
    private(set) var callCount = 0
    /// Samples, and those among them of CALLs that were written.
    private(set) var sampleCount = 0
    private(set) var sentSampleCount = 0
    private(set) var answeredCount = 0
    private(set) var startedCount = 0
    private(set) var stoppedCount = 0
    private(set) var lostCount = 0
    /// Reports of files and security, and starts that used a reservation.
    private(set) var reportCount = 0
    private(set) var reservedStartCount = 0
    private(set) var stepCount = 0
    /// FNV-1a over every effect and its instant.
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    /// The first rule that was broken.
    private(set) var fault: String?

    init(seed: UInt64, index: Int) {
        random = SeededRandom(runSeed: seed, group: "soak", index: UInt64(index))
        let kind = ChargePointKind.builtIn[index % ChargePointKind.builtIn.count]
        let settings = [
            ("MeterValueSampleInterval", index % 4 == 1 ? "1800" : "60"),
            ("ClockAlignedDataInterval", index % 3 == 0 ? "900" : "0"),
            ("TransactionMessageRetryInterval", "5"),
            ("MinimumStatusDuration", index % 7 == 0 ? "2" : "0"),
            ("LocalPreAuthorize", index % 2 == 0 ? "false" : "true"),
            ("StopTxnSampledData", index % 3 == 0 ? "Energy.Active.Import.Register" : ""),
            ("WebSocketPingInterval", index % 4 == 0 ? "50" : "0"), ("MaxEnergyOnInvalidId", "\(index % 2 * 500)"),
            ("AllowOfflineTxForUnknownId", index % 2 == 0 ? "true" : "false"),
            ("StopTransactionOnEVSideDisconnect", index % 4 == 0 ? "false" : "true"),
            ("StopTransactionOnInvalidId", index % 5 == 0 ? "false" : "true"),
        ]
        var limits = ChargePointLimits()
        limits.transactionQueueLength = 20
        limits.callQueueLength = 5
        model = ChargePointModel(
            ChargePointSetup(
                kind: kind, identity: "CP\(index)", connectors: kind.connectors,
                configuration: SharedConfiguration(
                    kind: kind, connectors: kind.connectors,
                    settings: settings + [("SecurityProfile", index % 3 == 0 ? "1" : "0")],
                    transfers: index % 5 == 0 ? .none : .complete), seed: random.next(),
                clock: DeviceClock(epoch: testEpoch, reference: .zero, factor: index % 4 == 1 ? 60 : 1),
                security: index % 3 == 0 ? TestCredentials.complete : SecuritySetup(), limits: limits))
        energy = Array(repeating: 0, count: kind.connectors + 1)
        schedule(.userActs, after: 60)
        schedule(.centralSystemActs, after: 200)
        schedule(.worldActs, after: 400)
    }

    /// Runs so many seconds of virtual time, then the end of a run: finish, drain, abandon.
    mutating func run(seconds: Int64) {
        give(.powerOn)
        runUntil(.zero.adding(seconds: seconds))
        give(.finishRun)
        runUntil(.zero.adding(seconds: seconds + 5))
        give(.abandon)
        if openCall != nil { fail("a CALL is open after abandon") }
        if !openCommands.isEmpty { fail("\(openCommands.count) commands are open after abandon") }
        if callCount != sentSampleCount { fail("\(callCount) CALLs and \(sentSampleCount) samples of sent CALLs") }
        if model.nextDeadline != .distantFuture { fail("a deadline after abandon") }
    }

    private mutating func runUntil(_ end: Instant) {
        while fault == nil {
            let index = events.indices.min { events[$0].at < events[$1].at }
            let instant = index.map { events[$0].at } ?? .distantFuture
            if model.nextDeadline <= instant {
                guard model.nextDeadline <= end else { break }
                // Sometimes the loop is late.
                let lateness = random.nextIndex(below: 10) == 0 ? Int64(random.nextIndex(below: 20_000_000)) : 0
                now = max(now, min(end, min(instant, model.nextDeadline.adding(nanoseconds: lateness))))
                give(.deadline)
            } else {
                guard instant <= end, let index else { break }
                let event = events.remove(at: index)
                now = max(now, event.at)
                happen(event.event, of: event.connection)
            }
        }
        now = end
    }

    private mutating func schedule(_ event: Event, after meanSeconds: Double) {
        let span = random.nextExponential(mean: meanSeconds)
        events.append((now.adding(nanoseconds: Int64(span * 1e9)), connection, event))
    }

    private mutating func happen(_ event: Event, of number: Int) {
        switch event {
        case .opens where number == connection:
            isOpen = true
            schedule(.drops, after: 500)
            give(.connected)
        case .fails where number == connection: give(.connectionFailed(.unreachable))
        case .drops where number == connection && isOpen, .closes where number == connection && isOpen:
            isOpen = false
            connection += 1
            give(.disconnected)
        case .answer(_, let input) where number == connection && isOpen: give(input)
        case .opens, .fails, .drops, .closes, .answer: break  // Of a connection that is gone.
        case .worldActs:
            breakSomething()
            schedule(.worldActs, after: 400)
        case .worldIsFine: putRight()
        case .workDone(let input): give(input)
        case .userActs:
            act()
            schedule(.userActs, after: 40)
        case .centralSystemActs:
            if isOpen {
                let isOfProfile = random.nextIndex(below: 3) == 0
                give(.call("cs\(stepCount % 1000)".id, isOfProfile ? profileRequest() : request()))
            }
            schedule(.centralSystemActs, after: 120)
        }
    }

    /// Something breaks, and is put right after a while.
    private mutating func breakSomething() {
        let connectorId = random.nextIndex(below: model.connectorCount + 1)
        let command: Command
        switch random.nextIndex(below: 12) {
        case 0, 1: command = .powerLoss(backup: false)
        case 2, 3: command = .powerLoss(backup: true)
        case 4, 5: command = .goOffline
        case 6: command = .fault(connectorId: connectorId, .groundFailure)
        case 7: command = .door(isOpen: true)
        case 8: command = .emergencyStop
        case 9: command = .jamLock(connectorId: connectorId, true)
        case 10: command = .plugInHalf(connectorId: connectorId)
        default: command = .failResets(random.nextIndex(below: 4))
        }
        let flash = model.persistentState
        order(command)
        if case .powerLoss(backup: false) = command, model.transactions.isEmpty {
            var kept = model.persistentState
            kept.powerFailedAt = flash.powerFailedAt
            if kept.transactions.count != flash.transactions.count || kept.configuration != flash.configuration
                || kept.messages.count != flash.messages.count || kept.authorizationCache != flash.authorizationCache
                || kept.localList != flash.localList || kept.inoperative != flash.inoperative
            {
                fail("the flash memory forgot something")
            }
        }
        schedule(.worldIsFine, after: 60)
    }

    private mutating func putRight() {
        order(.powerReturns)
        order(.goOnline)
        order(.door(isOpen: false))
        order(.clearFault(connectorId: 0))
        for connectorId in 1...model.connectorCount {
            order(.jamLock(connectorId: connectorId, false))
            order(.clearFault(connectorId: connectorId))
        }
    }

    private mutating func order(_ command: Command) {
        lastToken += 1
        openCommands.insert(lastToken)
        give(.command(command, CommandToken(rawValue: lastToken), intended: now))
    }

    private mutating func act() {
        let connectorId = 1 + random.nextIndex(below: model.connectorCount)
        let command: Command
        switch random.nextIndex(below: 15) {
        case 0, 1, 2: command = .plugIn(connectorId: connectorId)
        case 3: command = .unplug(connectorId: connectorId)
        case 4, 5, 6: command = .authorize("TAG", connectorId: connectorId)
        case 7: command = .charge(connectorId: connectorId, until: .energy(wattHours: 2000))
        case 8: command = .charge(connectorId: connectorId, until: .duration(deviceMilliseconds: 200_000))
        case 9: command = .charge(connectorId: connectorId, until: .stateOfCharge(percent: 70))
        case 10: command = .meterValues(connectorId: connectorId)
        case 11: command = .stopTransaction(connectorId: connectorId, .local)
        case 12: command = .unplugVehicle(connectorId: connectorId)
        case 13: command = .tag("TAG", connectorId: connectorId)
        default: command = .tag("OTHER", connectorId: connectorId)
        }
        order(command)
    }

    private mutating func request() -> Request {
        let connectorId = random.nextIndex(below: model.connectorCount + 2)
        switch random.nextIndex(below: 16) {
        case 0, 1: return .remoteStartTransaction(.init(connectorId: connectorId, idTag: "REMOTE"))
        case 2: return .remoteStartTransaction(.init(idTag: "REMOTE"))
        case 3: return .remoteStopTransaction(.init(transactionId: issued.max() ?? 0))
        case 4: return .changeAvailability(.init(connectorId: connectorId, type: .inoperative))
        case 5, 6, 7: return .changeAvailability(.init(connectorId: connectorId, type: .operative))
        case 8: return .unlockConnector(.init(connectorId: connectorId))
        case 9: return .reset(.init(type: random.nextIndex(below: 2) == 0 ? .hard : .soft))
        case 10: return .changeConfiguration(.init(key: "MeterValueSampleInterval", value: "170"))
        case 11: return .changeConfiguration(.init(key: "HeartbeatInterval", value: "45"))
        case 12: return .changeConfiguration(.init(key: "ClockAlignedDataInterval", value: "3600"))
        case 13: return .changeConfiguration(.init(key: "MessageTimeout", value: "10"))
        case 14:
            return .sendLocalList(
                .init(
                    listVersion: 1 + random.nextIndex(below: 9),
                    localAuthorizationList: [
                        .init(idTag: "OTHER", idTagInfo: .init(parentIdTag: "P", status: .accepted))
                    ],
                    updateType: random.nextIndex(below: 2) == 0 ? .full : .differential))
        default: return .clearCache(.init())
        }
    }

    /// A request of the profiles beyond Core.
    private mutating func profileRequest() -> Request {
        let connectorId = random.nextIndex(below: model.connectorCount + 2)
        let time = model.clock.time(at: now)
        let later = time.adding(milliseconds: Int64(random.nextIndex(below: 600_000)) - 100_000)
        let number = random.nextIndex(below: 4)
        switch random.nextIndex(below: 14) {
        case 0, 1, 2:
            return .reserveNow(
                .init(
                    connectorId: connectorId, expiryDate: later, idTag: number < 2 ? "TAG" : "REMOTE",
                    parentIdTag: number == 1 ? "P" : nil, reservationId: number))
        case 3: return .cancelReservation(.init(reservationId: number))
        case 4:
            let message = MessageTrigger.allCases[random.nextIndex(below: MessageTrigger.allCases.count)]
            return .triggerMessage(.init(requestedMessage: message, connectorId: number == 0 ? nil : connectorId))
        case 5:
            let message = ExtendedMessageTrigger.allCases[
                random.nextIndex(below: ExtendedMessageTrigger.allCases.count)]
            return .extendedTriggerMessage(.init(requestedMessage: message))
        case 6: return .getDiagnostics(.init(location: "ftp://x", retries: number, retryInterval: 10))
        case 7:
            return .getLog(
                .init(log: .init(remoteLocation: "ftp://x"), logType: .securityLog, requestId: number, retries: 1))
        case 8:
            return .updateFirmware(
                .init(location: "ftp://x", retries: number, retrieveDate: later, retryInterval: 10))
        case 9: return FirmwareTests.signed(number)
        case 10: return CertificateTests.signed()
        case 11: return CertificateTests.install(number)
        case 12: return .deleteCertificate(.init(certificateHashData: TestCredentials.hash(number)))
        default:
            let isKey = number < 3
            return .changeConfiguration(
                .init(
                    key: isKey ? "AuthorizationKey" : "SecurityProfile",
                    value: isKey ? "000102030405060708090a0b0c0d0e0f" : "2"))
        }
    }

    /// The owner does the work, or fails, after a while.
    private mutating func work(_ work: CredentialWork, _ token: WorkToken) {
        let isGood = random.nextIndex(below: 5) > 0
        let result: CredentialResult =
            switch work {
            case _ where !isGood: .refused(.unknownIssuer)
            case .makeSigningRequest: .signingRequest("csr")
            case .checkChargePointCertificate, .checkRootCertificate:
                .certificate(TestCredentials.facts(random.nextIndex(below: 4)))
            case .checkFirmwareSigningCertificate, .verifyFirmware: .verified
            }
        schedule(.workDone(.credentialsDone(token, result)), after: 2)
    }

    private mutating func transfer(_ order: TransferOrder, _ token: WorkToken) {
        let outcome: TransferOutcome =
            switch (order, random.nextIndex(below: 5)) {
            case (_, 0): .failed(.connection)
            case (.downloadFirmware, 1): .downloaded(FirmwareImage(version: nil))
            case (.downloadFirmware, _): .downloaded(FirmwareImage(version: "2.0.0"))
            case (.upload, _): .uploaded
            }
        schedule(.workDone(.transferFinished(token, outcome)), after: 20)
    }

    private mutating func give(_ input: ChargePointInput) {
        stepCount += 1
        effects.removeAll(keepingCapacity: true)
        model.handle(input, at: now, into: &effects)
        for effect in effects { check(effect) }
        for connectorId in 1...model.connectorCount {
            let reading = model.energyMilliwattHours(of: connectorId) ?? 0
            if reading < energy[connectorId] { fail("the energy of connector \(connectorId) fell") }
            energy[connectorId] = reading
            let charges = model.transactionIndex(of: connectorId) != nil
            let status = model.status(of: connectorId)
            if status != .faulted, charges != [.charging, .suspendedEV, .suspendedEVSE].contains(status) {
                fail("connector \(connectorId) is \(status) and its transaction runs: \(charges)")
            }
        }
        if model.queue.messages.count > 20 + ChargePointLimits.reserveForStartAndStop || model.queue.calls.count > 8 {
            fail("a queue is longer than its limit")
        }
        if (model.queue.outstanding != nil) != (openCall != nil) { fail("the outstanding CALL is not the open one") }
        if model.nextDeadline < now, case .deadline = input { fail("a deadline was left behind") }
    }

    private mutating func fail(_ text: String) {
        if fault == nil { fault = "\(text) at \(now) in step \(stepCount)" }
    }

    private mutating func mix(_ value: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            digest = (digest ^ (value >> shift & 0xFF)) &* 0x100_0000_01b3
        }
    }

    private mutating func check(_ effect: ChargePointEffect) {
        mix(UInt64(bitPattern: now.nanoseconds))
        switch effect {
        case .connect:
            mix(1)
            connection += 1
            isOpen = false
            schedule(random.nextIndex(below: 5) == 0 ? .fails : .opens, after: 0.02)
        case .ping: mix(10)
        case .credentials(let work, let token):
            mix(11 + UInt64(token.rawValue) << 8)
            self.work(work, token)
        case .startTransfer(let order, let token):
            mix(12 + UInt64(token.rawValue) << 8)
            transfer(order, token)
        case .cancelTransfer(let token): mix(13 + UInt64(token.rawValue) << 8)
        case .close:
            mix(2)
            schedule(.closes, after: 0.005)
        case .call(let id, let payload):
            mix(3 + UInt64(payload.action.rawValue) << 8)
            called(id, payload)
        case .reply(_, let confirmation): mix(4 + UInt64(confirmation.action.rawValue) << 8)
        case .replyError: mix(5)
        case .sample(let sample): sampled(sample)
        case .lateAnswer: mix(7)
        case .commandEnded(let token, _):
            mix(8 + UInt64(token.rawValue) << 8)
            if openCommands.remove(token.rawValue) == nil { fail("command \(token.rawValue) ended twice") }
        case .notice(let notice): noticed(notice)
        }
    }

    private mutating func called(_ id: UniqueId, _ payload: OutgoingPayload) {
        callCount += 1
        if openCall != nil { fail("a second CALL while one is outstanding") }
        if !isOpen { fail("a CALL without connection") }
        if !callIds.insert(id).inserted { fail("id \(id) came twice") }
        if !model.boot.isAccepted, payload.action != .bootNotification, openCall == nil {
            // Only a restart in the same step may have taken the acceptance back.
            // Pending allows what was triggered.
            if model.boot.phase != .off, model.boot.registration != .pending {
                fail("\(payload.action) before acceptance")
            }
        }
        openCall = (id, payload.action, now)
        guard case .typed(let request) = payload else { return }
        switch request {
        case .firmwareStatusNotification, .signedFirmwareStatusNotification, .diagnosticsStatusNotification,
            .logStatusNotification, .securityEventNotification, .signCertificate:
            reportCount += 1
        case .startTransaction(let start) where start.reservationId != nil: reservedStartCount += 1
        default: break
        }
        if case .stopTransaction(let stop) = request {
            mix(UInt64(bitPattern: Int64(stop.meterStop)))
            if stop.transactionId != -1, !issued.contains(stop.transactionId) { fail("a stop with a foreign id") }
        }
        answer(id, request)
    }

    private mutating func answer(_ id: UniqueId, _ request: Request) {
        let chance = random.nextIndex(below: 200)
        if chance == 0 { return }
        let input: ChargePointInput
        if chance < 4 {
            input = .callError(id, CallError(.internalError))
        } else if chance < 6 {
            input = .invalidAnswer(id)
        } else {
            var server = Server(registration: chance < 30 && request.action == .bootNotification ? .pending : .accepted)
            server.interval = 60
            if chance < 16 { server.authorization = .invalid }
            if case .startTransaction = request {
                server.transactionId = issued.count + 1
                issued.insert(server.transactionId)
            }
            input = .confirmation(id, server.confirmation(request.action, at: now))
        }
        schedule(.answer(id, input), after: 0.1)
        if chance == 199 { schedule(.answer(id, input), after: 20) }
    }

    private mutating func sampled(_ sample: CallSample) {
        sampleCount += 1
        mix(6 + UInt64(sample.action.rawValue) << 8)
        mix(UInt64(bitPattern: sample.intended.nanoseconds))
        mix(UInt64(bitPattern: sample.ended.nanoseconds))
        if sample.intended > sample.enqueued || sample.enqueued > sample.ended {
            fail("a sample runs backwards: \(sample)")
        }
        guard let sent = sample.sent else {
            if sample.outcome != .dropped && sample.outcome != .connectionLost { fail("\(sample.outcome) never sent") }
            return
        }
        sentSampleCount += 1
        if sample.outcome == .answered { answeredCount += 1 }
        if sent < sample.enqueued || sent > sample.ended { fail("a sample runs backwards: \(sample)") }
        guard let open = openCall, open.action == sample.action, open.sent == sent else {
            return fail("a sample of \(sample.action) without its CALL")
        }
        openCall = nil
    }

    private mutating func noticed(_ notice: Notice) {
        mix(9)
        switch notice {
        case .transactionStarted: startedCount += 1
        case .transactionStopped: stoppedCount += 1
        case .transactionLost: lostCount += 1
        case .booted, .statusChanged, .reconnecting, .violation, .securityEvent, .currentTime, .fileOrderEnded: break
        }
    }
}

extension String {
    /// The text as an id; the tests' texts are short.
    fileprivate var id: UniqueId { UniqueId(self)! }
}
