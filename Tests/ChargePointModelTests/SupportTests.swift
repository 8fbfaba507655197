import OCPPTypes
import Testing

@testable import ChargePointModel

@Suite struct EnergyRegisterTests {
    @Test func `one hour of 11040 W is 11040 Wh exactly`() {
        var register = EnergyRegister()
        register.add(watts: 11_040, nanoseconds: 3_600_000_000_000)
        #expect(register.wattHours == 11_040)
        #expect(register.milliwattHours == 11_040_000)
        #expect(register.remainderNanojoules == 0)
    }

    @Test func `parts add up to the whole to the nanosecond`() {
        var random = SeededRandom(seed: 42)
        var parts = EnergyRegister()
        var whole = EnergyRegister()
        var total: Int64 = 0
        for _ in 0..<10_000 {
            let span = Int64(random.nextIndex(below: 1_000_000_007))
            parts.add(watts: 350_000, nanoseconds: span)
            total += span
        }
        whole.add(watts: 350_000, nanoseconds: total)
        #expect(parts == whole)
    }

    @Test func `the register reaches a target at the instant it names and not before`() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<1000 {
            var register = EnergyRegister(milliwattHours: 5)
            register.add(watts: 7, nanoseconds: Int64(random.nextIndex(below: 1_000_000_000)))
            let target = register.milliwattHours + 1 + Int64(random.nextIndex(below: 1_000_000))
            let watts = 1 + random.nextIndex(below: 400_000)
            let span = register.nanoseconds(until: target, watts: watts)!
            var early = register
            early.add(watts: watts, nanoseconds: span - 1)
            register.add(watts: watts, nanoseconds: span)
            #expect(register.milliwattHours >= target)
            #expect(early.milliwattHours < target)
        }
    }

    @Test func `nothing flows backwards and the end of the range saturates`() {
        var register = EnergyRegister(milliwattHours: 10)
        register.add(watts: -5, nanoseconds: 1_000_000)
        register.add(watts: 5, nanoseconds: -1_000_000)
        #expect(register == EnergyRegister(milliwattHours: 10))
        #expect(register.nanoseconds(until: 11, watts: 0) == nil)
        #expect(register.nanoseconds(until: 10, watts: 0) == 0)
        #expect(register.nanoseconds(until: .max, watts: 1) == nil)
        register.add(watts: .max, nanoseconds: .max)
        #expect(register.milliwattHours == .max)
        register.add(watts: 1, nanoseconds: .max)
        #expect(register.milliwattHours == .max)
    }
}

@Suite struct FIFOTests {
    @Test func `it gives back in order what was put in, whatever the mixture`() {
        var random = SeededRandom(seed: 9)
        var fifo = FIFO<Int>()
        var model: [Int] = []
        for step in 0..<20_000 {
            if random.nextIndex(below: 5) < (step / 2000 % 2 == 0 ? 3 : 2) {
                fifo.append(step)
                model.append(step)
            } else {
                #expect(fifo.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            }
            #expect(fifo.count == model.count)
            #expect(fifo.first == model.first)
        }
    }

    @Test func `changes reach the elements and equality ignores what was taken`() {
        var fifo = FIFO<Int>()
        for value in 0..<4 { fifo.append(value) }
        _ = fifo.popFirst()
        fifo.updateFirst { $0 += 10 }
        fifo.updateAll { $0 *= 2 }
        var other = FIFO<Int>()
        for value in [22, 4, 6] { other.append(value) }
        #expect(fifo == other)
        #expect(FIFO<Int>().isEmpty)
    }
}

@Suite struct BackOffTests {
    @Test func `waits double up to the cap and jitter stays within its share`() {
        let waits = BackOff(baseMilliseconds: 1000, capMilliseconds: 60_000, jitterPercent: 50)
        for (attempt, seconds) in [(0, 1), (1, 2), (5, 32), (6, 60), (40, 60), (-1, 1)] {
            let nominal = Int64(seconds) * 1_000_000_000
            #expect(waits.waitNanoseconds(attempt: attempt, unit: 0) == nominal / 2)
            #expect(waits.waitNanoseconds(attempt: attempt, unit: 0.5) == nominal)
            #expect(waits.waitNanoseconds(attempt: attempt, unit: 0.999_999) < nominal * 3 / 2)
        }
    }
}

@Suite struct KindTests {
    @Test func `an AC kind with three phases yields exactly eight values`() {
        let expected: [String: Int] = [
            "ac-11kw": 8, "ac-22kw-two-connectors": 8, "dc-50kw": 5, "dc-150kw": 5, "dc-350kw-two-connectors": 5,
        ]
        #expect(Set(ChargePointKind.builtIn.map(\.name)) == Set(expected.keys))
        for kind in ChargePointKind.builtIn {
            let list = MeasurandList(kind.sampledData, kind: kind)!
            var reading = MeterReading()
            reading.stateOfCharge = 50
            let values = Meter.sampledValues(of: list, reading, kind: kind, context: .samplePeriodic)
            #expect(values.count == expected[kind.name])
            #expect(kind.model.isValid && kind.vendor.isValid)
            #expect(values.allSatisfy { $0.value.utf8.count <= 15 })
        }
    }

    @Test func `power is what the name says`() {
        let watts = Dictionary(uniqueKeysWithValues: ChargePointKind.builtIn.map { ($0.name, $0.watts) })
        #expect(
            watts == [
                "ac-11kw": 11_040, "ac-22kw-two-connectors": 22_080, "dc-50kw": 50_000, "dc-150kw": 150_000,
                "dc-350kw-two-connectors": 350_000,
            ])
    }
}
