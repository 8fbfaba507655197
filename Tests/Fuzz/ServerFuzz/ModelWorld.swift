import CentralSystemModel
import ChargePointModel
import OCPPJSON
import OCPPTypes

/// A central system with four charge points and a charge point with a central system: both get whatever the peer says.
struct ModelWorld: ~Copyable {
    private static let epoch = DateTime(millisecondsSince1970: 1_735_689_600_000)

    private var random: SeededRandom
    private var central: CentralSystemModel
    private var point: ChargePointModel
    private var now = Instant(nanoseconds: 1)
    private var output = OutputBuffer()
    private var pendingStores: [StoreToken] = []
    private var outstanding: (id: UniqueId, action: Action)?
    /// The last CALL to each connection of the central system.
    private var commands: [ConnectionID: UniqueId] = [:]
    private var lastOrder: UInt64 = 0
    private(set) var callsHandled = 0
    private(set) var answersHandled = 0
    private(set) var ordersHandled = 0

    init() {
        random = SeededRandom(seed: 0)
        central = Self.centralSystem()
        point = Self.chargePoint(0)
    }

    private static func centralSystem() -> CentralSystemModel {
        CentralSystemModel(configuration: .init(clock: DeviceClock(epoch: epoch, reference: .zero)))
    }

    private static func chargePoint(_ seed: UInt64) -> ChargePointModel {
        guard let kind = ChargePointKind.builtIn(named: "ac-22kw-two-connectors") else {
            preconditionFailure("the kind is built in")
        }
        return ChargePointModel(
            ChargePointSetup(
                kind: kind, identity: "CP1", connectors: 2,
                configuration: SharedConfiguration(kind: kind, connectors: 2, settings: []), seed: seed,
                clock: DeviceClock(epoch: epoch, reference: .zero)))
    }

    /// Both models anew, booted and with something going on.
    mutating func begin(seed: UInt64) {
        random = SeededRandom(seed: seed)
        now = Instant(nanoseconds: 1)
        lastOrder = 0
        pendingStores = []
        outstanding = nil
        commands = [:]
        central = Self.centralSystem()
        point = Self.chargePoint(random.next())
        var workingSet = WorkingSet()
        workingSet.idTags = [IdTagRecord(idTag: "a"), IdTagRecord(idTag: "ABC", maxActiveTransactions: 1)]
        _ = centralSystem(takes: .restored(workingSet))
        let boot = BootNotification.Request(chargePointVendor: "v", chargePointModel: "m")
        for slot in 0..<4 as Range<Int32> {
            let connection = ConnectionID(slot: slot, generation: 0)
            _ = centralSystem(takes: .connected(connection, identity: "CP\(slot)"))
            _ = centralSystem(takes: .call(connection, "boot", .bootNotification(boot)))
        }
        _ = settleStores(failing: false)
        _ = chargePoint(takes: .powerOn)
        _ = chargePoint(takes: .command(.plugIn(connectorId: 1), CommandToken(rawValue: 1), intended: now))
    }

    /// Gives a frame to both sides; the broken promise, or nil.
    mutating func take(_ frame: UnsafeRawBufferPointer) -> String? {
        now = now.adding(milliseconds: Int64(random.nextIndex(below: 20_000)))
        if let deadline = central.nextDeadline, deadline <= now, let violation = centralSystem(takes: .deadline) {
            return violation
        }
        let violation = orderAtCentralSystem(frame) ?? takeAtCentralSystem(frame) ?? takeAtChargePoint(frame)
        if let violation { return violation }
        if random.nextIndex(below: 3) == 0 { return settleStores(failing: random.nextIndex(below: 4) == 0) }
        return nil
    }

    // MARK: The central system, as its session does it

