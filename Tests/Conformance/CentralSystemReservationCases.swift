import OCPPTypes
import Testing

/// Certification cases of a central system: Reservation. A test bears the number of its case.
@Suite(.timeLimit(.minutes(1))) struct CentralSystemReservationCases {
    /// Far enough ahead that no case outlives it.
    private static let expiry = DateTime(millisecondsSince1970: 4_102_444_800_000)

    private static func reserve(_ connectorId: Int, parent: IdTag? = nil) -> Request {
        .reserveNow(
            .init(
                connectorId: connectorId, expiryDate: expiry, idTag: validTag, parentIdTag: parent, reservationId: 42))
    }

    private static func answer(_ status: ReservationStatus) -> Confirmation { .reserveNow(.init(status: status)) }

    @Test func `TC_046_CSMS reserve and transaction`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(Self.reserve(1), to: point, answer: Self.answer(.accepted))
            try await point.status(.reserved)
            let transactionId = try await point.charging(reservationId: 42)
            #expect(try await bench.transactions(open: true).map { $0["transactionId"] as? Int } == [transactionId])
        }
    }

    @Test func `TC_047_CSMS reservation expires`() async throws {
        try await Bench.booted { bench, point in
            let heard = try await bench.operatorSends(Self.reserve(1), to: point, answer: Self.answer(.accepted))
            guard case .reserveNow(let request) = heard else { return }
            #expect(request.connectorId == 1 && request.idTag == validTag && request.expiryDate == Self.expiry)
            try await point.status(.reserved)
            try await point.status(.available)
        }
    }

    @Test(arguments: [ReservationStatus.faulted, .occupied, .unavailable, .rejected])
    func `TC_048_1_CSMS, TC_048_2_CSMS, TC_048_3_CSMS, TC_048_4_CSMS reserve refused`(
        _ status: ReservationStatus
    ) async throws {
        try await Bench.booted { bench, point in
            switch status {
            case .occupied: try await point.status(.preparing)
            case .unavailable:
                try await bench.operatorSends(
                    .changeAvailability(.init(connectorId: 1, type: .inoperative)), to: point,
                    answer: .changeAvailability(.init(status: .accepted)))
                try await point.status(.unavailable)
            case .accepted, .faulted, .rejected: break
            }
            try await bench.operatorSends(Self.reserve(1), to: point, answer: Self.answer(status))
        }
    }

    @Test func `TC_049_CSMS reserve connector 0`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(Self.reserve(0), to: point, answer: Self.answer(.accepted))
            try await point.status(.reserved)
        }
    }

    @Test func `TC_051_CSMS cancel a reservation`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(Self.reserve(1), to: point, answer: Self.answer(.accepted))
            try await point.status(.reserved)
            try await bench.operatorSends(
                .cancelReservation(.init(reservationId: 42)), to: point,
                answer: .cancelReservation(.init(status: .accepted)))
            try await point.status(.available)
        }
    }

    @Test func `TC_052_CSMS cancel rejected`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(Self.reserve(1), to: point, answer: Self.answer(.accepted))
            try await point.status(.reserved)
            try await bench.operatorSends(
                .cancelReservation(.init(reservationId: 43)), to: point,
                answer: .cancelReservation(.init(status: .rejected)))
        }
    }

    @Test func `TC_053_CSMS reservation, parentIdTag`() async throws {
        try await Bench.booted { bench, point in
            try await bench.operatorSends(
                Self.reserve(1, parent: parentTag), to: point, answer: Self.answer(.accepted))
            try await point.status(.reserved)
            let transactionId = try await point.charging(reservationId: 42)
            let info = try await point.authorize(otherTag)
            #expect(info.status == .accepted && info.parentIdTag == parentTag)
            try await point.stop(transactionId, .local, idTag: otherTag)
            try await point.status(.finishing)
        }
    }
}
