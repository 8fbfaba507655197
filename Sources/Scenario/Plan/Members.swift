import OCPPTypes

/// One charge point of a plan.
package struct MemberPlan: Equatable, Sendable {
    /// Index into ``Plan/groups``.
    package var group: Int
    /// The point's 0-based index in its group.
    package var index: Int
    /// The identity, unique in the plan, at most 48 characters.
    package var identity: String
    /// When it connects: nanoseconds of real time after the start of the run.
    package var arrivalNanoseconds: Int64
    /// State of its `SeededRandom` at the start: a function of the run's seed, the group's name and the index alone.
    package var seed: UInt64

    /// Makes one of its parts.
    package init(group: Int, index: Int, identity: String, arrivalNanoseconds: Int64, seed: UInt64) {
        self.group = group
        self.index = index
        self.identity = identity
        self.arrivalNanoseconds = arrivalNanoseconds
        self.seed = seed
    }
}

/// The charge points of one group in order; a pass costs a few operations each, for every kind of arrival.
///
/// A shard walks all members and keeps its own, so that arrivals do not depend on the number of shards.
package struct MemberSequence: Sequence, IteratorProtocol, Sendable {
    private let runSeed: UInt64
    private let groupIndex: Int
    private let group: GroupPlan
    private var nextIndex = 0
    private var gaps: SeededRandom
    private var elapsed: Double = 0

    init(plan: Plan, group index: Int) {
        runSeed = plan.seed
        groupIndex = index
        group = plan.groups[index]
        // No member has this index, so the gaps are independent of every member's own draws.
        gaps = SeededRandom(runSeed: plan.seed, group: plan.groups[index].name, index: .max)
    }

    package mutating func next() -> MemberPlan? {
        guard nextIndex < group.count else { return nil }
        let index = nextIndex
        nextIndex += 1
        if case .rate(let perSecond, true) = group.arrival {
            elapsed += gaps.nextExponential(mean: 1 / perSecond)
        }
        return MemberPlan(
            group: groupIndex, index: index,
            identity: group.identityPattern.identity(group: group.name, index: index),
            arrivalNanoseconds: arrival(of: index),
            seed: SeededRandom(runSeed: runSeed, group: group.name, index: UInt64(index)).state)
    }

    private func arrival(of index: Int) -> Int64 { group.arrivalNanoseconds(of: index, afterGaps: elapsed) }
}

extension GroupPlan {
    /// - Parameter gaps: seconds of all gaps up to the member, where they are drawn.
    fileprivate func arrivalNanoseconds(of index: Int, afterGaps gaps: Double) -> Int64 {
        let seconds =
            switch arrival {
            case .atOnce: 0.0
            case .over(let milliseconds): Double(milliseconds) / 1000 * (Double(index) / Double(count))
            case .rate(let perSecond, let poisson): poisson ? gaps : Double(index) / perSecond
            }
        let value = (seconds * 1e9).rounded()
        return value < 9e18 ? Int64(value) : .max
    }

    /// When the last charge point of the group is due, as its ``MemberPlan/arrivalNanoseconds`` says.
    package func lastArrivalNanoseconds(runSeed: UInt64) -> Int64 {
        var elapsed = 0.0
        if case .rate(let perSecond, true) = arrival {
            var gaps = SeededRandom(runSeed: runSeed, group: name, index: .max)
            for _ in 0..<count { elapsed += gaps.nextExponential(mean: 1 / perSecond) }
        }
        return arrivalNanoseconds(of: count - 1, afterGaps: elapsed)
    }
}

extension Plan {
    /// The charge points of a group, in order.
    package func members(of group: Int) -> MemberSequence {
        MemberSequence(plan: self, group: group)
    }

    /// One charge point. With Poisson arrivals this walks all members before it: for many use ``members(of:)``.
    package func member(group: Int, index: Int) -> MemberPlan {
        precondition(groups.indices.contains(group) && index >= 0 && index < groups[group].count, "no such member")
        var sequence = members(of: group)
        var member = sequence.next()
        for _ in 0..<index { member = sequence.next() }
        guard let member else { preconditionFailure("a group has as many members as its count") }
        return member
    }
}
