import OCPPTypes

/// An order that a charge point works off and reports on: a firmware update or an upload (OCPP 1.6 §5.9, §5.19; security
/// white paper L01, N01).
package struct OrderRecord: Equatable, Sendable {
    /// What was ordered.
    package enum Kind: String, CaseIterable, Sendable, Hashable {
        /// UpdateFirmware.
        case firmware = "UpdateFirmware"
        /// SignedUpdateFirmware.
        case signedFirmware = "SignedUpdateFirmware"
        /// GetDiagnostics.
        case diagnostics = "GetDiagnostics"
        /// GetLog.
        case log = "GetLog"
    }

    /// What became of it.
    package enum State: String, CaseIterable, Sendable, Hashable {
        /// Sent, without answer so far; also when the answer never came.
        case ordered = "Ordered"
        /// Taken; the charge point reports on it.
        case running = "Running"
        /// The charge point did not take it.
        case refused = "Refused"
        /// Done.
        case succeeded = "Succeeded"
        /// Given up by the charge point.
        case failed = "Failed"
        /// A later order of the kind took its place.
        case replaced = "Replaced"
        /// There was nothing to upload: the answer had no fileName.
        case nothingToUpload = "NothingToUpload"
    }

    /// A status that was reported.
    package struct Step: Equatable, Sendable {
        /// OCPP's word.
        package var status: String
        /// Device time of receipt.
        package var time: DateTime
        /// How often the same status came again right after.
        package var repetitions: Int

        /// Makes a step.
        package init(status: String, time: DateTime, repetitions: Int = 0) {
            self.status = status
            self.time = time
            self.repetitions = repetitions
        }
    }

    /// Names the order in the central system; from 1, never used again.
    package var orderId: Int64
    /// The charge point.
    package var identity: String
    /// The command as sent.
    package var request: Request
    /// Device time of sending.
    package var time: DateTime
    /// What became of it.
    package var state: State
    /// The status of the answer, or the fileName that the charge point is going to upload.
    package var answer: String?
    /// What the charge point reported, in order.
    package var steps: [Step]

    /// Makes the record.
    package init(
        orderId: Int64, identity: String, request: Request, time: DateTime, state: State, answer: String? = nil,
        steps: [Step] = []
    ) {
        self.orderId = orderId
        self.identity = identity
        self.request = request
        self.time = time
        self.state = state
        self.answer = answer
        self.steps = steps
    }

    /// What was ordered.
    package var kind: Kind {
        switch request {
        case .updateFirmware: .firmware
        case .signedUpdateFirmware: .signedFirmware
        case .getDiagnostics: .diagnostics
        case .getLog: .log
        default: preconditionFailure("\(request.action.name) is no order")
        }
    }

    /// The requestId of the security extension's orders.
    package var requestId: Int? {
        switch request {
        case .signedUpdateFirmware(let request): request.requestId
        case .getLog(let request): request.requestId
        default: nil
        }
    }

    /// True while the charge point is to report on it.
    package var isOpen: Bool { state == .ordered || state == .running }
}
