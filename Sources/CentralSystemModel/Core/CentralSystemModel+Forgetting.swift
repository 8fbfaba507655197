import OCPPTypes

/// Charge points that nobody entered: under the policy `accept` any identity may boot, so those that are idle and hold
/// nothing are kept up to a limit, and the oldest go first.
extension CentralSystemModel {
    /// True for a charge point that may be forgotten: it is not connected, the operator has neither entered nor commanded
    /// it, and nothing depends on it: no transaction, no books, no password, no store under way.
    func isForgettable(_ index: Int) -> Bool {
        let state = chargePoints[index]
        guard state.isInUse, state.isStored, !state.isKnown, state.connection == .none, state.admission == nil,
            state.security == nil, state.transactions.isEmpty, !state.hasBooks, state.pending == .unawaited,
            state.commands.isEmpty, entering[index] == nil
        else { return false }
        switch configuration.registration {
        case .accept: return true
        case .pending: return state.registration != .accepted
        // Who is stored was accepted before, which is what makes it known.
        case .known: return false
        }
    }

    /// A charge point may have become idle: it joins those that go, and the oldest beyond the limit goes.
    mutating func retire(_ index: Int, into effects: inout [Effect]) {
        guard isForgettable(index) else { return }
        idle.append(index)
        while idle.count > configuration.limits.idleUnknownChargePoints { forgetOldest(into: &effects) }
    }

    /// Where no place is left for another charge point, the oldest idle one makes room.
    mutating func makeRoom(into effects: inout [Effect]) {
        guard freeChargePoints.isEmpty, chargePoints.count >= configuration.limits.chargePoints else { return }
        while idle.count > 0, freeChargePoints.isEmpty { forgetOldest(into: &effects) }
    }

    private mutating func forgetOldest(into effects: inout [Effect]) {
        guard let index = idle.first else { return }
        idle.remove(index)
        // The operator may have come to know it meanwhile.
        guard isForgettable(index) else { return }
        let identity = chargePoints[index].identity
        effects.append(.notice(.chargePointForgotten, identity: identity))
        effects.append(.store([.chargePointForgotten(identity: identity)], .unawaited))
        leave(index)
    }

    /// Frees the place of a charge point.
    mutating func leave(_ index: Int) {
        idle.remove(index)
        indexByIdentity[chargePoints[index].identity] = nil
        chargePoints[index] = ChargePointState(identity: "")
        chargePoints[index].isInUse = false
        freeChargePoints.append(index)
    }

    /// Those of the store that nobody entered are idle too; who booted last stays longest.
    mutating func retireRestored(into effects: inout [Effect]) {
        let never = DateTime(millisecondsSince1970: .min)
        let candidates = chargePoints.indices.filter(isForgettable)
            .map { (index: $0, boot: chargePoints[$0].boot?.time ?? never) }
            .sorted { ($0.boot, $0.index) < ($1.boot, $1.index) }
        for (index, _) in candidates { retire(index, into: &effects) }
    }
}
