import ArgumentParser

/// Commands of the design that this version does not have: they say so and end with exit code 2 instead of being unknown.
enum NotBuiltYet {
    /// All of them, for the list of subcommands.
    static let commands: [any ParsableCommand.Type] = [
        CertifyCommand.self, SimulateCommand.self, RecordCommand.self, ReplayCommand.self,
        CapacityCommand.self, ReportCommand.self, MergeCommand.self, CompareCommand.self, SinkCommand.self,
    ]
}

/// A command that only tells that it is not there yet.
protocol UnbuiltCommand: ParsableCommand {
    static var name: String { get }
    static var does: String { get }
    var arguments: [String] { get }
}

extension UnbuiltCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: name, abstract: "\(does) (not built yet)", shouldDisplay: false)
    }

    func run() throws {
        throw ExitStatus.usage("`wattswarm \(Self.name)` (\(Self.does)) is not built yet in version \(Version.current)")
    }
}

struct CertifyCommand: UnbuiltCommand {
    static let name = "certify"
    static let does = "runs the certification cases against a device under test"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct SimulateCommand: UnbuiltCommand {
    static let name = "simulate"
    static let does = "the scenario in virtual time"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct RecordCommand: UnbuiltCommand {
    static let name = "record"
    static let does = "a proxy that captures frames"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct ReplayCommand: UnbuiltCommand {
    static let name = "replay"
    static let does = "plays a capture against a central system"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct CapacityCommand: UnbuiltCommand {
    static let name = "capacity"
    static let does = "searches the largest fleet that meets the expectations"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct ReportCommand: UnbuiltCommand {
    static let name = "report"
    static let does = "reports from stored results"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct MergeCommand: UnbuiltCommand {
    static let name = "merge"
    static let does = "exact merge of shards"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct CompareCommand: UnbuiltCommand {
    static let name = "compare"
    static let does = "difference of two runs"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct SinkCommand: UnbuiltCommand {
    static let name = "sink"
    static let does = "a null target that answers every CALL at once"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}
