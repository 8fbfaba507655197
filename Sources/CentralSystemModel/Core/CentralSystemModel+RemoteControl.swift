import OCPPTypes

/// Remote starts and stops and ordered availability (OCPP 1.6 §5.2, §5.11, §5.12).
extension CentralSystemModel {
    /// The profile of a remote start obeys the rules of one that is set, and is a TxProfile without transactionId
    /// (errata v4.0 §3.41).
    func prepared(_ request: RemoteStartTransaction.Request, for index: Int, at now: Instant) -> Preparation {
        if let profile = request.chargingProfile,
            let refusal = refusal(of: profile, onConnector: request.connectorId, for: index, at: now)
        {
            return .refused("chargingProfile: \(refusal.label)")
        }
        return .ready(.typed(.remoteStartTransaction(request)))
    }

    /// - Parameter status: nil when the answer never came: what the charge point does is not known, so nothing is
    ///   expected of it.
    mutating func remoteStartAnswered(
        _ request: RemoteStartTransaction.Request, _ status: RemoteStartStopStatus?, of index: Int, at now: Instant
    ) -> [Record] {
        // Missing when the transaction started before the answer came.
        guard
            let position = chargePoints[index].books.expectedStarts.lastIndex(where: {
                $0.until == nil && $0.request == request
            })
        else { return [] }
        guard status == .accepted else {
            chargePoints[index].books.expectedStarts.remove(at: position)
            return []
        }
        let time = configuration.clock.time(at: now)
        chargePoints[index].books.expectedStarts[position].until = time.adding(
            milliseconds: Int64(connectionTimeOut(of: index)) * 1000)
        if chargePoints[index].books.expectedStarts.count > configuration.limits.expectedStarts {
            chargePoints[index].books.expectedStarts.removeFirst()
        }
        return [expectedStartsRecord(of: index)]
    }

    /// Device seconds from an accepted remote start to its transaction: twice what the charge point waits for the plug,
    /// because it also authorizes, else the limit.
    private func connectionTimeOut(of index: Int) -> Int {
        guard let seconds = configurationNumber("ConnectionTimeOut", of: index), seconds > 0 else {
            return configuration.limits.remoteControlSeconds
        }
        return min(2 * min(seconds, 86_400), 86_400)
    }

    private func expectedStartsRecord(of index: Int) -> Record {
        let starts = chargePoints[index].books.expectedStarts.filter { $0.until != nil }
        return .expectedStarts(identity: chargePoints[index].identity, starts)
    }

    /// A start became durable: the remote start behind it is fulfilled and its profile installed.
    mutating func startFulfils(_ transaction: TransactionState, of index: Int, at now: Instant) -> [Record] {
        guard chargePoints[index].hasBooks else { return [] }
        guard
            let position = chargePoints[index].books.expectedStarts.firstIndex(where: {
                $0.request.idTag == transaction.idTag
                    && ($0.request.connectorId ?? transaction.connectorId) == transaction.connectorId
            })
        else { return [] }
        let expected = chargePoints[index].books.expectedStarts.remove(at: position)
        var records: [Record] = []
        if expected.until != nil { records.append(expectedStartsRecord(of: index)) }
        if let profile = expected.request.chargingProfile {
            records += remoteStartProfileInstalled(profile, transaction, of: index, at: now)
        }
        return records
    }

    mutating func remoteStopAnswered(
        _ request: RemoteStopTransaction.Request, _ status: RemoteStartStopStatus, of index: Int, at now: Instant
    ) {
        let runs = chargePoints[index].transactions.contains {
            $0.isOpen && Int($0.transactionId) == request.transactionId
        }
        guard status == .accepted, runs else { return }
        let until = configuration.clock.time(at: now).adding(
            milliseconds: Int64(configuration.limits.remoteControlSeconds) * 1000)
        chargePoints[index].books.expectedStops.removeAll { $0.transactionId == request.transactionId }
        chargePoints[index].books.expectedStops.append(
            ExpectedStop(transactionId: request.transactionId, until: until))
    }

    /// Remote starts and stops that led to nothing in time.
    mutating func remoteControlDue(of index: Int, at time: DateTime, into effects: inout [Effect]) {
        let identity = chargePoints[index].identity
        let starts = chargePoints[index].books.expectedStarts.count
        chargePoints[index].books.expectedStarts.removeAll { $0.until.map { $0 <= time } ?? false }
        let missing = starts - chargePoints[index].books.expectedStarts.count
        if missing > 0 {
            for _ in 0..<missing {
                effects.append(.notice(.remoteStartWithoutTransaction, identity: identity))
            }
            effects.append(.store([expectedStartsRecord(of: index)], .unawaited))
        }
        let stops = chargePoints[index].books.expectedStops.count
        chargePoints[index].books.expectedStops.removeAll { $0.until <= time }
        for _ in chargePoints[index].books.expectedStops.count..<stops {
            effects.append(.notice(.remoteStopWithoutStop, identity: identity))
        }
    }

    mutating func availabilityAnswered(
        _ request: ChangeAvailability.Request, _ status: AvailabilityStatus, of index: Int, at now: Instant
    ) -> [Record] {
        guard status != .rejected, request.connectorId >= 0,
            request.connectorId <= configuration.limits.connectorId
        else { return [] }
        let record = AvailabilityRecord(
            identity: chargePoints[index].identity, connectorId: request.connectorId, type: request.type,
            status: status, time: configuration.clock.time(at: now))
        setAvailability(record, of: index)
        return [.availability(record)]
    }

    mutating func setAvailability(_ record: AvailabilityRecord, of index: Int) {
        let place = chargePoints[index].books.availability.firstIndex { $0.connectorId >= record.connectorId }
        if let place, chargePoints[index].books.availability[place].connectorId == record.connectorId {
            chargePoints[index].books.availability[place] = record
        } else {
            chargePoints[index].books.availability.insert(
                record, at: place ?? chargePoints[index].books.availability.endIndex)
        }
    }
}
