import Foundation
import TestSupport
import Testing

@testable import CentralSystemServer

/// TLS versions and cipher suites as openssl sees them: pairs E and R of the certification cases.
@Suite(
    .ownThread, .timeLimit(.minutes(1)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "needs /usr/bin/openssl"))
struct CipherSuiteTests {
    /// Runs `openssl s_client` against a listener; its output.
    private static func connect(_ url: String, _ directory: TestDirectory, _ arguments: [String]) throws -> String {
        let address = url.replacingOccurrences(of: "wss://", with: "").split(separator: "/")[0]
        return try ChildProcess.run(
            "/usr/bin/openssl",
            ["s_client", "-connect", String(address), "-CAfile", directory.file("ca.pem"), "-verify_return_error"]
                + arguments, mixed: true
        ).output
    }

    @Test func `both pairs are served in TLS 1.2, and TLS 1.3 on top`() async throws {
        let directory = TestDirectory()
        try Data(SecureWorld.network.authority.certificatePEM.utf8).write(
            to: URL(fileURLWithPath: directory.file("ca.pem")))
        let suites: [(listener: Int, name: String)] = [
            (2, "ECDHE-ECDSA-AES128-GCM-SHA256"), (2, "ECDHE-ECDSA-AES256-GCM-SHA384"), (4, "AES128-GCM-SHA256"),
            (4, "AES256-GCM-SHA384"), (4, "ECDHE-RSA-AES128-GCM-SHA256"),
        ]
        try await TestServer.with(directory, configure: SecureWorld.configure) { server in
            for suite in suites {
                let text = try Self.connect(
                    SecureWorld.url(server, suite.listener), directory, ["-tls1_2", "-cipher", suite.name])
                #expect(text.contains("Cipher is \(suite.name)"), "\(suite.name): \(text)")
                #expect(text.contains("Verify return code: 0 (ok)"), "\(suite.name): \(text)")
            }
            for listener in [2, 4] {
                let text = try Self.connect(SecureWorld.url(server, listener), directory, ["-tls1_3"])
                #expect(text.contains("New, TLSv1.3"), "\(text)")
            }
        }
    }

    @Test func `older versions and weaker suites are refused`() async throws {
        let directory = TestDirectory()
        try Data(SecureWorld.network.authority.certificatePEM.utf8).write(
            to: URL(fileURLWithPath: directory.file("ca.pem")))
        let refused = [
            ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], ["-tls1", "-cipher", "ALL:@SECLEVEL=0"],
            ["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"],
        ]
        try await TestServer.with(directory, configure: SecureWorld.configure) { server in
            for arguments in refused {
                let text = try Self.connect(SecureWorld.url(server, 4), directory, arguments)
                #expect(text.contains("Cipher is (NONE)"), "\(arguments): \(text)")
            }
        }
    }
}
