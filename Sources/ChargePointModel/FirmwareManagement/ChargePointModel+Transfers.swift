import OCPPTypes

extension ChargePointModel {
    /// True when orders of firmware and diagnostics can be carried out.
    var managesFirmware: Bool { shared.transfers != .none && supports(.firmwareManagement) }

    /// A transfer rests or goes on; one that was given up meanwhile is an allowed race.
    mutating func transferProgress(
        _ token: WorkToken, _ progress: TransferProgress, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {}

    /// A transfer has ended; one that was given up meanwhile is an allowed race.
    mutating func transferFinished(
        _ token: WorkToken, _ outcome: TransferOutcome, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {}
}
