import ChargePointModel
import Credentials
import Fleet
import Measurement
import NIOCore
import NIOPosix
import OCPPTypes
import Scenario
import WebSocketTransport

/// Runs a plan against a target: spreads the charge points over event loops, lets them run, closes them, merges what
/// the loops measured.
///
/// ```swift
/// let engine = try LoadEngine(plan: plan, options: RunOptions(endpoint: "ws://127.0.0.1:9000/ocpp", epoch: now))
/// let outcome = try await engine.run()
/// print(outcome.statistics.calls(.heartbeat).response.summary.p99)
/// ```
package final class LoadEngine: Sendable {
    /// What a run gives back.
    package struct Outcome: Sendable {
        /// All loops' measurements, merged.
        package var statistics: RunStatistics
        /// How the run ended.
        package var ending: RunEnding
        /// Seconds from the start to the end, without drain and close.
        package var durationSeconds: Double
        /// Most connections open at once, as the looks at the run saw it.
        package var peakConnected: Int
        /// CPU use of the busiest loop in percent of one core.
        package var cpuPercent: Double
        /// Most charge points of one loop that arrive at the same instant.
        package var largestBurst: Int
        /// How the mass close went.
        package var close: CloseOutcome
        /// Events that did not fit.
        package var eventsLeftOut: EventsLeftOut
    }

    /// How the mass close went.
    package struct CloseOutcome: Equatable, Sendable {
        /// Connections that were open when it began.
        package var open: Int
        /// Connections that had to be reset because the target did not close in time.
        package var reset: Int
        /// Seconds until the last one was closed.
        package var seconds: Double
    }

    private let plan: Plan
    private let options: RunOptions
    /// Digest of the part of the plan that this shard runs.
    package let digest: PlanDigest
    private let loops: [LoopPlan]
    private let endpoint: WebSocketEndpoint
    private let endpoints: [Int: WebSocketEndpoint]
    private let groupEndpoints: [Int: [Int: WebSocketEndpoint]]
    private let credentials: FleetCredentials
    private let sourceAddresses: [String]
    /// File descriptors that are left for transfers.
    private let transferDescriptors: Int
    private let stopRequest = StopRequest()

    /// Charge points of this shard.
    package var memberCount: Int { loops.reduce(0) { $0 + $1.members.count } }

    /// One loop's share of the plan.
    struct LoopPlan: Sendable {
        var members: [MemberPlan] = []
    }

    /// Checks what can be checked before anything starts: endpoint, descriptors, ports.
    package init(plan: Plan, options: RunOptions, budget: ResourceBudget = .ofThisProcess()) throws(RunFailure) {
        self.plan = plan
        self.options = options
        do {
            endpoint = try WebSocketEndpoint(url: options.endpoint)
            var endpoints: [Int: WebSocketEndpoint] = [:]
            for (profile, url) in options.endpoints { endpoints[profile] = try WebSocketEndpoint(url: url) }
            self.endpoints = endpoints
            groupEndpoints = try Self.groupEndpoints(of: plan, isIncluded: options.network != nil)
        } catch {
            throw RunFailure("target \(options.endpoint): \(error)")
        }
        credentials = try FleetCredentials(plan: plan, network: options.network)
        var loops = [LoopPlan](repeating: LoopPlan(), count: max(1, options.loops))
        var digest = PlanDigest()
        var number = 0
        for group in plan.groups.indices {
            let describer = plan.memberDescriber(of: group)
            for member in plan.members(of: group) {
                defer { number += 1 }
                guard number % options.shard.count == options.shard.index else { continue }
                digest.add(describer.describe(member))
                loops[number / options.shard.count % loops.count].members.append(member)
            }
        }
        self.loops = loops
        self.digest = digest
        let count = loops.reduce(0) { $0 + $1.members.count }
        sourceAddresses =
            options.sourceAddresses.isEmpty
            ? budget.sourceAddresses(connections: count, destinationIsLoopback: Self.isLoopback(endpoint.host))
            : options.sourceAddresses
        transferDescriptors = max(0, budget.descriptorLimit - count - ResourceBudget.reservedDescriptors / 2)
        if let refusal = budget.refusal(connections: count, sourceAddressCount: sourceAddresses.count) {
            throw RunFailure(refusal)
        }
    }

    /// Asks the run to end gracefully: it stops at once, drains, closes and still gives its outcome.
    package func stop() {
        stopRequest.request()
    }

    /// Runs the plan to its end.
    ///
    /// - Parameters:
    ///   - interval: how often `look` is called, in milliseconds.
    ///   - look: sees the progress and takes the events since the last look.
    package func run(
        interval: Int64 = 1000, look: @Sendable (RunProgress, RunLines) -> Void = { _, _ in }
    ) async throws(RunFailure) -> Outcome {
        let memberCredentials = try makeCredentials()
        let turns = LoopTurns()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops.count, metricsDelegate: turns)
        let transfers: FleetTransfers
        do {
            try await TargetProbe.run(endpoint, on: group)
            transfers = try FleetTransfers(plan, descriptors: transferDescriptors)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        let start = LoopDriver.now().adding(milliseconds: 50)
        let fleet = RunningFleet(
            drivers: makeDrivers(on: group, turns, start: start, memberCredentials, transfers), start: start,
            planned: memberCount,
            plannedSeconds: Double(plan.durationMilliseconds) / 1000)
        await fleet.begin()
        let end = start.adding(milliseconds: plan.durationMilliseconds)
        var ending = RunEnding.completed
        var schemeAdvice: String?
        let scheme = SchemeQuestion(endpoint, on: group)
        while true {
            let left = end.nanoseconds(since: LoopDriver.now()) / 1_000_000
            if left <= 0 { break }
            if await stopRequest.wait(milliseconds: min(left, interval)) {
                ending = .interrupted
                break
            }
            let (progress, events) = await fleet.look()
            look(progress, events)
            if fleet.maySpeakTLS { scheme.ask() }
            schemeAdvice = fleet.schemeAdvice ?? scheme.advice
            if schemeAdvice != nil { break }
        }
        let stopped = LoopDriver.now()
        let duration = Double(stopped.nanoseconds(since: start)) / 1e9
        await fleet.finish()
        await fleet.drain(seconds: options.drainSeconds)
        let (statistics, close) = await fleet.close(seconds: options.closeSeconds)
        let (progress, events) = await fleet.look(isLast: true)
        look(progress, events)
        let leftOut = await fleet.eventsLeftOut()
        // Whoever stops a run does not wait for the answer.
        await scheme.end(waits: ending == .completed)
        // Before the loops end, so that what it still has to tell finds its loop.
        transfers.client.stop()
        try? await group.shutdownGracefully()
        // One that came while the run ended counts only where nobody was connected until then.
        if let advice = schemeAdvice ?? fleet.schemeAdvice ?? (fleet.maySpeakTLS ? scheme.advice : nil) {
            throw RunFailure("target \(endpoint.authority): \(advice)")
        }
        return Outcome(
            statistics: statistics, ending: ending, durationSeconds: max(0, duration), peakConnected: fleet.peak,
            cpuPercent: fleet.cpuPercent, largestBurst: fleet.largestBurst, close: close, eventsLeftOut: leftOut)
    }

    /// Endpoints of groups that have their own; the included central system brings its own listeners.
    private static func groupEndpoints(
        of plan: Plan, isIncluded: Bool
    ) throws(WebSocketEndpointError) -> [Int: [Int: WebSocketEndpoint]] {
        var endpoints: [Int: [Int: WebSocketEndpoint]] = [:]
        for (index, group) in plan.groups.enumerated() where !isIncluded {
            for (profile, url) in group.security?.endpoints ?? [:] {
                endpoints[index, default: [:]][profile] = try WebSocketEndpoint(url: url)
            }
        }
        return endpoints
    }

    /// True for the names and addresses of this machine's loopback, version 4.
    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host.hasPrefix("127.")
    }

    /// The credentials of every member, loop by loop; empty lists when no member has any.
    private func makeCredentials() throws(RunFailure) -> [[MemberCredentials?]] {
        var all: [[MemberCredentials?]] = []
        for loop in loops {
            var own: [MemberCredentials?] = []
            if !credentials.isEmpty {
                own.reserveCapacity(loop.members.count)
                for member in loop.members { own.append(try credentials.credentials(of: member)) }
            }
            all.append(own)
        }
        return all
    }

    private func makeDrivers(
        on group: MultiThreadedEventLoopGroup, _ turns: LoopTurns, start: Instant,
        _ credentials: [[MemberCredentials?]],
        _ transfers: FleetTransfers
    ) -> [RunningFleet.Seat] {
        var configuration = WebSocketClientConfiguration()
        configuration.seed = plan.seed
        configuration.limits = LoopShares.limits
        let client = WebSocketClient(configuration: configuration, turns: turns)
        let factory = MemberFactory(plan: plan, start: start, epoch: options.epoch)
        let fleetClock = plan.clockFactor > 1 ? FleetClock(factor: Int64(plan.clockFactor)) : nil
        return zip(loops, credentials).map { loop, credentials in
            var setup = LoopDriver.Setup(
                endpoint: endpoint, sourceAddresses: sourceAddresses, identities: loop.members.map(\.identity),
                groups: loop.members.map { UInt16($0.group) }, transfers: transfers, start: start,
                fleetClock: fleetClock, tickNanoseconds: options.tickNanoseconds,
                eventLimit: options.eventLimit / loops.count)
            setup.endpoints = endpoints
            setup.groupEndpoints = groupEndpoints
            setup.trustedRoots = options.trustedRoots.map { [$0] }
            setup.connectionEventLimit = options.connectionEventLimit / self.loops.count
            let eventLoop = group.next()
            return RunningFleet.Seat(
                eventLoop: eventLoop, client: client, turn: turns.turn(of: eventLoop), setup: setup,
                members: loop.members, factory: factory, monitor: LoopMonitor(), credentials: credentials)
        }
    }
}
