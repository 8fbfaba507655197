import OCPPTypes
import SmartCharging
import Testing

/// Replacing and clearing.
@Suite struct StoreTests {
    private func ids(_ bench: Bench) -> [Int] { bench.store.profiles.map(\.profile.chargingProfileId).sorted() }

    @Test func `same purpose and level on the same connector replaces, elsewhere it adds`() {
        var bench = Bench(connectors: 2)
        bench.set(1, profile(1, .txDefaultProfile, [0: 6]))
        bench.set(2, profile(2, .txDefaultProfile, [0: 7]))
        bench.set(0, profile(3, .txDefaultProfile, [0: 8]))
        bench.set(0, profile(4, .chargePointMaxProfile, [0: 9]))
        bench.set(1, profile(5, .txDefaultProfile, level: 1, [0: 10]))
        #expect(ids(bench) == [1, 2, 3, 4, 5])
        bench.set(1, profile(6, .txDefaultProfile, [0: 11]))
        #expect(ids(bench) == [2, 3, 4, 5, 6])
    }

    @Test func `same id replaces on whatever connector, purpose and level`() {
        var bench = Bench(connectors: 2)
        bench.set(1, profile(1, .txDefaultProfile, [0: 6]))
        bench.set(0, profile(1, .chargePointMaxProfile, level: 3, [0: 7]))
        #expect(bench.store.count == 1)
        #expect(bench.store.profiles[0].connectorId == 0)
        // One profile may take the place of two: its id's and its level's.
        bench.set(1, profile(2, .txDefaultProfile, level: 3, [0: 8]))
        bench.set(1, profile(1, .txDefaultProfile, level: 3, [0: 9]))
        #expect(ids(bench) == [1])
    }

    @Test func `a replacement that is valid later means default behaviour until then`() {
        var bench = Bench()
        bench.set(1, profile(1, .txDefaultProfile, [0: 6]))
        bench.set(1, profile(2, .txDefaultProfile, from: noon.plus(60), [0: 8]))
        #expect(bench.composite(1, 120) == [[0, 32], [60, 8]])
    }

    @Test func `the order of installing leaves no trace`() {
        let all: [(Int, ChargingProfile)] = [
            (0, profile(1, .txDefaultProfile, [0: 6])), (1, profile(2, .txDefaultProfile, [0: 7])),
            (0, profile(3, .chargePointMaxProfile, level: 2, [0: 8])),
            (0, profile(4, .chargePointMaxProfile, level: 1, [0: 9])),
        ]
        var forward = Bench()
        for (connectorId, one) in all { forward.set(connectorId, one) }
        var backward = Bench()
        for (connectorId, one) in all.reversed() { backward.set(connectorId, one) }
        #expect(forward.store == backward.store)
    }

    /// Every combination of fields against what an obvious filter leaves.
    @Test func `clearing matches every combination of fields`() {
        var bench = Bench(connectors: 2)
        bench.start(1, id: 1)
        bench.start(2, id: 2)
        var all: [(id: Int, connectorId: Int, purpose: ChargingProfilePurpose, level: Int)] = []
        for connectorId in 0...2 {
            for purpose in ChargingProfilePurpose.allCases {
                for level in 0...2 {
                    let id = all.count + 1
                    if bench.set(connectorId, profile(id, purpose, level: level, [0: 6])) == nil {
                        all.append((id, connectorId, purpose, level))
                    }
                }
            }
        }
        #expect(all.count == 18)
        for id in [nil, 1, 10, 99] as [Int?] {
            for connectorId in [nil, 0, 1, 2, 3] as [Int?] {
                for purpose in [nil] + ChargingProfilePurpose.allCases.map(Optional.some) {
                    for level in [nil, 0, 2, 3] as [Int?] {
                        var kept: [Int] = []
                        for one in all {
                            let fieldsMatch =
                                (connectorId == nil || connectorId == one.connectorId)
                                && (purpose == nil || purpose == one.purpose) && (level == nil || level == one.level)
                            let matches = id == nil ? fieldsMatch : id == one.id
                            if !matches { kept.append(one.id) }
                        }
                        var copy = bench
                        let status = copy.store.clear(
                            .init(
                                id: id, connectorId: connectorId, chargingProfilePurpose: purpose, stackLevel: level))
                        #expect(ids(copy) == kept)
                        #expect(status == (kept.count == all.count ? .unknown : .accepted))
                    }
                }
            }
        }
    }

    @Test func `the end of a transaction takes the TxProfiles of its connector alone`() {
        var bench = Bench(connectors: 2)
        bench.start(1, id: 1)
        bench.start(2, id: 2)
        bench.set(1, profile(1, .txProfile, [0: 6]))
        bench.set(1, profile(2, .txProfile, level: 1, [0: 6]))
        bench.set(2, profile(3, .txProfile, [0: 6]))
        bench.set(1, profile(4, .txDefaultProfile, [0: 6]))
        bench.store.transactionEnded(connectorId: 1)
        #expect(ids(bench) == [3, 4])
    }

    @Test func `an empty store is one word, and equal to one that was emptied`() {
        #expect(MemoryLayout<ChargingProfileStore>.size == 8)
        var bench = Bench()
        bench.set(1, profile(1, .txDefaultProfile, [0: 6]))
        _ = bench.store.clear(.init())
        #expect(bench.store == ChargingProfileStore())
    }
}
