import Glibc

/// What the machine allows this process, checked before a run starts (issue of many tools: "all spawned" while half of
/// the connections failed).
package struct ResourceBudget: Equatable, Sendable {
    /// Descriptors this process may have open (`RLIMIT_NOFILE`, hard limit).
    package var descriptorLimit: Int
    /// Local ports per source address and destination (`ip_local_port_range`).
    package var portsPerSourceAddress: Int

    /// Descriptors of the runtime, event loops, files and pipes besides the connections.
    package static let reservedDescriptors = 200
    /// Connections per source address above which `connect` slows down searching a free port.
    package static let connectionsPerSourceAddress = 4000

    /// Makes a budget from known figures.
    package init(descriptorLimit: Int, portsPerSourceAddress: Int) {
        self.descriptorLimit = descriptorLimit
        self.portsPerSourceAddress = portsPerSourceAddress
    }

    /// Descriptors for which the kernel's table is made large enough beforehand, at most: half a megabyte of it.
    package static let descriptorsWithRoom = 65_536

    /// Raises the soft descriptor limit to the hard one, has the kernel make its table of descriptors that large, and
    /// reads what it allows.
    package static func ofThisProcess() -> ResourceBudget {
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        makeRoom(forDescriptors: min(Int(clamping: limit.rlim_cur), descriptorsWithRoom))
        return ResourceBudget(
            descriptorLimit: limit.rlim_cur > UInt(Int32.max) ? Int(Int32.max) : Int(limit.rlim_cur),
            portsPerSourceAddress: localPortRange())
    }

    /// Makes the table of descriptors large enough for so many.
    ///
    /// The kernel doubles the table of a process with threads only after all cores have come by (`synchronize_rcu` in
    /// `expand_fdtable`): whoever opens the 1,025th, 2,049th, 4,097th … connection waits 10 to 30 ms for that, and a loop
    /// with it. A table never shrinks, so one high descriptor before any connection spares all of these waits.
    package static func makeRoom(forDescriptors count: Int) {
        let any = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard any >= 0 else { return }
        let high = fcntl(any, F_DUPFD_CLOEXEC, CInt(clamping: max(0, count - 1)))
        if high >= 0 { close(high) }
        close(any)
    }

    private static func localPortRange() -> Int {
        let text = SmallFile.read("/proc/sys/net/ipv4/ip_local_port_range") ?? ""
        let numbers = text.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
        guard numbers.count == 2, numbers[1] >= numbers[0] else { return 28_232 }
        return numbers[1] - numbers[0] + 1
    }

    /// The addresses that connections to a destination start from: several on loopback, where every 127.x address is
    /// ours; elsewhere the kernel's choice (empty).
    package func sourceAddresses(connections: Int, destinationIsLoopback: Bool) -> [String] {
        guard destinationIsLoopback, connections > Self.connectionsPerSourceAddress else { return [] }
        let wanted = (connections + Self.connectionsPerSourceAddress - 1) / Self.connectionsPerSourceAddress
        return (1...min(wanted, 250)).map { "127.0.0.\($0)" }
    }

    /// Says why a number of connections cannot be opened, or nil when they can.
    package func refusal(connections: Int, sourceAddressCount: Int) -> String? {
        let descriptors = connections + Self.reservedDescriptors
        if descriptors > descriptorLimit {
            guard descriptorLimit > Self.reservedDescriptors else {
                return """
                    this process may open \(descriptorLimit) file descriptors, and needs \(Self.reservedDescriptors) \
                    before the first charge point: raise the limit (`ulimit -n \(max(4096, 2 * descriptors))`, above \
                    `ulimit -Hn` as root)
                    """
            }
            return """
                \(connections) charge points need \(descriptors) file descriptors, but this process may open \
                \(descriptorLimit): run at most \(descriptorLimit - Self.reservedDescriptors) charge points here \
                (lower `count` or use --scale), split them with --shard, or raise the hard limit (`ulimit -Hn`)
                """
        }
        let ports = portsPerSourceAddress * max(1, sourceAddressCount)
        if connections > ports {
            return """
                \(connections) charge points need as many local ports, but ip_local_port_range gives \(ports) for \
                \(max(1, sourceAddressCount)) source address(es): add addresses with --source, split with --shard, or \
                widen net.ipv4.ip_local_port_range
                """
        }
        return nil
    }
}

/// Reads small text files of the kernel without Foundation.
package enum SmallFile {
    /// The file's text, at most 64 KiB of it, or nil when it cannot be read.
    package static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 65_536 {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[0..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
