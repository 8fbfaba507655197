import OCPPTypes
import Testing

/// Certification cases of a central system: local authorization list, firmware, diagnostics and triggers. A test bears
/// the number of its case.
@Suite(.timeLimit(.minutes(1))) struct CentralSystemListCases {
    // MARK: Local authorization list

    @Test(arguments: [-1, 0])
    func `TC_042_1_CSMS, TC_042_2_CSMS list version -1 and 0`(_ version: Int) async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .getLocalListVersion(.init()), to: point, answer: .getLocalListVersion(.init(listVersion: version)))
        }
    }

    private static func list(_ version: Int, _ type: UpdateType) -> Request {
        .sendLocalList(
            .init(
                listVersion: version,
                localAuthorizationList: [
                    .init(idTag: validTag, idTagInfo: .init(parentIdTag: parentTag, status: .accepted))
                ], updateType: type))
    }

    @Test(arguments: [UpdateStatus.notSupported, .failed, .accepted])
    func `TC_043_1_CSMS, TC_043_3_CSMS, TC_043_4_CSMS full list`(_ status: UpdateStatus) async throws {
        try await Bench.booted { bench, point in
            let heard = try await bench.operatorSends(
                Self.list(1, .full), to: point, answer: .sendLocalList(.init(status: status)))
            guard case .sendLocalList(let request) = heard else { return }
            #expect(request.updateType == .full)
            #expect(request.localAuthorizationList?.allSatisfy { $0.idTagInfo != nil } == true)
        }
    }

    @Test func `TC_043_5_CSMS differential list`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .getLocalListVersion(.init()), to: point, answer: .getLocalListVersion(.init(listVersion: 1)))
            let heard = try await bench.operatorSends(
                Self.list(2, .differential), to: point, answer: .sendLocalList(.init(status: .accepted)))
            guard case .sendLocalList(let request) = heard else { return }
            #expect(request.updateType == .differential)
            #expect(request.localAuthorizationList?.allSatisfy { $0.idTagInfo != nil } == true)
        }
    }

    // MARK: Firmware and diagnostics

    private static let location = "ftp://127.0.0.1:2121/firmware.bin"
    private static let update = Request.updateFirmware(
        .init(location: location, retrieveDate: ScriptedChargePoint.noon))

    private func firmware(_ statuses: FirmwareStatus..., at point: ScriptedChargePoint) async throws {
        for status in statuses { try await point.says(.firmwareStatusNotification(.init(status: status))) }
    }

    @Test(arguments: [FirmwareStatus.installed, .installationFailed])
    func `TC_044_1_CSMS, TC_044_3_CSMS firmware update and a failed installation`(
        _ last: FirmwareStatus
    ) async throws {
        try await Bench.booted { bench, point in
            let heard = try await bench.operatorSends(
                Self.update, to: point, answer: .updateFirmware(.init()))
            guard case .updateFirmware(let request) = heard else { return }
            #expect("\(request.location)" == Self.location)
            try await firmware(.downloading, .downloaded, at: point)
            try await point.everyStatus(.unavailable, from: 1)
            try await firmware(.installing, at: point)
            await point.disconnect()
            let again = try await bench.connect()
            try await again.booted()
            try await firmware(last, at: again)
        }
    }

    @Test func `TC_044_2_CSMS firmware update, download failed`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(Self.update, to: point, answer: .updateFirmware(.init()))
            try await firmware(.downloading, .downloadFailed, at: point)
        }
    }

    @Test(arguments: [DiagnosticsStatus.uploaded, .uploadFailed])
    func `TC_045_1_CSMS, TC_045_2_CSMS diagnostics and a failed upload`(_ last: DiagnosticsStatus) async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                .getDiagnostics(.init(location: "ftp://127.0.0.1:2121/diagnostics")), to: point,
                answer: .getDiagnostics(.init(fileName: "diagnostics.log")))
            for status in [DiagnosticsStatus.uploading, last] {
                try await point.says(.diagnosticsStatusNotification(.init(status: status)))
            }
        }
    }

    // MARK: Remote trigger

    private static func trigger(_ message: MessageTrigger, _ connectorId: Int?) -> Request {
        .triggerMessage(.init(requestedMessage: message, connectorId: connectorId))
    }

    @Test(arguments: [TriggerMessageStatus.accepted, .notImplemented])
    func `TC_054_CSMS trigger`(_ last: TriggerMessageStatus) async throws {
        try await Bench.booted { bench, point in
            let accepted = Confirmation.triggerMessage(.init(status: .accepted))
            try await bench.operatorSends(Self.trigger(.meterValues, 1), to: point, answer: accepted)
            try await point.says(
                .meterValues(
                    .init(
                        connectorId: 1,
                        meterValue: [.init(timestamp: ScriptedChargePoint.noon, sampledValue: [.init(value: "1000")])]))
            )
            try await bench.operatorSends(Self.trigger(.heartbeat, nil), to: point, answer: accepted)
            try await point.says(.heartbeat(.init()))
            try await bench.operatorSends(Self.trigger(.statusNotification, 1), to: point, answer: accepted)
            try await point.status(.available)
            try await bench.operatorSends(
                Self.trigger(.diagnosticsStatusNotification, nil), to: point, answer: accepted)
            try await point.says(.diagnosticsStatusNotification(.init(status: .idle)))
            try await bench.operatorSends(
                Self.trigger(.firmwareStatusNotification, nil), to: point,
                answer: .triggerMessage(.init(status: last)))
            if last == .accepted { try await firmware(.idle, at: point) }
        }
    }

    @Test func `TC_055_CSMS trigger rejected`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                Self.trigger(.meterValues, ScriptedChargePoint.connectors + 1), to: point,
                answer: .triggerMessage(.init(status: .rejected)))
        }
    }
}
