import Foundation
import TestSupport
import Testing

@testable import CentralSystemServer

/// The guides' examples are executed.
@Suite(.ownThread, .timeLimit(.minutes(3))) struct OperatorGuideTests {
    private static let guides = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/CentralSystemServer/CentralSystemServer.docc")

    private static func blocks(_ guide: String, _ kind: String) throws -> [String] {
        let text = try String(contentsOf: guides.appendingPathComponent(guide), encoding: .utf8)
        return text.components(separatedBy: "```\(kind)\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
    }

    /// Commands and what their output must hold.
    private static func examples(_ guide: String) throws -> [(command: String, part: String)] {
        var examples: [(String, String)] = []
        for block in try blocks(guide, "sh") {
            let lines = block.split(separator: "\n").map(String.init)
            for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("curl ") {
                guard next.hasPrefix("# ") else { throw CocoaError(.formatting) }
                examples.append((line, String(next.dropFirst(2))))
            }
        }
        return examples
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl"), "needs curl"),
        arguments: [("OperatorAPI.md", 9), ("Files.md", 15)])
    func `every curl line of the guides answers as it says`(guide: String, count: Int) async throws {
        let examples = try Self.examples(guide)
        #expect(examples.count >= count)
        let configure = { (configuration: inout CentralSystemServerConfiguration) in
            configuration.files.http = .init(host: "127.0.0.1", port: 0)
            configuration.files.ftp = .init(host: "127.0.0.1", port: 0)
        }
        try await TestServer.with(configure: configure) { server in
            try Data("firmware image\n".utf8).write(to: URL(fileURLWithPath: server.directory.file("acme-2.1.0.bin")))
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let answering = Task {
                while case .text(let call)? = await chargePoint.next() {
                    guard let id = call.firstMatch(of: /^\[2,"([^"]*)"/)?.1 else { continue }
                    // Their confirmations have no status.
                    let isBare = call.contains(#""UpdateFirmware""#) || call.contains(#""GetDiagnostics""#)
                    chargePoint.send(isBare ? #"[3,"\#(id)",{}]"# : #"[3,"\#(id)",{"status":"Accepted"}]"#)
                }
            }
            for (command, part) in examples {
                let line = command.replacing("http://127.0.0.1:8080", with: server.ready.api)
                let output = try ChildProcess.shell("cd '\(server.directory.path)' && \(line)").output
                #expect(output.contains(part), "\(command)\n\(output)")
            }
            chargePoint.close()
            await answering.value
        }
    }

    @Test func `the guide's configuration file is right`() throws {
        let blocks = try Self.blocks("ConfigurationFile.md", "yaml")
        #expect(blocks.count == 1)
        for block in blocks {
            var configuration = CentralSystemServerConfiguration()
            try ConfigurationFile.apply(block, name: "guide", to: &configuration)
            #expect(configuration.watchList == ["CP1", "CP2"] && configuration.api.tokens.count == 1)
        }
        let guide = try String(
            contentsOf: Self.guides.appendingPathComponent("ConfigurationFile.md"), encoding: .utf8)
        for setting in CentralSystemSetting.all where setting.name.hasPrefix("limits.") {
            #expect(guide.contains("  \(setting.name.dropFirst("limits.".count)): "), "\(setting.name)")
        }
    }
}
