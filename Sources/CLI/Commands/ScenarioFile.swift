import ArgumentParser
import Foundation
import Scenario
import StandardStreams

/// Reads scenario files and shows their diagnostics.
enum ScenarioFile {
    /// A scenario's text and the name it goes by in messages.
    struct Loaded {
        var name: String
        var bytes: [UInt8]
    }

    /// Largest file that is read; the language itself has a smaller limit with its own message.
    static let largestFile = 17 << 20

    /// Reads a file, or standard input for `-`.
    ///
    /// - Parameter kind: what it is, for messages.
    static func load(_ name: String, kind: String = "scenario file") throws(ExitStatus) -> Loaded {
        let shown = name == "-" ? "<standard input>" : name
        if name != "-" {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) else {
                throw .usage("\(name): no such file")
            }
            if isFolder.boolValue { throw .usage("\(name): is a folder, not a \(kind)") }
        }
        do throws(StandardInput.Failure) {
            let bytes =
                name == "-"
                ? try StandardInput.read(upTo: largestFile) : try StandardInput.read(file: name, upTo: largestFile)
            return Loaded(name: shown, bytes: bytes)
        } catch .tooLarge {
            throw .usage("\(shown): more than \(largestFile) bytes are too many for a \(kind)")
        } catch {
            throw .usage("\(shown): cannot be read: \(error.reason)")
        }
    }

    /// Compiles a file; shows diagnostics on standard error and throws exit code 2 when there is no plan.
    static func plan(_ name: String, overrides: ScenarioOverrides) throws(ExitStatus) -> (Plan, Loaded) {
        let loaded = try load(name)
        let compiled = ScenarioCompiler.compile(bytes: loaded.bytes, fileName: loaded.name, overrides: overrides)
        show(compiled)
        guard let plan = compiled.plan else { throw .usage("") }
        return (plan, loaded)
    }

    /// Writes every diagnostic with its line and caret.
    static func show(_ compiled: CompiledScenario) {
        guard !compiled.diagnostics.isEmpty else { return }
        StandardStream.error.write(compiled.renderedDiagnostics)
    }
}

/// Flags that change a scenario without editing it.
struct OverrideOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Seed of every random draw.", valueName: "N")) var seed: UInt64?
    @Option(name: .customLong("for"), help: ArgumentHelp("Duration of the run, such as 90s.", valueName: "DURATION"))
    var duration: String?
    @Option(help: ArgumentHelp("Multiplies every group's count, such as 0.1.", valueName: "FACTOR")) var scale: Double?
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Sets a value of the scenario; may be repeated.", valueName: "NAME=VALUE"))
    var set: [String] = []
    @Option(help: ArgumentHelp("Endpoint without the identity, or `included`.", valueName: "URL")) var target: String?

    /// The flags as the scenario compiler takes them.
    func overrides() throws(ExitStatus) -> ScenarioOverrides {
        var overrides = ScenarioOverrides()
        overrides.seed = seed
        overrides.duration = duration
        overrides.scale = scale ?? 1
        overrides.target = target
        for entry in set {
            guard entry.contains("="), !entry.hasPrefix("=") else {
                throw .usage("--set \(entry): write NAME=VALUE, for example --set fleet.depot.count=500")
            }
            overrides.set.append(entry)
        }
        return overrides
    }
}
