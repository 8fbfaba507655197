import OCPPTypes

/// Connections and the charge points behind them (OCPP-J 1.6 §3; guide "Field notes").
extension CentralSystemModel {
    /// True when the identity may connect: under the policy `known` only one that was accepted or entered.
    ///
    /// Control characters are refused under every policy: a database or a log could take such an identity for another.
    package func admits(identity: String) -> Bool {
        guard !identity.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return false }
        switch configuration.registration {
        case .accept, .pending: return true
        case .known: return indexByIdentity[identity].map { chargePoints[$0].isStored } ?? false
        }
    }

    mutating func connected(
        _ connection: ConnectionID, identity: String, at now: Instant, into effects: inout [Effect]
    ) {
        precondition(connection.slot >= 0, "a connection needs a slot")
        let slot = Int(connection.slot)
        while connections.count <= slot { connections.append(ConnectionState()) }
        precondition(connections[slot].chargePoint < 0, "slot \(slot) is given out twice")
        connections[slot].generation = connection.generation
        guard !identity.isEmpty, identity.utf8.count <= configuration.limits.identityBytes else {
            effects.append(.notice(.connectionRefused, identity: ""))
            return effects.append(.close(connection, .identityUnusable))
        }
        if indexByIdentity[identity] == nil { makeRoom(into: &effects) }
        guard let index = indexByIdentity[identity] ?? enter(identity) else {
            effects.append(.notice(.connectionRefused, identity: identity))
            return effects.append(.close(connection, .tooManyChargePoints))
        }
        let previous = chargePoints[index].connection
        if previous != .none {
            connections[Int(previous.slot)].chargePoint = -1
            chargePoints[index].connection = .none
            connectedCount -= 1
            effects.append(.notice(.connectionReplaced, identity: identity))
            effects.append(.close(previous, .replaced))
            commandsLost(of: index, at: now, into: &effects)
        }
        connections[slot].chargePoint = Int32(index)
        connections[slot].profile = 0
        chargePoints[index].connection = connection
        chargePoints[index].lastContact = now
        idle.remove(index)
        connectedCount += 1
    }

    mutating func disconnected(_ connection: ConnectionID, at now: Instant, into effects: inout [Effect]) {
        // Allowed race: the connection was replaced or refused before; its charge point is not concerned any more.
        guard let index = chargePoint(of: connection) else { return }
        connections[Int(connection.slot)].chargePoint = -1
        chargePoints[index].connection = .none
        connectedCount -= 1
        commandsLost(of: index, at: now, into: &effects)
        forgetIfUnknown(index)
        retire(index, into: &effects)
    }

    /// True for the connection by which a charge point is reached; false for one that was closed, refused or replaced.
    package func isInUse(_ connection: ConnectionID) -> Bool { chargePoint(of: connection) != nil }

    /// The charge point of a connection in use; nil for one that was closed or replaced.
    func chargePoint(of connection: ConnectionID) -> Int? {
        let slot = Int(connection.slot)
        guard slot >= 0, slot < connections.count, connections[slot].generation == connection.generation,
            connections[slot].chargePoint >= 0
        else { return nil }
        return Int(connections[slot].chargePoint)
    }

    /// The charge point of a connection, with the time of this sign of life; nil for a late frame of a connection that
    /// was closed or replaced (an allowed race).
    mutating func contact(_ connection: ConnectionID, at now: Instant) -> Int? {
        guard let index = chargePoint(of: connection) else { return nil }
        chargePoints[index].lastContact = now
        return index
    }

    /// Enters a charge point; nil at the limit. Ids of the working set fit an Int32 because the limit does.
    mutating func enter(_ identity: String) -> Int? {
        if let index = freeChargePoints.popLast() {
            chargePoints[index] = ChargePointState(identity: identity)
            indexByIdentity[identity] = index
            return index
        }
        guard chargePoints.count < configuration.limits.chargePoints, chargePoints.count < Int(Int32.max)
        else { return nil }
        chargePoints.append(ChargePointState(identity: identity))
        indexByIdentity[identity] = chargePoints.count - 1
        return chargePoints.count - 1
    }

    // MARK: Charge points that an operator enters

    /// True when every identity can be one and there is room for those that are new.
    func canEnter(_ identities: some Sequence<String>) -> Bool {
        var new: Set<ExactText> = []
        for identity in identities {
            guard !identity.isEmpty, identity.utf8.count <= configuration.limits.identityBytes else { return false }
            if indexByIdentity[identity] == nil { new.insert(ExactText(identity)) }
        }
        let limit = min(configuration.limits.chargePoints, Int(Int32.max))
        return new.count <= freeChargePoints.count + max(0, limit - chargePoints.count)
    }

    /// A store is under way that enters the charge point, unless it is stored already.
    mutating func beginEntering(_ index: Int) {
        guard !chargePoints[index].isStored || entering[index] != nil else { return }
        chargePoints[index].isStored = true
        entering[index, default: 0] += 1
    }

    /// A record of the charge point is stored, or under way whatever an operator does.
    mutating func markStored(_ index: Int) {
        chargePoints[index].isStored = true
        if !entering.isEmpty { entering[index] = nil }
    }

    /// A store that was to enter the charge point has failed; without another it is as unknown as before.
    mutating func enteringFailed(_ index: Int) {
        guard let count = entering[index] else { return }
        entering[index] = count > 1 ? count - 1 : nil
        guard count == 1 else { return }
        chargePoints[index].isStored = false
        forgetIfUnknown(index)
    }

    /// Frees the place of a charge point that left and of which nothing is stored, so that connections under ever new
    /// identities do not fill the memory.
    mutating func forgetIfUnknown(_ index: Int) {
        guard !chargePoints[index].isStored, chargePoints[index].connection == .none,
            chargePoints[index].pending == .unawaited, chargePoints[index].isInUse
        else { return }
        leave(index)
    }
}