    private mutating func takeAtCentralSystem(_ frame: UnsafeRawBufferPointer) -> String? {
        let connection = ConnectionID(slot: Int32(random.nextIndex(below: 4)), generation: 0)
        let envelope: Envelope
        do {
            envelope = try FrameScanner.scan(frame)
        } catch {
            let reply = error.reply
            return centralSystem(
                takes: .malformed(
                    connection, reply == nil ? nil : error.uniqueId, reply ?? CallError(.formationViolation)))
        }
        switch envelope {
        case .call(let uniqueId, let action?, _, let payload):
            var violations = Violations()
            do {
                let request = try PayloadDecoder.request(
                    action, from: frame, payload: payload, mode: .strict, violations: &violations)
                callsHandled += 1
                return centralSystem(takes: .call(connection, uniqueId, request))
            } catch {
                return centralSystem(takes: .malformed(connection, uniqueId, error.callError))
            }
        case .call(let uniqueId, nil, _, _):
            return centralSystem(takes: .malformed(connection, uniqueId, CallError(.notImplemented)))
        case .callResult(let uniqueId, let payload):
            // Half of the answers are to what was asked.
            let id = random.nextIndex(below: 2) == 0 ? commands[connection] ?? uniqueId : uniqueId
            return takeConfirmation(connection, id, frame, payload)
        case .callError(let uniqueId, let error):
            answersHandled += 1
            let id = random.nextIndex(below: 2) == 0 ? commands[connection] ?? uniqueId : uniqueId
            return centralSystem(takes: .callError(connection, id, error))
        }
    }

    private mutating func takeConfirmation(
        _ connection: ConnectionID, _ uniqueId: UniqueId, _ frame: UnsafeRawBufferPointer, _ payload: Range<Int>
    ) -> String? {
        answersHandled += 1
        guard let action = central.awaitedAction(for: uniqueId, on: connection) else {
            return centralSystem(takes: .invalidAnswer(connection, uniqueId, "nothing asked"))
        }
        var violations = Violations()
        do {
            let confirmation = try PayloadDecoder.confirmation(
                action, from: frame, payload: payload, mode: .lenient, violations: &violations)
            return centralSystem(takes: .confirmation(connection, uniqueId, confirmation))
        } catch {
            return centralSystem(takes: .invalidAnswer(connection, uniqueId, error.description))
        }
    }

    /// The operator orders what a frame asks of a charge point, so that answers find something that awaits them.
    private mutating func orderAtCentralSystem(_ frame: UnsafeRawBufferPointer) -> String? {
        guard case .call(_, let action?, _, let payload)? = try? FrameScanner.scan(frame), action.isFromCentralSystem
        else { return nil }
        var violations = Violations()
        let request = try? PayloadDecoder.request(
            action, from: frame, payload: payload, mode: .lenient, violations: &violations)
        guard let request else { return nil }
        lastOrder += 1
        let identity = "CP\(random.nextIndex(below: 5))"
        return centralSystem(takes: .command(identity: identity, Command(.typed(request)), OperatorToken(lastOrder)))
    }

    private mutating func centralSystem(takes input: CentralSystemModel.Input) -> String? {
        var effects: [CentralSystemModel.Effect] = []
        central.handle(input, at: now, into: &effects)
        for effect in effects {
            output.removeAll()
            switch effect {
            case .reply(_, let id, let confirmation): FrameEncoder.callResult(id, confirmation, into: &output)
            case .replyError(_, let id, _) where Self.isBroken(id): continue
            case .replyError(_, let id, let error): FrameEncoder.callError(id, error, into: &output)
            case .call(let connection, let id, .typed(let request)):
                commands[connection] = id
                FrameEncoder.call(id, request, into: &output)
            case .store(_, let token):
                if token != .unawaited { pendingStores.append(token) }
                continue
            default: continue
            }
            if output.withBytes({ try? FrameScanner.scan($0) }) == nil {
                return "an answer that cannot be read: \(effect)"
            }
        }
        let pending = central.counts.pendingStores
        return pending <= pendingStores.count ? nil : "\(pending) stores wait, \(pendingStores.count) were asked for"
    }

