import Foundation
import TestSupport
import Testing

@testable import CentralSystemServer

@Suite(.timeLimit(.minutes(3))) struct LiveTests {
    @Test func `the log of a charge point holds its frames in both directions, in pages`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let other = try await TestChargePoint.booted(server, "CP2")
            _ = await other.call(#"[2,"o","Heartbeat",{}]"#)
            _ = await chargePoint.call(#"[2,"h","Heartbeat",{}]"#)
            let newest = try await server.http("GET", "/api/v1/charge-points/CP1/messages?limit=2")
            #expect(newest.body.contains(#""direction":"sent","frame":"[3,\"h\","#), "\(newest.body)")
            #expect(newest.body.contains(#""direction":"received","frame":"[2,\"h\",\"Heartbeat\",{}]""#))
            #expect(!newest.body.contains("BootNotification") && !newest.body.contains(#"\"o\""#))
            let next = try #require(newest.body.firstMatch(of: /"next":"(\d+)"/)).1
            let older = try await server.http("GET", "/api/v1/charge-points/CP1/messages?cursor=\(next)")
            #expect(older.body.contains("BootNotification") && older.body.hasSuffix(#""next":null}"#), "\(older.body)")
            let oldest = try await server.http("GET", "/api/v1/messages?order=oldest&limit=1000")
            #expect(oldest.body.components(separatedBy: "\"frame\"").count == 9, "\(oldest.body)")
            #expect(oldest.body.hasSuffix(#""next":null}"#))
            #expect(
                try await server.http("GET", "/api/v1/charge-points/NONE/messages").body == #"{"items":[],"next":null}"#
            )
        }
    }

    @Test func `frames come to a reader while they pass, and one who comes back misses none`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP 1")
            let other = try await TestChargePoint.booted(server, "CP2")
            let reader = try await RawConnection.open(server.ready.api)
            reader.get("/api/v1/charge-points/CP%201/messages/stream")
            #expect(await reader.read(until: "retry: 2000"))
            #expect(reader.text.contains("text/event-stream"))
            _ = await other.call(#"[2,"o","Heartbeat",{}]"#)
            _ = await chargePoint.call(#"[2,"first","Heartbeat",{}]"#)
            #expect(await reader.read(until: #"[3,\"first\""#))
            #expect(!reader.text.contains(#"\"o\""#))
            let id = try #require(reader.text.matches(of: /id: (\d+)\n/).last).1
            reader.close()
            _ = await chargePoint.call(#"[2,"second","Heartbeat",{}]"#)
            let again = try await RawConnection.open(server.ready.api)
            again.get("/api/v1/charge-points/CP%201/messages/stream", headers: ["Last-Event-ID": String(id)])
            #expect(await again.read(until: #"[3,\"second\""#))
            #expect(again.text.contains(#"[2,\"second\""#) && !again.text.contains("first"))
            again.close()
        }
    }

    @Test func `events tell what happened, in order, with numbers to come back with`() async throws {
        try await TestServer.with { server in
            let reader = try await RawConnection.open(server.ready.api)
            reader.get("/api/v1/events")
            #expect(await reader.read(until: "retry: 2000"))
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            _ = await chargePoint.call(startFrame("1"))
            _ = await chargePoint.call(stopFrame("2", 1))
            #expect(await reader.read(until: "CP1: transaction 1 stopped at 900 Wh: Local"))
            for part in [
                #""kind":"connected","identity":"CP1","text":"CP1 connected""#, #""kind":"booted""#,
                #""kind":"transaction_started""#, #""kind":"repeated_start""#, #""kind":"transaction_stopped""#,
            ] { #expect(reader.text.contains(part), "\(part): \(reader.text)") }
            let ids = reader.text.matches(of: /id: (\d+)\n/).compactMap { UInt64($0.1) }
            #expect(ids == (0..<ids.count).map { ids[0] + UInt64($0) })
            reader.close()
            let again = try await RawConnection.open(server.ready.api)
            again.get("/api/v1/events?identity=CP1", headers: ["Last-Event-ID": String(ids[0])])
            #expect(await again.read(until: #""kind":"transaction_stopped","identity":"CP1""#))
            #expect(again.text.contains("transaction_started"))
            #expect(!again.text.contains(#""kind":"connected""#))
            again.close()
        }
    }

    @Test func `a reader who fell behind is told how much is forgotten`() async throws {
        try await TestServer.with(configure: { $0.limits.events = 16 }) { server in
            let first = try await TestChargePoint.booted(server, "CP1")
            for number in 0..<40 { _ = await first.call(#"[2,"\#(number)","Nonsense",{}]"#) }
            let reader = try await RawConnection.open(server.ready.api)
            reader.get("/api/v1/events", headers: ["Last-Event-ID": "1"])
            #expect(await reader.read(until: "event: event"))
            #expect(reader.text.contains("event: missed\ndata: {\"text\":"), "\(reader.text)")
            reader.close()
        }
    }

    @Test func `streams are bounded and their places are given back`() async throws {
        try await TestServer.with(configure: { $0.api.limits.eventStreams = 1 }) { server in
            let reader = try await RawConnection.open(server.ready.api)
            reader.get("/api/v1/events")
            #expect(await reader.read(until: "retry: 2000"))
            let refused = try await server.exchange("GET", "/api/v1/events")
            #expect(refused.response.statusCode == 429)
            #expect(refused.response.value(forHTTPHeaderField: "Retry-After") == "5")
            #expect(try await server.http("GET", "/metrics").body.contains("\nwattswarm_csms_event_streams 1\n"))
            reader.close()
            await reader.readToEnd()
            // The place is free once the server has seen the end.
            var open = true
            while open {
                open = try await !server.http("GET", "/metrics").body.contains("\nwattswarm_csms_event_streams 0\n")
            }
        }
    }

    @Test func `a reader who takes nothing is cut off`() async throws {
        try await TestServer.with(configure: {
            $0.api.limits.eventStreamStall = .milliseconds(200)
            $0.limits.messageLogBytes = 4 << 20
        }) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let reader = try await RawConnection.open(server.ready.api, receiveBuffer: 4_096)
            reader.get("/api/v1/charge-points/CP1/messages/stream")
            let text = String(repeating: "x", count: 8_000)
            var isCut = false
            while !isCut {
                for number in 0..<50 {
                    _ = await chargePoint.call(
                        #"[2,"\#(number)","DataTransfer",{"vendorId":"v","data":"\#(text)"}]"#)
                }
                isCut = try await server.http("GET", "/metrics").body.contains(
                    "\nwattswarm_csms_event_streams_cut_total 1\n")
            }
            reader.close()
        }
    }

    @Test func `the server stops while readers wait`() async throws {
        let readers = try await TestServer.with { server in
            let events = try await RawConnection.open(server.ready.api)
            events.get("/api/v1/events")
            #expect(await events.read(until: "retry: 2000"))
            let messages = try await RawConnection.open(server.ready.api)
            messages.get("/api/v1/charge-points/CP1/messages/stream")
            #expect(await messages.read(until: "retry: 2000"))
            return [events, messages]
        }
        for reader in readers { await reader.readToEnd() }
    }

    @Test func `frames of the watch list go to disk, in files of a bounded size`() async throws {
        let directory = TestDirectory()
        try await TestServer.with(
            directory,
            configure: {
                $0.watchFolder = directory.file("watch")
                $0.watchList = ["CP/1"]
                $0.watchLimits.fileBytes = 2_000
                $0.watchLimits.filesKept = 2
            }
        ) { server in
            let watched = try await TestChargePoint.booted(server, "CP/1")
            let other = try await TestChargePoint.booted(server, "CP2")
            for number in 0..<100 {
                _ = await watched.call(#"[2,"w\#(number)","Heartbeat",{}]"#)
                _ = await other.call(#"[2,"o\#(number)","Heartbeat",{}]"#)
            }
            #expect(try await server.http("GET", "/api/v1/watch-list").body == #"{"items":["CP/1"],"next":null}"#)
            #expect(try await server.http("PUT", "/api/v1/watch-list/CP2").status == 204)
            _ = await other.call(#"[2,"late","Heartbeat",{}]"#)
            #expect(try await server.http("DELETE", "/api/v1/watch-list/CP2").status == 204)
            #expect(try await server.http("DELETE", "/api/v1/watch-list/CP2").status == 404)
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.file("watch")).sorted()
        #expect(files == ["CP%2F1.1.log", "CP%2F1.2.log", "CP%2F1.log", "CP2.log"])
        for file in files {
            #expect(try Data(contentsOf: URL(fileURLWithPath: directory.file("watch/\(file)"))).count <= 2_000)
        }
        let last = try String(contentsOfFile: directory.file("watch/CP%2F1.log"), encoding: .utf8)
        #expect(last.contains(#""frame":"[2,\"w99\",\"Heartbeat\",{}]""#), "\(last)")
        let other = try String(contentsOfFile: directory.file("watch/CP2.log"), encoding: .utf8)
        #expect(other.split(separator: "\n").count == 2 && other.contains("late"), "\(other)")
    }

    @Test func `without a folder there is no watch list`() async throws {
        try await TestServer.with { server in
            let answer = try await server.http("GET", "/api/v1/watch-list")
            #expect(answer.status == 404 && answer.body.contains("--watch-folder"))
        }
    }

    @Test func `passwords are shown in no log`() async throws {
        let directory = TestDirectory()
        let secret = "00112233445566778899AABBCCDDEEFF"
        try await TestServer.with(
            directory,
            configure: {
                $0.watchFolder = directory.file("watch")
                $0.watchList = ["CP1"]
            }
        ) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let reader = try await RawConnection.open(server.ready.api)
            reader.get("/api/v1/charge-points/CP1/messages/stream")
            #expect(await reader.read(until: "retry: 2000"))
            async let outcome = server.http(
                "POST", "/api/v1/charge-points/CP1/commands/ChangeConfiguration",
                body: #"{"key":"AuthorizationKey","value":"\#(secret)"}"#)
            guard case .text(let call)? = await chargePoint.next() else { throw CancellationError() }
            #expect(call.contains(secret))
            let id = try #require(call.firstMatch(of: /^\[2,"([^"]*)"/)).1
            chargePoint.send(#"[3,"\#(id)",{"status":"Accepted"}]"#)
            #expect(try await outcome.status == 200)
            #expect(await reader.read(until: "Accepted"))
            let list = try await server.http("GET", "/api/v1/messages").body
            #expect(list.contains("AuthorizationKey") && !list.contains(secret), "\(list)")
            #expect(reader.text.contains("AuthorizationKey") && !reader.text.contains(secret))
            reader.close()
        }
        let file = try String(contentsOfFile: directory.file("watch/CP1.log"), encoding: .utf8)
        #expect(file.contains("AuthorizationKey") && !file.contains(secret), "\(file)")
    }
}
