import OCPPTypes

/// Tags that `authorize: {pool: …}` presents.
package struct TagPool: Equatable, Sendable {
    /// The pool's name, unique in the plan.
    package var name: String
    /// Its tags.
    package var tags: Tags

    /// Makes one of its parts.
    package init(name: String, tags: Tags) {
        self.name = name
        self.tags = tags
    }

    /// How a pool comes by its tags.
    package enum Tags: Equatable, Sendable {
        /// A tag of its own for each connector of each charge point that uses the pool, so that no tag is ever in two
        /// transactions. This is what a pool is that the scenario does not declare.
        case perConnector
        /// These tags; each `authorize` draws one.
        case listed([IdTag])
        /// `prefix` and the numbers 1 to `count`, all padded to the digits of `count`; each `authorize` draws one.
        case generated(prefix: String, count: Int)
    }

    /// Number of listed or generated tags; nil for ``Tags/perConnector``.
    package var tagCount: Int? {
        switch tags {
        case .perConnector: nil
        case .listed(let tags): tags.count
        case .generated(_, let count): count
        }
    }

    /// The listed or generated tag at an index below ``tagCount``; nil for ``Tags/perConnector``.
    package func tag(at index: Int) -> IdTag? {
        switch tags {
        case .perConnector: return nil
        case .listed(let tags): return tags[index]
        case .generated(let prefix, let count):
            let digits = String(index + 1)
            let padding = String(repeating: "0", count: String(count).utf8.count - digits.utf8.count)
            return IdTag(unchecked: prefix + padding + digits)
        }
    }

    /// The tag of one connector in a pool of kind ``Tags/perConnector``: `POOL<pool>-<group>-<number>-<connectorId>`
    /// with pool and group counted from 0 and the charge point's number from 1; at most 20 characters by the limits
    /// of a plan.
    package static func tag(pool: Int, group: Int, index: Int, connectorId: Int) -> IdTag {
        IdTag(unchecked: "POOL\(pool)-\(group)-\(index + 1)-\(connectorId)")
    }
}

extension Plan {
    /// The tag that an `authorize` from a pool presents.
    ///
    /// - Parameters:
    ///   - pool: index into ``tagPools``.
    ///   - group: index into ``groups``.
    ///   - index: the charge point's 0-based index in the group.
    ///   - connectorId: the connector the behaviour runs on, from 1.
    ///   - random: the charge point's generator; a pool with a tag per connector takes nothing from it.
    package func tag(pool: Int, group: Int, index: Int, connectorId: Int, using random: inout SeededRandom) -> IdTag {
        let tags = tagPools[pool]
        guard let count = tags.tagCount else {
            return TagPool.tag(pool: pool, group: group, index: index, connectorId: connectorId)
        }
        return tags.tag(at: random.nextIndex(below: count)) ?? IdTag(unchecked: "")
    }

    /// Every tag that the included central system must know: literal tags of the programs, then those of the pools,
    /// each once (without regard to case), in a stable order.
    package var idTags: [IdTag] {
        var seen: Set<IdTag> = []
        var result: [IdTag] = []
        func add(_ tag: IdTag) {
            if seen.insert(tag).inserted { result.append(tag) }
        }
        for program in programs {
            for case .authorize(.literal(let tag)) in program.instructions { add(tag) }
        }
        for (poolIndex, pool) in tagPools.enumerated() {
            if let count = pool.tagCount {
                for index in 0..<count { if let tag = pool.tag(at: index) { add(tag) } }
                continue
            }
            for (groupIndex, group) in groups.enumerated() where programs[group.program].usesPool(poolIndex) {
                for index in 0..<group.count {
                    for connectorId in 1...(group.perConnector ? group.connectorCount : 1) {
                        add(TagPool.tag(pool: poolIndex, group: groupIndex, index: index, connectorId: connectorId))
                    }
                }
            }
        }
        return result
    }
}

extension Program {
    /// True when an instruction takes its tag from the pool at an index.
    package func usesPool(_ pool: Int) -> Bool {
        instructions.contains(.authorize(.pool(pool)))
    }
}
