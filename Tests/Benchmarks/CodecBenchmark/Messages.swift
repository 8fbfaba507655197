import OCPPTypes

/// The messages that are measured, as typed values.
enum Messages {
    static let id: UniqueId = "550e8400-e29b-41d4-a716-446655440000"
    static let time = DateTime(millisecondsSince1970: 1_735_732_800_000)

    static let heartbeat = Request.heartbeat(.init())
    static let heartbeatAnswer = Confirmation.heartbeat(.init(currentTime: time))

    /// One meter value with eight sampled values.
    static let meterValues = Request.meterValues(
        .init(
            connectorId: 1, transactionId: 1_234_567,
            meterValue: [
                MeterValue(
                    timestamp: time,
                    sampledValue: [
                        sample("1234567.8", .energyActiveImportRegister, unit: .wh),
                        sample("11040.0", .powerActiveImport, unit: .w),
                        sample("16.0", .currentImport, .l1, unit: .a),
                        sample("16.1", .currentImport, .l2, unit: .a),
                        sample("15.9", .currentImport, .l3, unit: .a),
                        sample("230.1", .voltage, .l1N, unit: .v),
                        sample("48", .soC, location: .ev, unit: .percent),
                        sample("31.5", .temperature, location: .body, unit: .celsius),
                    ])
            ]))

    static let setChargingProfile = Request.setChargingProfile(
        .init(
            connectorId: 1,
            csChargingProfiles: ChargingProfile(
                chargingProfileId: 158_798, transactionId: 1_234_567, stackLevel: 3, chargingProfilePurpose: .txProfile,
                chargingProfileKind: .absolute, validFrom: time, validTo: time.adding(milliseconds: 86_400_000),
                chargingSchedule: ChargingSchedule(
                    duration: 86_400, startSchedule: time, chargingRateUnit: .amperes,
                    chargingSchedulePeriod: [
                        .init(startPeriod: 0, limit: DecimalNumber(tenths: 160), numberPhases: 3),
                        .init(startPeriod: 28_800, limit: DecimalNumber(tenths: 325), numberPhases: 3),
                        .init(startPeriod: 72_000, limit: DecimalNumber(tenths: 85), numberPhases: 1),
                    ], minChargingRate: DecimalNumber(tenths: 60)))))

    private static func sample(
        _ value: String, _ measurand: Measurand, _ phase: Phase? = nil, location: Location = .outlet,
        unit: UnitOfMeasure
    ) -> SampledValue {
        SampledValue(
            value: value, context: .samplePeriodic, format: .raw, measurand: measurand, phase: phase,
            location: location, unit: unit)
    }
}
