import CentralSystemSettings
import FileService
import Foundation
import TestSupport
import TransferEndpoint

@testable import CentralSystemServer

/// A JSON object of an answer; empty where it is none.
func jsonObject(_ text: String) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
}

/// A server with its file endpoint, and curl as the charge point's end of a transfer.
extension TestServer {
    /// Starts a server that serves files over HTTP and FTP.
    static func withFiles(
        _ directory: TestDirectory = TestDirectory(),
        configure: (inout FilesConfiguration) -> Void = { _ in }, _ body: (TestServer) async throws -> Void
    ) async throws {
        var files = FilesConfiguration()
        files.http = .init(host: "127.0.0.1", port: 0)
        files.ftp = .init(host: "127.0.0.1", port: 0)
        configure(&files)
        try await with(directory, configure: { $0.files = files }) { try await body($0) }
    }

    /// Runs curl in the test's folder; its exit code and output.
    func curl(_ arguments: [String]) async throws -> (code: Int32, output: String) {
        let folder = URL(fileURLWithPath: directory.path)
        let outcome = try ChildProcess.run("curl", ["-sS", "--max-time", "30"] + arguments, directory: folder)
        return (outcome.status, outcome.output)
    }

    /// The items of a list.
    func items(_ path: String) async throws -> [[String: Any]] {
        jsonObject(try await http("GET", path).body)["items"] as? [[String: Any]] ?? []
    }

    /// Waits until the list has so many items that fit.
    func items(
        _ path: String, count: Int, where fits: ([String: Any]) -> Bool = { _ in true }
    ) async throws -> [[String: Any]] {
        while true {
            let found = try await items(path).filter(fits)
            if found.count >= count { return found }
        }
    }

    /// Sends a command and gives the CALL that the charge point gets; the answer follows.
    func order(
        _ chargePoint: TestChargePoint, _ command: String, body: String, answer: String
    ) async throws -> (call: [String: Any], status: Int, body: String) {
        async let response = http("POST", "/api/v1/charge-points/CP1/commands/\(command)", body: body)
        guard case .text(let frame)? = await chargePoint.next(),
            let call = (try? JSONSerialization.jsonObject(with: Data(frame.utf8))) as? [Any], call.count == 4
        else { return ([:], 0, try await response.body) }
        chargePoint.send("[3,\"\(call[1])\",\(answer)]")
        let (status, text) = try await response
        return (call[3] as? [String: Any] ?? [:], status, text)
    }

    /// A file user's URL of its first path over a scheme.
    func fileUser(_ body: String, _ scheme: String) async throws -> String {
        let made = jsonObject(try await http("POST", "/api/v1/file-users", body: body).body)
        return (made["urls"] as? [String: String])?[scheme] ?? ""
    }
}

extension CentralSystemServer {
    /// The file endpoint that runs.
    func filesService() throws -> FilesService {
        guard let files = running?.files else { throw CancellationError() }
        return files
    }
}
