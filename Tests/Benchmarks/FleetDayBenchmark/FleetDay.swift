import ChargePointModel
import OCPPTypes

/// The fleet, its commuters and its central system.
struct FleetDay {
    /// What a commuter does next; waits are drawn from the point's seed.
    private enum Step: UInt8 {
        case plugIn, authorize, charge, unplug
    }

    private struct Member {
        var model: ChargePointModel
        var random: SeededRandom
        var step = Step.plugIn
        var wakes = Instant.distantFuture
    }

    private var members: [Member] = []
    private var heap: DeadlineHeap
    private var effects: [ChargePointEffect] = []
    private let epoch = DateTime(millisecondsSince1970: 1_735_689_600_000)

    private(set) var calls = 0
    private(set) var meterValues = 0
    private(set) var transactions = 0
    /// FNV-1a over every CALL: instant, charge point, action, and the first value of meter values.
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325

    init(count: Int) {
        guard let kind = ChargePointKind.builtIn(named: "ac-11kw"), let medium = Car.builtIn(named: "medium"),
            let small = Car.builtIn(named: "small"), let hybrid = Car.builtIn(named: "plug-in-hybrid"),
            let cars = CarMix([.init(medium, weight: 6), .init(small, weight: 3), .init(hybrid, weight: 1)])
        else { preconditionFailure("the kind and the cars are built in") }
        let configuration = SharedConfiguration(
            kind: kind, connectors: 1, settings: [("MeterValueSampleInterval", "60")])
        heap = DeadlineHeap(count: count)
        members.reserveCapacity(count)
        for index in 0..<count {
            let random = SeededRandom(runSeed: 1, group: "fleet-day", index: UInt64(index))
            var setup = ChargePointSetup(
                kind: kind, identity: "CP\(index)", connectors: 1, configuration: configuration, seed: random.state,
                clock: DeviceClock(epoch: epoch, reference: .zero))
            setup.cars = cars
            members.append(Member(model: ChargePointModel(setup), random: random))
        }
    }

    /// Energy that all cars together took, in kWh.
    var kilowattHours: Int64 {
        members.reduce(0) { $0 + ($1.model.energyMilliwattHours(of: 1) ?? 0) } / 1_000_000
    }

    mutating func run(hours: Int64) {
        for index in members.indices {
            give(.powerOn, to: index, at: .zero)
            members[index].wakes = pause(index, after: .zero, meanSeconds: 4 * 3600)
            reschedule(index)
        }
        let end = Instant.zero.adding(seconds: hours * 3600)
        while heap.first.at < end {
            let (now, index) = heap.first
            if members[index].model.nextDeadline <= now { give(.deadline, to: index, at: now) }
            if members[index].wakes <= now {
                members[index].wakes = .distantFuture
                act(index, at: now)
            }
            reschedule(index)
        }
    }

    private mutating func reschedule(_ index: Int) {
        heap.move(index, to: min(members[index].model.nextDeadline, members[index].wakes))
    }

    private mutating func pause(_ index: Int, after now: Instant, meanSeconds: Double) -> Instant {
        now.adding(milliseconds: Int64(members[index].random.nextExponential(mean: meanSeconds) * 1000))
    }

    private mutating func act(_ index: Int, at now: Instant) {
        let command: Command
        switch members[index].step {
        case .plugIn: command = .plugIn(connectorId: 1)
        case .authorize: command = .authorize("COMMUTER", connectorId: 1)
        case .charge: command = .charge(connectorId: 1, until: .stateOfCharge(percent: 80))
        case .unplug: command = .unplug(connectorId: 1)
        }
        give(.command(command, CommandToken(rawValue: 1), intended: now), to: index, at: now)
    }

    /// Gives an input and carries out what comes of it; answers come at once.
    private mutating func give(_ input: ChargePointInput, to index: Int, at now: Instant) {
        let first = effects.count
        members[index].model.handle(input, at: now, into: &effects)
        var position = first
        while position < effects.count {
            switch effects[position] {
            case .connect: members[index].model.handle(.connected, at: now, into: &effects)
            case .call(let id, .typed(let request)):
                note(request, index, now)
                members[index].model.handle(.confirmation(id, answer(request, at: now)), at: now, into: &effects)
            case .commandEnded:
                switch members[index].step {
                case .plugIn: members[index].step = .authorize
                case .authorize: members[index].step = .charge
                case .charge: members[index].step = .unplug
                case .unplug: members[index].step = .plugIn
                }
                let isAway = members[index].step == .plugIn
                members[index].wakes = isAway ? pause(index, after: now, meanSeconds: 3600) : now
            default: break
            }
            position += 1
        }
        effects.removeLast(effects.count - first)
    }

    private mutating func note(_ request: Request, _ index: Int, _ now: Instant) {
        calls += 1
        mix(UInt64(bitPattern: now.nanoseconds))
        mix(UInt64(index) << 8 | UInt64(request.action.rawValue))
        if case .meterValues(let values) = request {
            meterValues += 1
            for byte in values.meterValue[0].sampledValue[0].value.utf8 { mix(UInt64(byte)) }
        }
    }

    private mutating func mix(_ value: UInt64) { digest = (digest ^ value) &* 0x100_0000_01b3 }

    private mutating func answer(_ request: Request, at now: Instant) -> Confirmation {
        switch request.action {
        case .bootNotification:
            return .bootNotification(.init(status: .accepted, currentTime: time(now), interval: 300))
        case .heartbeat: return .heartbeat(.init(currentTime: time(now)))
        case .authorize: return .authorize(.init(idTagInfo: IdTagInfo(status: .accepted)))
        case .startTransaction:
            transactions += 1
            return .startTransaction(.init(idTagInfo: IdTagInfo(status: .accepted), transactionId: transactions))
        case .stopTransaction: return .stopTransaction(.init())
        case .meterValues: return .meterValues(.init())
        case .statusNotification: return .statusNotification(.init())
        default: preconditionFailure("commuters do not cause \(request.action)")
        }
    }

    private func time(_ now: Instant) -> DateTime { epoch.adding(milliseconds: now.nanoseconds / 1_000_000) }
}

/// The next deadline of every charge point, the earliest first, by number where two are equal.
struct DeadlineHeap {
    private var deadlines: [Instant]
    private var order: [Int32]
    private var places: [Int32]

    init(count: Int) {
        deadlines = Array(repeating: .distantFuture, count: count)
        order = (0..<Int32(count)).map { $0 }
        places = order
    }

    /// The earliest deadline and whose it is.
    var first: (at: Instant, index: Int) { (deadlines[Int(order[0])], Int(order[0])) }

    /// Sets the deadline of a charge point.
    mutating func move(_ index: Int, to deadline: Instant) {
        let old = deadlines[index]
        deadlines[index] = deadline
        if deadline < old { rise(Int(places[index])) } else { sink(Int(places[index])) }
    }

    private func isBefore(_ a: Int32, _ b: Int32) -> Bool {
        (deadlines[Int(a)], a) < (deadlines[Int(b)], b)
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        order.swapAt(a, b)
        places[Int(order[a])] = Int32(a)
        places[Int(order[b])] = Int32(b)
    }

    private mutating func rise(_ place: Int) {
        var place = place
        while place > 0, isBefore(order[place], order[(place - 1) / 2]) {
            swap(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(_ place: Int) {
        var place = place
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < order.count && isBefore(order[child], order[least]) {
                least = child
            }
            guard least != place else { return }
            swap(place, least)
            place = least
        }
    }
}
