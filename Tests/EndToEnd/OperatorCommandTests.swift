import Foundation
import TestSupport
import Testing

/// `wattswarm csms` as operators use it: tokens, the configuration file, what is refused at the start.
@Suite(.ownThread, .timeLimit(.minutes(3))) struct OperatorCommandTests {
    @Test func `tokens are made, listed and revoked`() throws {
        try Tool.withFolder { folder in
            let database = ["--database", folder.appendingPathComponent("csms.sqlite").path]
            let made = try Tool.run(["csms", "token", "create", "--name", "ann", "--role", "operate"] + database)
            #expect(made.status == 0, "\(made.errors)")
            #expect(made.output.hasPrefix("ww_") && made.output.count == 47, "\(made.output)")
            let list = try Tool.run(["csms", "token", "list"] + database)
            #expect(list.output.hasPrefix("ann\toperate\t"))
            #expect(!list.output.contains(made.output.trimmingCharacters(in: .newlines)))
            let again = try Tool.run(["csms", "token", "create", "--name", "ann", "--role", "read"] + database)
            #expect(again.status == 2 && again.errors.contains("there is a token named \"ann\""), "\(again.errors)")
            let role = try Tool.run(["csms", "token", "create", "--name", "bob", "--role", "boss"] + database)
            #expect(role.status == 2 && role.errors.contains("--role boss: give read, operate or admin"))
            #expect(try Tool.run(["csms", "token", "revoke", "ann"] + database).status == 0)
            let gone = try Tool.run(["csms", "token", "revoke", "ann"] + database)
            #expect(gone.status == 2 && gone.errors.contains("there is no token named \"ann\""))
        }
    }

    @Test func `an address that others reach is refused without a token and TLS`() throws {
        try Tool.withFolder { folder in
            let database = ["--database", folder.appendingPathComponent("csms.sqlite").path]
            let open = ["csms", "--listen", "127.0.0.1:0", "--api", "0.0.0.0:0"] + database
            let bare = try Tool.run(open)
            #expect(bare.status == 2)
            #expect(bare.errors.contains("so operators need a token; make one with"), "\(bare.errors)")
            _ = try Tool.run(["csms", "token", "create", "--name", "ann", "--role", "admin"] + database)
            let plain = try Tool.run(open)
            #expect(plain.status == 2 && plain.errors.contains("so tokens need TLS"), "\(plain.errors)")
            let half = try Tool.run(open + ["--api-certificate", "/nowhere.pem"])
            #expect(half.status == 2 && half.errors.contains("--api-certificate and --api-key go together"))
        }
    }

    @Test func `wrong settings name the flag or the place in the file`() throws {
        try Tool.withFolder { folder in
            let file = folder.appendingPathComponent("csms.yaml")
            try "registration: some\nlisten: here\n".write(to: file, atomically: true, encoding: .utf8)
            let outcome = try Tool.run(["csms", "--config", file.path])
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("csms.yaml:1:15: error: `registration`: give accept, known or pending"))
            #expect(outcome.errors.contains("csms.yaml:2:9: error: `listen`: write HOST:PORT"), "\(outcome.errors)")
            let missing = try Tool.run(["csms", "--config", "/nowhere.yaml"])
            #expect(missing.status == 2 && missing.errors.contains("--config /nowhere.yaml: cannot be read"))
            let flag = try Tool.run(["csms", "--log-format", "xml"])
            #expect(flag.status == 2 && flag.errors.contains("--log-format xml: give text or json"), "\(flag.errors)")
            let watch = try Tool.run(["csms", "--watch", "CP1"])
            #expect(watch.status == 2 && watch.errors.contains("--watch needs --watch-folder"), "\(watch.errors)")
        }
    }

    @Test func `TLS serves a token's bearer and nobody else, and JSON logs are JSON`() throws {
        try Tool.withFolder { folder in
            let certificate = folder.appendingPathComponent("api.pem").path
            let key = folder.appendingPathComponent("api.key").path
            guard
                let made = try? ChildProcess.shell(
                    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                        + "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout \(key) -out \(certificate)"),
                made.status == 0
            else {
                print("skipped: no openssl here")
                return
            }
            let database = ["--database", folder.appendingPathComponent("csms.sqlite").path]
            let token = try Tool.run(["csms", "token", "create", "--name", "ann", "--role", "read"] + database)
                .output.trimmingCharacters(in: .newlines)
            let server = try Tool.start(
                [
                    "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--api-certificate", certificate,
                    "--api-key", key, "--log-format", "json", "--log-level", "debug",
                ] + database)
            defer { server.signal(SIGTERM) }
            _ = try server.firstLine()
            let url = try #require(server.output.firstMatch(of: /api=(https:\S+)/)).1
            let good = try ChildProcess.shell(
                "curl -s --cacert \(certificate) -H 'Authorization: Bearer \(token)' \(url)/api/v1/charge-points")
            #expect(good.output == #"{"items":[],"next":null}"#, "\(good.output)")
            let bad = try ChildProcess.shell("curl -s --cacert \(certificate) \(url)/api/v1/charge-points")
            #expect(bad.output.contains(#""error":"unauthorized""#))
            let cipher = try ChildProcess.shell("curl -s -i --cacert \(certificate) \(url)/healthz")
            #expect(cipher.output.contains("Strict-Transport-Security: max-age=31536000"), "\(cipher.output)")
            server.signal(SIGTERM)
            let outcome = server.end()
            #expect(!outcome.errors.contains(token))
            for line in outcome.errors.split(separator: "\n") where !line.hasPrefix("csms exit ") {
                let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                #expect(object?["level"] != nil && object?["message"] != nil, "\(line)")
            }
        }
    }
}
