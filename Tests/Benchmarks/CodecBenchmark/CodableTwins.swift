/// The same messages for Foundation's coders. Times stay strings and enumerations stay strings, which spares Foundation
/// the work that OCPPJSON does for them: the comparison leans to Foundation's side.
enum Twin {
    struct Empty: Codable {}

    struct HeartbeatAnswer: Codable {
        var currentTime: String
    }

    struct SampledValue: Codable {
        var value: String
        var context: String?
        var format: String?
        var measurand: String?
        var phase: String?
        var location: String?
        var unit: String?
    }

    struct MeterValue: Codable {
        var timestamp: String
        var sampledValue: [SampledValue]
    }

    struct MeterValues: Codable {
        var connectorId: Int
        var transactionId: Int?
        var meterValue: [MeterValue]
    }

    struct Period: Codable {
        var startPeriod: Int
        var limit: Double
        var numberPhases: Int?
    }

    struct Schedule: Codable {
        var duration: Int?
        var startSchedule: String?
        var chargingRateUnit: String
        var chargingSchedulePeriod: [Period]
        var minChargingRate: Double?
    }

    struct Profile: Codable {
        var chargingProfileId: Int
        var transactionId: Int?
        var stackLevel: Int
        var chargingProfilePurpose: String
        var chargingProfileKind: String
        var recurrencyKind: String?
        var validFrom: String?
        var validTo: String?
        var chargingSchedule: Schedule
    }

    struct SetChargingProfile: Codable {
        var connectorId: Int
        var csChargingProfiles: Profile
    }

    /// `[2,"id","Action",{payload}]`.
    struct Call<Payload: Codable>: Codable {
        var id: String
        var action: String
        var payload: Payload

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            _ = try list.decode(Int.self)
            id = try list.decode(String.self)
            action = try list.decode(String.self)
            payload = try list.decode(Payload.self)
        }

        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            try list.encode(2)
            try list.encode(id)
            try list.encode(action)
            try list.encode(payload)
        }
    }
}
