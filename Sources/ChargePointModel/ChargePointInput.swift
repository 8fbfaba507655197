import OCPPTypes

/// Everything that can happen to a charge point; the driver hands one at a time to
/// ``ChargePointModel/handle(_:at:into:)``.
package enum ChargePointInput: Equatable, Sendable {
    /// The charge point begins: it asks for a connection and boots.
    case powerOn
    /// The same for a charge point that a plan wanted to begin at an instant: its BootNotification is intended for that
    /// instant, so that a driver that comes late is measured.
    case arrival(planned: Instant)
    /// The WebSocket handshake that ``ChargePointEffect/connect`` asked for succeeded.
    case connected
    /// The handshake that ``ChargePointEffect/connect`` asked for failed.
    case connectionFailed(ConnectionFailure)
    /// The connection ended, whoever closed it.
    case disconnected
    /// A CALL of the central system, decoded.
    case call(UniqueId, Request)
    /// A CALL of the central system that could not be decoded; the owner has answered it.
    case refusedCall
    /// A CALLRESULT, decoded as the confirmation that ``ChargePointModel/awaitedAction(for:)`` named.
    case confirmation(UniqueId, Confirmation)
    /// A CALLERROR.
    case callError(UniqueId, CallError)
    /// An answer that could not be decoded, or whose id nobody awaits; the CALL it answers counts as failed.
    case invalidAnswer(UniqueId)
    /// ``ChargePointModel/nextDeadline`` has come.
    case deadline
    /// A user or a behaviour does something; it ends with exactly one ``ChargePointEffect/commandEnded(_:_:)``.
    ///
    /// `intended` is the instant at which the plan wanted it. `noticed` is when its owner saw that it was due, if it had
    /// to wait since then for an answer of the central system; without it the command was given as soon as it was seen.
    /// The case is boxed because Swift 6.3 with optimisation
    /// hands on a wrong token from another module when the payload is stored in line (the release tests of the fleet
    /// see it).
    indirect case command(Command, CommandToken, intended: Instant, noticed: Instant? = nil)
    /// The work that ``ChargePointEffect/credentials(_:_:)`` asked for is done.
    indirect case credentialsDone(WorkToken, CredentialResult)
    /// A transfer rests or goes on.
    case transferProgress(WorkToken, TransferProgress)
    /// The attempt that ``ChargePointEffect/startTransfer(_:_:)`` asked for has ended.
    indirect case transferFinished(WorkToken, TransferOutcome)
    /// The run is over: no more CALLs of the charge point's own plan; what is queued may still be answered.
    case finishRun
    /// The drain is over: everything that is still open ends in a sample and a command end, nothing more follows.
    case abandon
}

/// The owner's name for a command; the model only hands it back.
package struct CommandToken: RawRepresentable, Hashable, Sendable {
    /// Any number the owner likes.
    package var rawValue: UInt32

    /// Makes a token.
    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
}

