import ArgumentParser
import CentralSystemStore
import OperatorInterface
import StandardStreams

/// `wattswarm csms token`: who may use the operator API.
struct OperatorTokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Makes, lists and revokes tokens of operators.",
        discussion: """
            Tokens live in the database, as hashes. A central system that runs on it takes changes over within seconds.
            As long as there is no token the operator API serves this machine only, with every right.
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    /// The database that all of them work on.
    struct Place: ParsableArguments {
        @Option(help: ArgumentHelp("SQLite database of the central system.", valueName: "FILE"))
        var database = "wattswarm.sqlite"
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a token and prints it; it is not kept.")
        @OptionGroup var place: Place
        @Option(help: "Who has the token; unique.") var name: String
        @Option(help: "What it allows: read, operate or admin.") var role: String

        func run() throws {
            guard let role = Role(rawValue: role) else {
                throw ExitStatus.usage("--role \(role): give read, operate or admin")
            }
            StandardStream.output.line(
                try OperatorTokenCommand.run {
                    try OperatorTokenStore.create(name: name, role: role, at: place.database)
                })
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the tokens: name, role, when made.")
        @OptionGroup var place: Place

        func run() throws {
            for entry in try OperatorTokenCommand.run({ try OperatorTokenStore.list(at: place.database) }) {
                StandardStream.output.line("\(entry.name)\t\(entry.role.rawValue)\t\(entry.created)")
            }
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revokes a token.")
        @OptionGroup var place: Place
        @Argument(help: "The token's name.") var name: String

        func run() throws {
            try OperatorTokenCommand.run { try OperatorTokenStore.revoke(name: name, at: place.database) }
        }
    }

    /// Wrong names are wrong usage; a database that cannot be had is not.
    private static func run<Value>(_ body: () throws -> Value) throws(ExitStatus) -> Value {
        do {
            return try body()
        } catch let error as OperatorTokenStore.Failure {
            throw .usage("\(error)")
        } catch {
            throw .notCarriedOut("\(error)")
        }
    }
}
