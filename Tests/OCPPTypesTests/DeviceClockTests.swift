import OCPPTypes
import Testing

@Suite struct DeviceClockTests {
    private let epoch = DateTime(millisecondsSince1970: 1_735_732_800_000)

    @Test func `a clock of factor one shows real time in whole milliseconds`() {
        let clock = DeviceClock(epoch: epoch, reference: Instant(nanoseconds: 500))
        #expect(clock.time(at: Instant(nanoseconds: 500)) == epoch)
        #expect(clock.time(at: Instant(nanoseconds: 500 + 999_999)) == epoch)
        #expect(clock.time(at: Instant(nanoseconds: 500 + 1_000_000)) == epoch.adding(milliseconds: 1))
        #expect(clock.time(at: Instant(nanoseconds: 499)) <= epoch)
        #expect(clock.time(at: Instant(nanoseconds: 500 - 1_000_000)) == epoch.adding(milliseconds: -1))
    }

    @Test func `a faster clock covers more device time in the same real time`() {
        let clock = DeviceClock(epoch: epoch, reference: .zero, factor: 60)
        #expect(clock.time(at: Instant.zero.adding(seconds: 60)) == epoch.adding(milliseconds: 3_600_000))
        #expect(clock.realNanoseconds(ofDeviceMilliseconds: 60_000) == 1_000_000_000)
        #expect(clock.realNanoseconds(ofDeviceMilliseconds: 1) == 16_667)
        #expect(DeviceClock(epoch: epoch, reference: .zero, factor: 0).factor == 1)
    }

    @Test func `an instant is the first at which the clock shows its time`() {
        for factor: Int64 in [1, 2, 3, 7, 60, 86_400] {
            let clock = DeviceClock(epoch: epoch, reference: Instant(nanoseconds: 12_345_678), factor: factor)
            for offset: Int64 in [0, 1, 2, 999, 1000, 86_400_000, 31_536_000_000, -1, -1000] {
                let time = epoch.adding(milliseconds: offset)
                let instant = clock.instant(of: time)
                #expect(clock.time(at: instant) >= time)
                #expect(clock.time(at: instant.adding(nanoseconds: -1)) < time)
            }
        }
    }

    @Test func `times and instants far away saturate`() {
        let clock = DeviceClock(epoch: epoch, reference: .zero, factor: 1_000_000)
        #expect(clock.time(at: .distantFuture).millisecondsSince1970 == .max)
        let faster = DeviceClock(epoch: epoch, reference: .zero, factor: 10_000_000)
        #expect(faster.time(at: Instant(nanoseconds: .min)).millisecondsSince1970 < DateTime.range.lowerBound)
        #expect(clock.instant(of: DateTime(millisecondsSince1970: .min)) == Instant(nanoseconds: .min))
        #expect(DeviceClock(epoch: epoch, reference: .zero).realNanoseconds(ofDeviceMilliseconds: .max) == .max)
        #expect(Instant.distantFuture.adding(nanoseconds: 1) == .distantFuture)
        #expect(Instant.zero.adding(seconds: .max) == .distantFuture)
        #expect(Instant.zero.adding(milliseconds: .min) == Instant(nanoseconds: .min))
        #expect(Instant(nanoseconds: .min).nanoseconds(since: Instant(nanoseconds: 1)) == .min)
        #expect(Instant.distantFuture.nanoseconds(since: Instant(nanoseconds: -1)) == .max)
        #expect(Instant.distantFuture.description == "never")
    }
}
