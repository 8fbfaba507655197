import OCPPTypes

/// The power of a connector: what flows is the least of what the car wants, the hardware gives and the profiles allow.
///
/// Power changes only at events: a plug, a step of the car's curve, a boundary of a profile, another car's share.
/// Between them it is constant, so the register is its integral exactly.
extension ChargePointModel {
    /// What the delivery to a connector is now.
    struct Delivery: Equatable {
        /// Power into the car in W.
        var watts: Int
        /// What is offered.
        var supply: CarSupply
        /// The status that shows it.
        var status: ChargePointStatus
    }

    /// A car is plugged in: the one that was chosen, or one drawn from the charge point's seed, the connector and the
    /// number of cars before it.
    mutating func carArrives(_ connectorId: Int, _ choice: CarChoice) {
        let count = connectors[connectorId].carCount &+ 1
        var random = SeededRandom(
            runSeed: seed, group: "car", index: UInt64(connectorId) << 32 | UInt64(count))
        let car: Car
        if let place = choice.car, cars.entries.indices.contains(place) {
            car = cars.entries[place].car
        } else {
            car = cars.draw(using: &random)
        }
        let battery = Int64(car.specification.batteryWattHours) * 1000
        let stored: Int64
        if let percent = choice.percent {
            stored = battery / 100 * Int64(min(max(percent, 0), 100))
        } else {
            let share = random.nextUniform(
                Double(car.specification.arrivalLeastPermille) / 1000,
                Double(car.specification.arrivalMostPermille) / 1000)
            stored = Int64(Double(battery) * share)
        }
        connectors[connectorId].arrive(
            PluggedCar(
                car: car, isDirect: kind.isDirect, storedOnArrival: stored,
                registerOnArrival: connectors[connectorId].register.milliwattHours))
    }

    /// Sets the power that flows now, moves the status after it and works out when it changes next.
    ///
    /// Where connectors share, the others may get more or less.
    mutating func refreshPower(
        _ index: Int, _ moment: Moment, isDisconnect: Bool = false, _ effects: inout [ChargePointEffect]
    ) {
        guard sharesPower else {
            let connectorId = Int(transactions[index].connectorId)
            connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
            let limit = ownLimit(connectorId, at: moment.at)
            var claims = claim(index, limit).map { [$0] } ?? []
            Self.divide(SharedLimit(), among: &claims)
            apply(delivery(index, claims.first, limit), to: index, moment, isDisconnect: isDisconnect, &effects)
            scheduleLimits(at: moment.at)
            return
        }
        refreshAll(moment, disconnected: isDisconnect ? index : nil, &effects)
    }

    /// Divides the power anew among all transactions.
    mutating func refreshAll(
        _ moment: Moment, disconnected: Int? = nil, _ effects: inout [ChargePointEffect]
    ) {
        var limits: [OwnLimit] = []
        var claims: [Claim] = []
        var places: [Int?] = []
        for index in transactions.indices {
            let connectorId = Int(transactions[index].connectorId)
            connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
            limits.append(ownLimit(connectorId, at: moment.at))
            let claim = claim(index, limits[index])
            places.append(claim == nil ? nil : claims.count)
            if let claim { claims.append(claim) }
        }
        Self.divide(sharedLimit(among: claims.map(\.limit), at: moment.at), among: &claims)
        for index in transactions.indices {
            let delivery = delivery(index, places[index].map { claims[$0] }, limits[index])
            apply(delivery, to: index, moment, isDisconnect: index == disconnected, &effects)
        }
        scheduleLimits(at: moment.at)
    }

    /// The car wants another power, or nothing more: a goal of energy or state of charge ends with a full battery.
    mutating func carStepIsDue(_ index: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        let connectorId = Int(transactions[index].connectorId)
        connectors[connectorId].integrate(to: moment.at, clockFactor: clock.factor)
        let register = connectors[connectorId].register.milliwattHours
        if connectors[connectorId].car?.isContent(atRegister: register) ?? true {
            switch transactions[index].goal?.goal {
            case .energy, .stateOfCharge:
                stop(index, .local, .done, moment, &effects)
                return
            case .duration, nil: break
            }
        }
        refreshPower(index, moment, &effects)
    }

    /// Nothing flows any more: the transaction is over.
    mutating func stopDelivery(_ connectorId: Int, at instant: Instant) {
        connectors[connectorId].watts = 0
        let (kind, factor) = (kind, clock.factor)
        connectors[connectorId].updateCar {
            $0.supply = CarSupply()
            $0.warmth.follow(watts: 0, of: kind.watts, at: instant, clockFactor: factor)
        }
        if !connectors[connectorId].isPlugged { connectors[connectorId].leave() }
    }

