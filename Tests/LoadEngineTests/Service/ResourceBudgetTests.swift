import Testing

@testable import LoadEngine

@Suite struct ResourceBudgetTests {
    private let budget = ResourceBudget(descriptorLimit: 20_000, portsPerSourceAddress: 28_232)

    @Test func `what fits is not refused, one more is`() {
        let most = 20_000 - ResourceBudget.reservedDescriptors
        #expect(budget.refusal(connections: most, sourceAddressCount: 1) == nil)
        let text = budget.refusal(connections: most + 1, sourceAddressCount: 1)
        #expect(text?.contains("\(most + 1) charge points need 20001 file descriptors") == true, "\(text ?? "")")
        #expect(text?.contains("run at most \(most) charge points") == true, "\(text ?? "")")
    }

    @Test func `a limit that leaves no charge point at all names another one`() {
        let tiny = ResourceBudget(descriptorLimit: 100, portsPerSourceAddress: 28_232)
        let text = tiny.refusal(connections: 10, sourceAddressCount: 1)
        #expect(text?.contains("raise the limit (`ulimit -n 4096`") == true, "\(text ?? "")")
    }

    @Test func `local ports are a limit for each source address`() {
        let wide = ResourceBudget(descriptorLimit: 100_000, portsPerSourceAddress: 28_232)
        #expect(wide.refusal(connections: 28_232, sourceAddressCount: 1) == nil)
        #expect(wide.refusal(connections: 28_233, sourceAddressCount: 1)?.contains("ip_local_port_range") == true)
        #expect(wide.refusal(connections: 28_233, sourceAddressCount: 2) == nil)
    }

    @Test func `only loopback gets several source addresses, and only for many connections`() {
        #expect(budget.sourceAddresses(connections: 4000, destinationIsLoopback: true) == [])
        #expect(
            budget.sourceAddresses(connections: 8001, destinationIsLoopback: true) == [
                "127.0.0.1", "127.0.0.2", "127.0.0.3",
            ])
        #expect(budget.sourceAddresses(connections: 19_000, destinationIsLoopback: false) == [])
    }

    @Test func `this process knows its limits`() {
        let own = ResourceBudget.ofThisProcess()
        #expect(own.descriptorLimit > 0)
        #expect(own.portsPerSourceAddress > 0)
    }

    @Test func `the kernel's table has room for all descriptors before the first connection`() throws {
        let budget = ResourceBudget.ofThisProcess()
        let status = try #require(SmallFile.read("/proc/self/status"))
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("FDSize:") })
        let size = try #require(line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) })
        #expect(size >= min(budget.descriptorLimit, ResourceBudget.descriptorsWithRoom))
    }
}
