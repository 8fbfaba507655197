import ChargePointModel
import Measurement
import NIOCore
import OCPPTypes
import WebSocketTransport

extension LoopDriver {
    /// The member wants its WebSocket opened: at once when nobody waits and the turn has time for it, else in the order
    /// of the wishes, a share in each turn.
    func connect(_ index: Int, at now: Instant) {
        guard !isClosing, !wishes.contains(index) else { return }
        chains[index].wantsConnection(at: now)
        let wish = ConnectWish(member: index, asked: now)
        if wishes.isEmpty, !isWakingUp, turn.usedNanoseconds < LoopShares.connects {
            open(wish)
        } else {
            wishes.append(wish)
            turn.readingNanoseconds = nil
            if !isWakingUp { scheduleWake(since: now) }
        }
    }

    /// Begins connections for as long as their share of the turn lasts.
    func openConnections() {
        let share = TurnShare(
            began: Self.now().nanoseconds,
            nanoseconds: LoopShares.left(
                turn.usedNanoseconds, atLeast: LoopShares.leastConnects, atMost: LoopShares.turn))
        var done = 0
        while let wish = wishes.popFirst(done, of: share, now: { Self.now().nanoseconds }) {
            open(wish)
            done += 1
        }
    }

    /// The member does not want the connection any more that it has asked for; false when none waits to be begun.
    func giveUpWish(of index: Int) -> Bool {
        guard wishes.remove(index) else { return false }
        handle(index, .chargePoint(.connectionFailed(.unreachable)))
        return true
    }

    private func open(_ wish: ConnectWish) {
        let index = wish.member
        guard !isClosing else { return }
        let now = Self.now()
        let waited = now.nanoseconds(since: wish.asked)
        statistics.fleet.phases.waiting.record(nanoseconds: waited)
        chains[index].connectionDelayed(by: waited)
        let way: ConnectionWay
        do {
            way = try self.way(index, members.with(index) { $0.model.connectionSecurity })
        } catch {
            let reason = WebSocketCloseReason.tlsFailed(error)
            return attemptFailed(index, reason, at: now)
        }
        let owner = MemberConnection(driver: self, member: index, requested: now)
        connections[index] = owner
        let addresses = setup.sourceAddresses
        owner.attempt = client.connect(
            to: way.endpoint, identity: setup.identities[index], authorization: way.authorization, tls: way.tls,
            from: addresses.isEmpty ? nil : addresses[index % addresses.count], on: eventLoop, owner: owner)
    }

    /// A step of the member's handshake is seen now: TCP or TLS is up, or the upgrade was answered.
    func handshakeAdvanced(of owner: MemberConnection, at now: Instant) {
        guard connections[owner.member] === owner, let monitor else { return }
        chains[owner.member].connectionDelayed(by: monitor.delay(at: now, due: plan.due))
    }

    /// Records the parts of connecting that the member's attempt came through.
    func recordPhases(of owner: MemberConnection, openedAt now: Instant) {
        guard let connected = owner.tcpUp else { return }
        statistics.fleet.phases.tcp.record(nanoseconds: connected.nanoseconds(since: owner.requested))
        if let secured = owner.tlsUp {
            statistics.fleet.phases.tls.record(nanoseconds: secured.nanoseconds(since: connected))
        }
        statistics.fleet.phases.upgrade.record(nanoseconds: now.nanoseconds(since: owner.tlsUp ?? connected))
    }

    /// The member's BootNotification was accepted.
    func bootAccepted(of index: Int, at now: Instant) {
        if let owner = connections[index], let opened = owner.opened, !owner.hasBooted {
            owner.hasBooted = true
            statistics.fleet.phases.boot.record(nanoseconds: now.nanoseconds(since: opened))
            arrived(index, at: now, .booted)
        }
        isBack(index, at: now)
        guard !booted[index] else { return }
        booted[index] = true
        served(index)
        bootedCount += 1
        statistics.fleet.booted += 1
        statistics.fleet.phases.firstBoot(at: now.nanoseconds(since: setup.start))
    }

    /// Attempts that have lasted for ``MemberConnection/patientNanoseconds`` when the run ends have failed as far as
    /// anybody can tell, and their step says at what: a peer that takes TCP and is silent ends no attempt by itself.
    func countUnfinishedAttempts(at now: Instant) {
        for case let owner? in connections {
            guard let cause = owner.unfinished(at: now) else { continue }
            owner.isCountedAsFailed = true
            statistics.fleet.connectFailures.count(cause)
            event(of: owner.member, at: now, .connectFailed, nil, cause)
        }
    }

    // MARK: Outages

    /// A member's open connection ended, and it did not close it itself.
    func isLost(_ index: Int, at now: Instant) {
        guard !isOver, booted[index], !isMissing[index] else { return }
        isMissing[index] = true
        statistics.fleet.outages.lost(at: now.nanoseconds(since: setup.start))
    }

    /// The member is connected and accepted.
    func isBack(_ index: Int, at now: Instant) {
        guard !isOver, isMissing[index] else { return }
        isMissing[index] = false
        statistics.fleet.outages.back(at: now.nanoseconds(since: setup.start))
    }

    /// Keeps a connect or a boot for `events.jsonl`.
    func arrived(_ index: Int, at now: Instant, _ kind: Arrival.Kind) {
        connectionEvents.append(
            Arrival(member: Int32(index), kind: kind, microseconds: now.nanoseconds(since: setup.start) / 1_000))
    }

    /// The connects and boots that were not taken yet, at most so many, as lines.
    func takeConnectionEvents(atMost most: Int) -> [EventLine] {
        connectionEvents.take(atMost: most).map { arrival in
            let (kind, detail): (EventKind, String) =
                switch arrival.kind {
                case .connected: (.connected, "the connection is open")
                case .booted: (.booted, "the BootNotification was accepted")
                }
            return EventLine(
                kind: kind, offsetMilliseconds: Double(arrival.microseconds) / 1_000,
                chargePoint: setup.identities[Int(arrival.member)], detail: detail)
        }
    }

    /// A connect or a boot, as small as it can be: in a storm tens of thousands wait to be written.
    struct Arrival: Sendable {
        enum Kind: UInt8 {
            case connected
            case booted
        }

        var member: Int32
        var kind: Kind
        /// Since the start of the run.
        var microseconds: Int64
    }
}