    /// A transaction has gone, its profiles with it; what it took is free for the others.
    mutating func deliveryEnded(on connectorId: Int, _ moment: Moment, _ effects: inout [ChargePointEffect]) {
        chargingProfiles.transactionEnded(connectorId: connectorId)
        if transactions.isEmpty { limitsDue = .distantFuture }
        if !transactions.isEmpty, hasBudget { refreshAll(moment, &effects) }
    }

    // MARK: One connector

    /// What a transaction asks for; nil when nothing can flow.
    private func claim(_ index: Int, _ limit: OwnLimit) -> Claim? {
        let connector = connectors[Int(transactions[index].connectorId)]
        guard mayDeliver(index), let car = connector.car, !limit.isPause else { return nil }
        let percent = car.percent(atRegister: connector.register.milliwattHours)
        let watts = car.wantedWatts(
            atPercent: percent, from: kind.supply, gridVolts: kind.gridVolts, phases: limit.phases)
        let factor = kind.isDirect ? 1000 : car.car.specification.powerFactorPermille
        return Claim(
            wanted: Int64(watts), limit: limit, milliwattsPerAmpere: limit.wattsPerAmpere * Int64(factor))
    }

    /// True when the transaction may take energy: plugged in, its tag accepted, nothing broken.
    private func mayDeliver(_ index: Int) -> Bool {
        let connectorId = Int(transactions[index].connectorId)
        return connectors[connectorId].isPlugged && !transactions[index].isInvalidated && !isBroken(connectorId)
    }

    /// True while a fault hides everything else of a connector.
    private func isBroken(_ connectorId: Int) -> Bool {
        !connectors[connectorId].rare.isEmpty && connectors[connectorId].rare.value.fault != nil
    }

    /// What comes of a claim; nil: there was none.
    private func delivery(_ index: Int, _ claim: Claim?, _ limit: OwnLimit) -> Delivery {
        let connector = connectors[Int(transactions[index].connectorId)]
        var none = Delivery(watts: 0, supply: CarSupply(), status: .suspendedEVSE)
        none.supply.phases = UInt8(limit.phases)
        if isBroken(Int(transactions[index].connectorId)) {
            none.status = .faulted
            return none
        }
        if transactions[index].isInvalidated { return none }
        guard connector.isPlugged, let car = connector.car else {
            none.status = .suspendedEV
            return none
        }
        guard let claim, !claim.limit.isPause else { return none }
        let percent = car.percent(atRegister: connector.register.milliwattHours)
        let wanted = car.wantedWatts(
            atPercent: percent, from: kind.supply, gridVolts: kind.gridVolts, phases: limit.phases)
        let supply = supply(claim.limit)
        guard wanted > 0 else { return Delivery(watts: 0, supply: supply, status: .suspendedEV) }
        guard claim.wanted > 0 else { return none }
        return Delivery(watts: Int(clamping: claim.wanted), supply: supply, status: .charging)
    }

    /// What is offered, in W and A.
    private func supply(_ limit: OwnLimit) -> CarSupply {
        var deciamperes = limit.offeredDeciamperes
        if case .direct(_, let amperes, _) = kind.supply { deciamperes = min(deciamperes, Int64(amperes) * 10) }
        return CarSupply(
            watts: Int32(clamping: limit.offeredWatts), deciamperes: Int32(clamping: deciamperes),
            phases: UInt8(limit.phases))
    }

    private mutating func apply(
        _ delivery: Delivery, to index: Int, _ moment: Moment, isDisconnect: Bool,
        _ effects: inout [ChargePointEffect]
    ) {
        let connectorId = Int(transactions[index].connectorId)
        let (greatest, factor) = (kind.watts, clock.factor)
        connectors[connectorId].watts = Int32(clamping: delivery.watts)
        connectors[connectorId].updateCar {
            $0.supply = delivery.supply
            $0.warmth.follow(watts: delivery.watts, of: greatest, at: moment.at, clockFactor: factor)
        }
        transactions[index].scheduleEnds(connectors[connectorId], kind: kind, clock: clock)
        guard connectors[connectorId].status != delivery.status else { return }
        let event: ConnectorEvent
        switch delivery.status {
        case .charging: event = .energyFlows
        case .suspendedEV: event = .carPauses
        case .suspendedEVSE: event = .chargePointPauses
        case .faulted: event = .faultOccurs
        case .available, .preparing, .finishing, .reserved, .unavailable:
            preconditionFailure("a delivery shows as \(delivery.status)")
        }
        move(connectorId, event, moment, isDisconnect: isDisconnect, &effects)
    }
}
