import CentralSystemSettings
import Foundation
import OperatorInterface
import TestSupport
import Testing

@testable import CentralSystemServer

/// The page's section of files, its forms, and who may use them.
@Suite(.timeLimit(.minutes(3)), .ownThread) struct FilesPageTests {
    @Test func `a form takes an image into the library and the page shows it`() async throws {
        try await TestServer.withFiles { server in
            try Data("abc".utf8).write(to: URL(fileURLWithPath: server.directory.file("a.bin")))
            let url = server.ready.api
            let upload = ["-o", "/dev/null", "-w", "%{http_code}", "-F", "file=@a.bin", url + "/files/firmware"]
            #expect(try await server.curl(upload).output == "303")
            let page = try await server.http("GET", "/files").body
            #expect(page.contains("/firmware/a.bin"))
            #expect(page.contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
            #expect(page.contains(#"aria-current="page">Files"#) && page.contains(#"enctype="multipart/form-data""#))
            for (field, text) in [("file=@a.bin;filename=.x", "dot"), ("note=hello", "the form has no file")] {
                let refused = try await server.curl(["-F", field, url + "/files/firmware"])
                #expect(refused.output.contains(#"class="notice bad""#) && refused.output.contains(text), "\(refused)")
            }
            #expect(try await server.items("/api/v1/firmware").count == 1)
            let fetch = try await server.http("POST", "/files/fetch", body: "name=b.bin&url=gopher%3A%2F%2Fx")
            #expect(fetch.body.contains("url must be like"), "\(fetch.body)")
            let removed = try await server.exchange("POST", "/files/delete", body: "path=%2Ffirmware%2Fa.bin")
            #expect(removed.response.statusCode == 303)
            #expect(try await server.http("GET", "/files").body.contains("There is no image yet."))
        }
    }

    @Test func `an order from the charge point's page takes an image of the library`() async throws {
        try await TestServer.withFiles { server in
            _ = try await server.http("PUT", "/api/v1/firmware/a.bin", body: "abc")
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let page = try await server.http("GET", "/charge-points/CP1").body
            #expect(page.contains(#"<option value="a.bin">a.bin</option>"#) && page.contains(#"<select name="via">"#))
            async let answer = server.http(
                "POST", "/charge-points/CP1/commands", body: "action=UpdateFirmware&location=&image=a.bin&via=http")
            guard case .text(let frame)? = await chargePoint.next(),
                let call = (try? JSONSerialization.jsonObject(with: Data(frame.utf8))) as? [Any]
            else {
                let refused = try await answer.body
                Issue.record("nothing was sent: \(refused)")
                return
            }
            chargePoint.send("[3,\"\(call[1])\",{}]")
            let location = try #require((call[3] as? [String: Any])?["location"] as? String)
            #expect(try await server.curl(["-f", location]).output == "abc")
            let told = try await answer.body
            #expect(told.contains("notice good"), "\(told)")
            async let log = server.http(
                "POST", "/charge-points/CP1/commands", body: "action=GetLog&logType=SecurityLog")
            guard case .text(let order)? = await chargePoint.next() else { return }
            #expect(order.contains("/charge-points/CP1/logs"))
            chargePoint.close()
            _ = try await log
            let missing = try await server.http(
                "POST", "/charge-points/CP1/commands", body: "action=UpdateFirmware&image=none")
            #expect(missing.body.contains("notice bad") && missing.body.contains("no image"), "\(missing.body)")
        }
    }

    @Test func `each role may do what it is for`() async throws {
        let roles: [Role] = [.read, .operate, .admin]
        let texts = ["read-token", "operate-token", "admin-token"]
        let configure = { (configuration: inout CentralSystemServerConfiguration) in
            configuration.files.http = .init(host: "127.0.0.1", port: 0)
            configuration.api.tokens = zip(roles, texts).map {
                AccessToken(name: $0.rawValue, role: $0, hash: AccessToken.hash(of: $1))
            }
        }
        try await TestServer.with(configure: configure) { server in
            let cases: [(String, String, String?, Role)] = [
                ("GET", "/api/v1/files", nil, .read), ("GET", "/api/v1/file-transfers", nil, .read),
                ("GET", "/api/v1/file-faults", nil, .read), ("GET", "/files", nil, .read),
                ("PUT", "/api/v1/firmware/a", "abc", .operate),
                ("POST", "/api/v1/file-forwards", #"{"path":"/none","url":"http://x/"}"#, .operate),
                ("POST", "/api/v1/firmware/b/fetch", #"{"url":"x"}"#, .operate),
                ("DELETE", "/api/v1/firmware/a", nil, .operate), ("POST", "/files/delete", "path=%2Fa", .operate),
                ("POST", "/files/firmware", "x", .operate), ("GET", "/api/v1/file-users", nil, .admin),
                ("POST", "/api/v1/file-users", #"{"user":"u","read":["/"]}"#, .admin),
                ("PUT", "/api/v1/file-faults", #"{"rules":[]}"#, .admin),
            ]
            for (method, path, body, needed) in cases {
                for (role, text) in zip(roles, texts) {
                    let answer = try await server.http(
                        method, path, body: body, headers: ["Authorization": "Bearer \(text)"])
                    #expect((answer.status == 403) == (role < needed), "\(method) \(path) as \(role): \(answer)")
                }
                let stranger = try await server.http(method, path, body: body)
                #expect([401, 303].contains(stranger.status), "\(method) \(path)")
            }
        }
    }
}