    /// An id that no CALL may have is given back as it came: who sent it may still tell by it what was refused, but the
    /// answer is then no frame that a strict reader takes.
    private static func isBroken(_ id: UniqueId) -> Bool {
        let count = "\(id)".utf8.count
        return count == 0 || count > 36
    }

    private mutating func settleStores(failing: Bool) -> String? {
        // What waits behind a store asks for the next one.
        while !pendingStores.isEmpty {
            let token = pendingStores.removeFirst()
            if let violation = centralSystem(takes: failing ? .storeFailed(token) : .stored(token)) {
                return violation
            }
        }
        return nil
    }

    // MARK: The charge point, as the fleet's driver does it

    private mutating func takeAtChargePoint(_ frame: UnsafeRawBufferPointer) -> String? {
        if let violation = runDeadlines() { return violation }
        guard let envelope = try? FrameScanner.scan(frame) else { return nil }
        var violations = Violations()
        switch envelope {
        case .call(let uniqueId, let action?, _, let payload):
            do {
                let request = try PayloadDecoder.request(
                    action, from: frame, payload: payload, mode: .strict, violations: &violations)
                ordersHandled += 1
                return chargePoint(takes: .call(uniqueId, request))
            } catch {
                return nil
            }
        case .call(_, nil, _, _):
            return nil
        case .callResult(let uniqueId, let payload):
            // Half of the answers are to what was asked.
            let isOurs = random.nextIndex(below: 2) == 0
            guard let asked = outstanding, isOurs else { return chargePoint(takes: .invalidAnswer(uniqueId)) }
            outstanding = nil
            do {
                let confirmation = try PayloadDecoder.confirmation(
                    asked.action, from: frame, payload: payload, mode: .lenient, violations: &violations)
                return chargePoint(takes: .confirmation(asked.id, confirmation))
            } catch {
                return chargePoint(takes: .invalidAnswer(asked.id))
            }
        case .callError(let uniqueId, let error):
            let id = random.nextIndex(below: 2) == 0 ? outstanding?.id ?? uniqueId : uniqueId
            if id == outstanding?.id { outstanding = nil }
            return chargePoint(takes: .callError(id, error))
        }
    }

    private mutating func runDeadlines() -> String? {
        var rounds = 0
        while point.nextDeadline <= now {
            rounds += 1
            if rounds > 10_000 { return "deadlines without end" }
            if let violation = chargePoint(takes: .deadline) { return violation }
        }
        return nil
    }

    private mutating func chargePoint(takes input: ChargePointInput) -> String? {
        var inputs = [input]
        var rounds = 0
        while let next = inputs.popLast() {
            rounds += 1
            if rounds > 1000 { return "a charge point that never rests" }
            var effects: [ChargePointEffect] = []
            point.handle(next, at: now, into: &effects)
            for effect in effects {
                if let violation = carryOut(effect, &inputs) { return violation }
            }
        }
        return nil
    }

    private mutating func carryOut(_ effect: ChargePointEffect, _ inputs: inout [ChargePointInput]) -> String? {
        output.removeAll()
        switch effect {
        case .connect: inputs.insert(.connected, at: 0)
        case .close:
            outstanding = nil
            inputs.insert(.disconnected, at: 0)
        case .call(let id, .typed(let request)):
            outstanding = (id, request.action)
            FrameEncoder.call(id, request, into: &output)
        case .reply(let id, let confirmation): FrameEncoder.callResult(id, confirmation, into: &output)
        case .replyError(let id, _) where Self.isBroken(id): break
        case .replyError(let id, let error): FrameEncoder.callError(id, error, into: &output)
        case .credentials(_, let token): inputs.insert(.credentialsDone(token, .refused(.unavailable)), at: 0)
        case .startTransfer(_, let token): inputs.insert(.transferFinished(token, .failed(.notSupported)), at: 0)
        case .ping, .call, .sample, .lateAnswer, .commandEnded, .cancelTransfer, .notice: break
        }
        if output.isEmpty { return nil }
        return output.withBytes { try? FrameScanner.scan($0) } == nil ? "a frame that cannot be read: \(effect)" : nil
    }
}
