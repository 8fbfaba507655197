import OCPPTypes

/// What charge points report of their orders, and what they get wrong: steps left out, steps again, floods, reports
/// nobody asked for.
extension CentralSystemModel {
    /// Enters a status at its order.
    mutating func reported(
        _ status: String, _ path: OrderPath, _ kind: OrderRecord.Kind, requestId: Int?, of index: Int,
        at now: Instant, into effects: inout [Effect]
    ) {
        let identity = chargePoints[index].identity
        guard let place = place(of: kind, requestId: requestId, of: index) else {
            return effects.append(.notice(.statusUnsolicited, identity: identity))
        }
        var order = chargePoints[index].books.orders[place]
        // The same status again: a flood is counted, not stored.
        if let last = order.steps.indices.last, order.steps[last].status == status {
            chargePoints[index].books.orders[place].steps[last].repetitions += 1
            return effects.append(.notice(.statusRepeated, identity: identity))
        }
        guard order.isOpen else {
            return effects.append(.notice(.statusUnsolicited, identity: identity))
        }
        guard order.steps.count < configuration.limits.orderSteps else {
            return effects.append(.notice(.orderStepsLeftOut, identity: identity))
        }
        let reached = order.steps.reduce(0) { max($0, Self.number(of: $1.status, kind)) }
        switch path {
        case .step(let number), .end(let number, _):
            if number > reached + 1 {
                effects.append(.notice(.statusSkipped, identity: identity))
            } else if number <= reached, number > 1 {
                // Step 1 comes again with every new attempt.
                effects.append(.notice(.statusRepeated, identity: identity))
            }
        case .failure(let number):
            if number > reached { effects.append(.notice(.statusSkipped, identity: identity)) }
        case .aside:
            break
        }
        order.steps.append(.init(status: status, time: configuration.clock.time(at: now)))
        switch path {
        case .end(_, let state): order.state = state
        case .failure: order.state = .failed
        case .step, .aside: order.state = .running
        }
        chargePoints[index].books.orders[place] = order
        effects.append(.store([.order(order)], .unawaited))
    }

    /// The running order of the kind; else the youngest without an answer, which the charge point may have taken all
    /// the same; else the youngest: a status that comes again after the end belongs to it.
    private func place(of kind: OrderRecord.Kind, requestId: Int?, of index: Int) -> Int? {
        guard chargePoints[index].hasBooks else { return nil }
        let orders = chargePoints[index].books.orders
        func fits(_ order: OrderRecord) -> Bool {
            order.kind == kind && (requestId == nil || order.requestId == requestId)
                && order.state != .refused && order.state != .replaced
        }
        return orders.lastIndex { fits($0) && $0.state == .running } ?? orders.lastIndex { fits($0) && $0.isOpen }
            ?? orders.lastIndex(where: fits)
    }

    /// The number of the step that a status is; 0 beside the way.
    private static func number(of status: String, _ kind: OrderRecord.Kind) -> Int {
        switch (kind, status) {
        case (_, "Downloading"), (_, "Uploading"): 1
        case (_, "Downloaded"): 2
        case (.firmware, "Installing"), (.signedFirmware, "SignatureVerified"), (.signedFirmware, "Installing"): 3
        default: 0
        }
    }
}