/// What a user, a car or a behaviour does at a charge point.
///
/// Where a plug, a tag, a transaction or a meter is meant, connector 0 leaves the choice to the charge point: it is the
/// one where something goes on (`ChargePointModel.placed(_:)`).
package enum Command: Equatable, Sendable {
    /// A car is plugged in. Done at once; refused when the connector is occupied.
    case plugIn(connectorId: Int)
    /// The same with a car that is not drawn, or not wholly.
    case plugInCar(connectorId: Int, CarChoice)
    /// The plug is taken out. A running transaction stops (EVDisconnected), or pauses when
    /// StopTransactionOnEVSideDisconnect is false.
    case unplug(connectorId: Int)
    /// A tag is presented: one Authorize.req, unless list or cache answer for it (OCPP 1.6 §3.5).
    ///
    /// Accepted: the connector is authorised for ConnectionTimeOut; with the plug in, the transaction starts at once.
    /// Ends with the answer. Never stops a transaction nor gives up a wait; ``tag(_:connectorId:)`` does.
    case authorize(IdTag, connectorId: Int)
    /// Lets the running transaction go on until the goal, then stops it with reason Local. Ends when the
    /// transaction has
    /// ended on the charge point; a full car ends a goal of energy or state of charge too.
    case charge(connectorId: Int, until: ChargeGoal)
    /// Stops the running transaction. Done at once.
    case stopTransaction(connectorId: Int, Reason)
    /// A tag is held at the reader of a connector, with everything that may come of it (guide "Authorization").
    ///
    /// With a running transaction: its own tag stops it, one of the same parent too, any other does nothing. With an
    /// accepted tag that waits for the plug: the same tag gives up. Otherwise list, cache or Authorize decide.
    case tag(IdTag, connectorId: Int)
    /// A plug is put in only half, so the lock cannot close: ConnectorLockFailure until the plug is out, or all the way
    /// in.
    case plugInHalf(connectorId: Int)
    /// The cable is taken out of the car and stays in our socket; with a fixed cable it goes back to its holster.
    case unplugVehicle(connectorId: Int)
    /// The hardware fails: Faulted until ``clearFault(connectorId:)``. 0 is the charge point with all connectors.
    case fault(connectorId: Int, ChargePointErrorCode)
    /// The fault is gone; the connector goes back to what it was, or to what happened meanwhile.
    case clearFault(connectorId: Int)
    /// Something is wrong that does not stop the charging: one StatusNotification with the status as it is.
    case warning(connectorId: Int, ChargePointErrorCode)
    /// The lock of a socket gets stuck, or comes free.
    case jamLock(connectorId: Int, Bool)
    /// The emergency button: every transaction stops (EmergencyStop), everything is Faulted until it is cleared.
    case emergencyStop
    /// The door of the cabinet; everything is Faulted while it is open.
    case door(isOpen: Bool)
    /// So many of the next attempts to reset fail.
    case failResets(Int)
    /// Somebody at the box restarts it: transactions end (Reboot) and are told after the boot. Done at once.
    case reboot
    /// A technician sets a configuration key at the box, by the rules of ChangeConfiguration.
    case configure(CiString<50>, CiString<500>)
    /// The mains fail. With a backup battery, transactions are stopped and reported first (PowerLoss).
    case powerLoss(backup: Bool)
    /// The mains are back: the charge point boots with what its flash memory holds.
    case powerReturns
    /// The network is gone until ``goOnline``; the charge point goes on.
    case goOffline
    /// The network is back.
    case goOnline
    /// DataTransfer of this vendor is understood from now on.
    case registerVendor(VendorExtension)
    /// A sensor or a service technician raises a security event (white paper §8). Done at once.
    case securityEvent(SecurityEvent)
    /// Sends any CALL; ends with its answer. Not queued while offline.
    case send(OutgoingPayload)
    /// Sends MeterValues of the configured sampled measurands now; ends with its answer. Not queued while offline.
    case meterValues(connectorId: Int)
}

/// What is known of a car before it is plugged in; the rest is drawn from the charge point's seed.
package struct CarChoice: Equatable, Sendable {
    /// Place of the car in ``ChargePointSetup/cars``; nil: drawn by the weights. One that is not there counts as nil.
    package var car: Int?
    /// State of charge on arrival in percent; nil: drawn from the car's range.
    package var percent: Int?

    /// Makes a choice; without arguments everything is drawn.
    package init(car: Int? = nil, percent: Int? = nil) {
        self.car = car
        self.percent = percent
    }
}

/// When a charging session is over.
package enum ChargeGoal: Equatable, Sendable {
    /// So much energy was delivered in the transaction, in Wh.
    case energy(wattHours: Int64)
    /// So many milliseconds of device time have passed since the command.
    case duration(deviceMilliseconds: Int64)
    /// The battery is so full, in percent.
    case stateOfCharge(percent: Int)
}

/// A vendor whose DataTransfer a charge point understands (OCPP 1.6 §4.3).
package struct VendorExtension: Equatable, Sendable {
    /// The vendorId, in reversed DNS notation.
    package var vendorId: CiString<255>
    /// The messageIds that are known; with none every one is.
    package var messageIds: [CiString<50>]
    /// The status of the answer.
    package var status: DataTransferStatus
    /// The data of the answer.
    package var data: String?

    /// Makes an extension that accepts every message unless told otherwise.
    package init(
        vendorId: CiString<255>, messageIds: [CiString<50>] = [], status: DataTransferStatus = .accepted,
        data: String? = nil
    ) {
        self.vendorId = vendorId
        self.messageIds = messageIds
        self.status = status
        self.data = data
    }
}

/// The payload of a CALL that leaves the charge point.
package enum OutgoingPayload: Equatable, Sendable {
    /// A typed request; the codec writes it.
    case typed(Request)
    /// A payload written as it is.
    case raw(RawPayload)

    /// The action of the CALL.
    package var action: Action {
        switch self {
        case .typed(let request): request.action
        case .raw(let raw): raw.action
        }
    }
}

/// A ready JSON payload, shared by everybody who sends it.
package final class RawPayload: Equatable, Sendable {
    /// The action of the CALL.
    package let action: Action
    /// A JSON object in UTF-8.
    package let payload: [UInt8]

    /// Takes the payload as it is; nothing checks it.
    package init(action: Action, payload: [UInt8]) {
        self.action = action
        self.payload = payload
    }

    package static func == (a: RawPayload, b: RawPayload) -> Bool {
        a === b || (a.action == b.action && a.payload == b.payload)
    }
}
