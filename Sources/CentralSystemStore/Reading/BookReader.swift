import CentralSystemModel
import GRDB
import OCPPJSON
import OCPPTypes

/// Reads the books of charge points from the database.
struct BookReader {
    let db: Database

    /// Adds the books to a working set.
    /// - Parameter orders: how many of the youngest orders of each charge point are read.
    func read(into workingSet: inout WorkingSet, orders: Int) throws {
        workingSet.configuration = try Row.fetchAll(db, sql: "SELECT * FROM configuration ORDER BY identity, key")
            .map { row in
                ConfigurationRecord(
                    identity: row["identity"],
                    entry: ConfigurationEntry(
                        key: CiString(unchecked: row["key"]), value: text(row["value"]), readonly: row["readonly"],
                        pendingValue: text(row["pendingValue"])))
            }
        workingSet.availability = try Row.fetchAll(db, sql: "SELECT * FROM availability").compactMap { row in
            guard let type = AvailabilityType(rawValue: row["type"]),
                let status = AvailabilityStatus(rawValue: row["status"])
            else { return nil }
            return AvailabilityRecord(
                identity: row["identity"], connectorId: row["connectorId"], type: type, status: status,
                time: DateTime(millisecondsSince1970: row["time"]))
        }
        workingSet.reservations = try reservations(
            where: "state IN ('Ordered', 'Active') ORDER BY reservationId, identity")
        workingSet.chargingProfiles = try chargingProfiles()
        workingSet.expectedStarts = try expectedStarts()
        try readLocalLists(into: &workingSet)
        workingSet.orders = try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY identity ORDER BY orderId DESC) AS age
                    FROM orders) WHERE age <= ? ORDER BY orderId
                """, arguments: [orders]
        ).compactMap(order)
        // Ids beyond 32 bits are not given by this version; rows of others may have them.
        workingSet.nextReservationId =
            (try Int.fetchOne(
                db, sql: "SELECT max(reservationId) FROM reservations WHERE reservationId BETWEEN 0 AND ?",
                arguments: [Int(Int32.max)]) ?? 0) + 1
        workingSet.nextOrderId = try last("orders", "orderId") + 1
        workingSet.nextLocalListContentId = try last("localListContents", "contentId") + 1
    }

    /// The highest id ever given; rows may be gone.
    private func last(_ table: String, _ column: String) throws -> Int64 {
        let given = try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table])
        let there = try Int64.fetchOne(db, sql: "SELECT max(\(column)) FROM \(table)")
        return max(given ?? 0, there ?? 0)
    }

    /// Reservations that fit a condition.
    func reservations(where condition: String, arguments: StatementArguments = []) throws -> [ReservationRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM reservations WHERE \(condition)", arguments: arguments)
            .compactMap { row in
                guard let state = ReservationRecord.State(rawValue: row["state"]) else { return nil }
                let request = ReserveNow.Request(
                    connectorId: row["connectorId"],
                    expiryDate: DateTime(millisecondsSince1970: row["expiryDate"]),
                    idTag: IdTag(unchecked: row["idTag"]), parentIdTag: text(row["parentIdTag"]),
                    reservationId: row["reservationId"])
                return ReservationRecord(
                    identity: row["identity"], request: request, state: state,
                    answer: (row["answer"] as String?).flatMap(ReservationStatus.init),
                    transactionId: row["transactionId"])
            }
    }

    /// Orders by their id, after one of them.
    func orders(
        after cursor: Int64, limit: Int, identity: String? = nil, kinds: [OrderRecord.Kind]? = nil
    ) throws -> [OrderRecord] {
        var sql = "SELECT * FROM orders WHERE orderId > ?"
        var arguments: StatementArguments = [cursor]
        if let identity {
            sql += " AND identity = ?"
            arguments += [identity]
        }
        if let kinds {
            sql += " AND kind IN (\(kinds.map { _ in "?" }.joined(separator: ", ")))"
            arguments += StatementArguments(kinds.map(\.rawValue))
        }
        arguments += [limit]
        return try Row.fetchAll(db, sql: sql + " ORDER BY orderId LIMIT ?", arguments: arguments).compactMap(order)
    }

    private func order(_ row: Row) -> OrderRecord? {
        guard let kind = OrderRecord.Kind(rawValue: row["kind"]),
            let state = OrderRecord.State(rawValue: row["state"]), let action = Action(name: kind.rawValue),
            let request = request(action, row["request"])
        else { return nil }
        return OrderRecord(
            orderId: row["orderId"], identity: row["identity"], request: request,
            time: DateTime(millisecondsSince1970: row["time"]), state: state, answer: row["answer"],
            steps: OrderStepsText.read(row["steps"]))
    }

    private func chargingProfiles() throws -> [OfChargePoint<[ChargingProfileRecord]>] {
        var found: [OfChargePoint<[ChargingProfileRecord]>] = []
        for row in try Row.fetchAll(db, sql: "SELECT * FROM chargingProfiles ORDER BY identity, position") {
            guard case .setChargingProfile(let request)? = request(.setChargingProfile, row["request"]) else {
                continue
            }
            let record = ChargingProfileRecord(
                connectorId: request.connectorId, profile: request.csChargingProfiles,
                time: DateTime(millisecondsSince1970: row["time"]))
            add(record, of: row["identity"], to: &found)
        }
        return found
    }

    private func expectedStarts() throws -> [OfChargePoint<[ExpectedStart]>] {
        var found: [OfChargePoint<[ExpectedStart]>] = []
        for row in try Row.fetchAll(db, sql: "SELECT * FROM expectedStarts ORDER BY identity, position") {
            guard case .remoteStartTransaction(let request)? = request(.remoteStartTransaction, row["request"]) else {
                continue
            }
            let until = (row["until"] as Int64?).map(DateTime.init(millisecondsSince1970:))
            add(ExpectedStart(request: request, until: until), of: row["identity"], to: &found)
        }
        return found
    }

    private func readLocalLists(into workingSet: inout WorkingSet) throws {
        for row in try Row.fetchAll(db, sql: "SELECT * FROM localListContents ORDER BY contentId") {
            guard case .sendLocalList(let list)? = request(.sendLocalList, row["request"]) else { continue }
            workingSet.localListContents.append(
                LocalListContentRecord(contentId: row["contentId"], entries: list.localAuthorizationList ?? []))
        }
        workingSet.localLists = try Row.fetchAll(db, sql: "SELECT * FROM localLists").map { row in
            LocalListRecord(
                identity: row["identity"], listVersion: row["listVersion"], contentId: row["contentId"])
        }
    }

    private func add<Value>(_ value: Value, of identity: String, to found: inout [OfChargePoint<[Value]>]) {
        if found.last?.identity.isExactly(identity) == true {
            found[found.count - 1].value.append(value)
        } else {
            found.append(OfChargePoint(identity, [value]))
        }
    }

    /// A payload that was written by ``BookWriter``; nil when it cannot be read.
    private func request(_ action: Action, _ text: String) -> Request? {
        var text = text
        return text.withUTF8 { bytes in
            let frame = UnsafeRawBufferPointer(bytes)
            var violations = Violations()
            return try? PayloadDecoder.request(
                action, from: frame, payload: 0..<frame.count, mode: .lenient, violations: &violations)
        }
    }

    private func text<let length: Int>(_ value: String?) -> CiString<length>? {
        value.map(CiString.init(unchecked:))
    }
}
