/// Where a result comes from: what is needed to run it again and to merge it with its siblings (guide "Report").
package struct RunManifest: Hashable, Sendable {
    /// The machine that generated the load.
    package struct Machine: Hashable, Sendable {
        /// Cores the process may use.
        package var cores: Int
        /// Memory in bytes.
        package var memoryBytes: UInt64
        /// Kernel name and release.
        package var kernel: String

        /// Describes a machine.
        package init(cores: Int, memoryBytes: UInt64, kernel: String) {
            self.cores = cores
            self.memoryBytes = memoryBytes
            self.kernel = kernel
        }
    }

    /// One part of a divided run; shards count from 0.
    package struct Shard: Hashable, Sendable {
        /// Which part.
        package var index: Int
        /// Of how many.
        package var count: Int

        /// Names a part; 0 of 1 is the whole.
        package init(index: Int, count: Int) {
            self.index = index
            self.count = count
        }
    }

    /// Version of the tool.
    package var version: String
    /// Seed of the run.
    package var seed: UInt64
    /// SHA-256 of the scenario file as run, in hexadecimal.
    package var scenarioSHA256: String
    /// Digest of the plan in hexadecimal (guide "Report").
    package var planDigest: String
    /// The machine.
    package var machine: Machine
    /// The shard.
    package var shard: Shard
    /// How many times faster device time runs than real time.
    package var clock: Double
    /// When the run started: RFC 3339, UTC.
    package var startedAt: String
    /// The command line as given; secrets are masked when it is written.
    package var commandLine: [String]

    /// Makes a manifest.
    package init(
        version: String, seed: UInt64, scenarioSHA256: String, planDigest: String, machine: Machine,
        shard: Shard = Shard(index: 0, count: 1), clock: Double, startedAt: String, commandLine: [String]
    ) {
        self.version = version
        self.seed = seed
        self.scenarioSHA256 = scenarioSHA256
        self.planDigest = planDigest
        self.machine = machine
        self.shard = shard
        self.clock = clock
        self.startedAt = startedAt
        self.commandLine = commandLine
    }
}

/// `manifest.json`.
package enum ManifestJSON {
    /// Version of the manifest's format.
    package static let schemaVersion = 1

    /// Encodes a manifest, without secrets.
    package static func encode(_ manifest: RunManifest) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", schemaVersion)
            json.member("version", manifest.version)
            json.member("seed", manifest.seed)
            json.member("scenarioSHA256", manifest.scenarioSHA256)
            json.member("planDigest", manifest.planDigest)
            json.key("machine")
            json.object(.compact) { json in
                json.member("cores", manifest.machine.cores)
                json.member("memoryBytes", manifest.machine.memoryBytes)
                json.member("kernel", manifest.machine.kernel)
            }
            json.key("shard")
            json.object(.compact) { json in
                json.member("index", manifest.shard.index)
                json.member("count", manifest.shard.count)
            }
            json.key("clock")
            json.number(manifest.clock)
            json.member("startedAt", manifest.startedAt)
            json.key("commandLine")
            json.array(.compact) { json in
                for argument in Redaction.commandLine(manifest.commandLine) { json.string(argument) }
            }
        }
        return json.finish()
    }
}
