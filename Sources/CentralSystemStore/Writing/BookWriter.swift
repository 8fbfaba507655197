import CentralSystemModel
import GRDB
import OCPPJSON
import OCPPTypes

/// Writes the records of a charge point's books by prepared statements. Lives on the writer's connection only.
///
/// Payloads are kept as the JSON text that went over the wire, so the codec reads them back and SQL's JSON functions can
/// look into them.
final class BookWriter {
    private let db: Database
    private let configuration: Statement
    private let configurationDeletion: Statement
    private let availability: Statement
    private let reservation: Statement
    private let profile: Statement
    private let profilesDeletion: Statement
    private let expectedStart: Statement
    private let expectedStartsDeletion: Statement
    private let localList: Statement
    private let localListContent: Statement
    private let localListContentDeletion: Statement
    private let order: Statement
    private var output = OutputBuffer()

    init(_ db: Database) throws {
        self.db = db
        configuration = try db.makeStatement(sql: "INSERT OR REPLACE INTO configuration VALUES (?, ?, ?, ?, ?)")
        configurationDeletion = try db.makeStatement(
            sql: "DELETE FROM configuration WHERE identity = ?1 AND (?2 IS NULL OR key = ?2)")
        availability = try db.makeStatement(sql: "INSERT OR REPLACE INTO availability VALUES (?, ?, ?, ?, ?)")
        reservation = try db.makeStatement(
            sql: "INSERT OR REPLACE INTO reservations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        profile = try db.makeStatement(sql: "INSERT INTO chargingProfiles VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        profilesDeletion = try db.makeStatement(sql: "DELETE FROM chargingProfiles WHERE identity = ?")
        expectedStart = try db.makeStatement(sql: "INSERT INTO expectedStarts VALUES (?, ?, ?, ?)")
        expectedStartsDeletion = try db.makeStatement(sql: "DELETE FROM expectedStarts WHERE identity = ?")
        localList = try db.makeStatement(sql: "INSERT OR REPLACE INTO localLists VALUES (?, ?, ?)")
        localListContent = try db.makeStatement(sql: "INSERT OR REPLACE INTO localListContents VALUES (?, ?)")
        localListContentDeletion = try db.makeStatement(sql: "DELETE FROM localListContents WHERE contentId = ?")
        order = try db.makeStatement(sql: "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    }

    /// Writes a record of the books; false for any other.
    func write(_ record: CentralSystemModel.Record) throws -> Bool {
        switch record {
        case .configuration(let record):
            let entry = record.entry
            try run(
                configuration,
                [record.identity, entry.key.value, entry.value?.value, entry.readonly, entry.pendingValue?.value])
        case .configurationDeleted(let identity, let key):
            try run(configurationDeletion, [identity, key?.value])
        case .availability(let record):
            try run(
                availability,
                [
                    record.identity, record.connectorId, record.type.rawValue, record.status.rawValue,
                    record.time.millisecondsSince1970,
                ])
        case .reservation(let record):
            let request = record.request
            try run(
                reservation,
                [
                    record.identity, request.reservationId, request.connectorId, request.idTag.value,
                    request.parentIdTag?.value, request.expiryDate.millisecondsSince1970, record.state.rawValue,
                    record.answer?.rawValue, record.transactionId,
                ])
        case .chargingProfiles(let identity, let profiles):
            try replaceProfiles(of: identity, by: profiles)
        case .expectedStarts(let identity, let starts):
            try run(expectedStartsDeletion, [identity])
            for (position, start) in starts.enumerated() {
                let text = text(.remoteStartTransaction(start.request))
                try run(expectedStart, [identity, position, start.until?.millisecondsSince1970, text])
            }
        case .localList(let record):
            try run(localList, [record.identity, record.listVersion, record.contentId])
        case .localListContent(let record):
            let list = SendLocalList.Request(
                listVersion: 1, localAuthorizationList: record.entries, updateType: .full)
            try run(localListContent, [record.contentId, text(.sendLocalList(list))])
        case .localListContentDeleted(let contentId):
            try run(localListContentDeletion, [contentId])
        case .order(let record):
            try run(
                order,
                [
                    record.orderId, record.identity, record.kind.rawValue, record.state.rawValue,
                    record.time.millisecondsSince1970, record.answer, FrameRedaction.redacted(text(record.request)),
                    OrderStepsText.write(record.steps),
                ])
        default:
            return false
        }
        return true
    }

    private func replaceProfiles(of identity: String, by profiles: [ChargingProfileRecord]) throws {
        try run(profilesDeletion, [identity])
        for (position, record) in profiles.enumerated() {
            let request = SetChargingProfile.Request(
                connectorId: record.connectorId, csChargingProfiles: record.profile)
            try run(
                profile,
                [
                    identity, position, record.connectorId, record.profile.chargingProfileId,
                    record.profile.chargingProfilePurpose.rawValue, record.profile.stackLevel,
                    record.time.millisecondsSince1970, text(.setChargingProfile(request)),
                ])
        }
    }

    /// The payload as it goes over the wire.
    private func text(_ request: Request) -> String {
        output.removeAll()
        output.payload(request)
        return output.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The number of values is the statement's, so the check that `execute(arguments:)` makes is left out.
    private func run(_ statement: Statement, _ arguments: StatementArguments) throws {
        statement.setUncheckedArguments(arguments)
        try statement.execute()
    }
}

/// The steps of an order as text: `status time repetitions`, one a line.
enum OrderStepsText {
    static func write(_ steps: [OrderRecord.Step]) -> String {
        steps.map { "\($0.status) \($0.time.millisecondsSince1970) \($0.repetitions)" }.joined(separator: "\n")
    }

    /// Lines that cannot be read are left out.
    static func read(_ text: String) -> [OrderRecord.Step] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 3, let time = Int64(words[1]), let repetitions = Int(words[2]) else { return nil }
            return OrderRecord.Step(
                status: String(words[0]), time: DateTime(millisecondsSince1970: time), repetitions: repetitions)
        }
    }
}
