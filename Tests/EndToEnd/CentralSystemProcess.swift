import Foundation
import TestSupport

/// `wattswarm csms` as a child process on free ports.
final class CentralSystemProcess {
    private let tool: ChildProcess
    /// Endpoint without the identity.
    let ocpp: String
    /// Operator API.
    let api: String
    var processIdentifier: Int32 { tool.identifier }
    var errors: String { tool.errors }

    /// Starts the child and waits for its `ready` line.
    ///
    /// - Parameter listen: address of OCPP; a fixed port lets charge points find the next process.
    init(folder: URL, database: String = "csms.sqlite", listen: String = "127.0.0.1:0", extra: [String] = []) throws {
        let path = folder.appendingPathComponent(database).path
        tool = try Tool.start(["csms", "--listen", listen, "--api", "127.0.0.1:0", "--database", path] + extra)
        var words: [String: String] = [:]
        for word in try tool.firstLine().split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { words[parts[0]] = parts[1] }
        }
        guard let ocpp = words["ocpp"], let api = words["api"] else {
            throw ChildProcess.Failure(description: "\(tool.output)\(tool.errors)")
        }
        self.ocpp = ocpp
        self.api = api
    }

    /// Ends the child at once, as a power cut does, and waits for it.
    func kill() {
        tool.signal(SIGKILL)
        tool.end()
    }

    /// Asks the child to end and waits for it.
    @discardableResult
    func stop() -> ChildProcess.Outcome {
        tool.signal(SIGTERM)
        return tool.end()
    }
}
