import Credentials
import Foundation
import OCPPTypes
import TestSupport
import Testing

@testable import LoadEngine

/// The included central system as a child process; scripts stand for it.
@Suite(.ownThread, .timeLimit(.minutes(3))) struct IncludedCentralSystemTests {
    /// A folder with a script and what a start leaves.
    private final class World {
        let folder: URL
        var options: IncludedCentralSystem.Options

        init(script: String) throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent("included-\(UUID().uuidString)")
            let temporary = folder.appendingPathComponent("tmp")
            try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
            let file = folder.appendingPathComponent("csms.sh")
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
            options = IncludedCentralSystem.Options(logFile: folder.appendingPathComponent("csms.log").path)
            options.executable = file.path
            options.temporaryDirectory = temporary
            options.idTags = "{\"idTag\":\"A\"}\n"
            options.security = IncludedCentralSystem.Security(network: Laboratory.network, authorizationKeys: "{}\n")
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        var left: [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: options.temporaryDirectory.path)) ?? ["unreadable"]
        }
    }

    @Test(arguments: [
        ("echo no database >&2; exit 3", "ended before it was ready; its last words:\n  no database"),
        ("exec >&-; exec sleep 3600", "ended before it was ready"),
        ("echo hello; exec sleep 3600", "said \"hello\" instead of being ready"),
        ("echo ready ocpp=ws://127.0.0.1:1/ocpp; exec sleep 3600", "instead of being ready"),
    ]) func `a child that is not ready leaves neither a process nor a folder with keys`(
        script: String, reason: String
    ) async throws {
        let world = try World(script: "echo $$ > \"$(dirname \"$0\")/pid\"\n\(script)")
        let failure = await #expect(throws: IncludedCentralSystem.StartFailure.self) {
            _ = try await IncludedCentralSystem.start(world.options)
        }
        #expect(failure?.description.contains(reason) == true, "\(failure?.description ?? "")")
        #expect(world.left == [])
        let pid = try String(contentsOf: world.folder.appendingPathComponent("pid"), encoding: .utf8)
        let child = try #require(Int32(pid.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(child, 0) == -1 && errno == ESRCH)
    }

    @Test func `a child that says nothing is ended when its time is over`() async throws {
        let world = try World(script: "exec sleep 3600")
        world.options.startTimeout = 0.05
        let failure = await #expect(throws: IncludedCentralSystem.StartFailure.self) {
            _ = try await IncludedCentralSystem.start(world.options)
        }
        #expect(failure?.description.contains("did not become ready within 0.05 s") == true)
        #expect(world.left == [])
    }

    @Test func `an executable that is missing leaves no folder with keys`() async throws {
        let world = try World(script: "")
        world.options.executable = world.folder.appendingPathComponent("nothing").path
        await #expect(throws: IncludedCentralSystem.StartFailure.self) {
            _ = try await IncludedCentralSystem.start(world.options)
        }
        #expect(world.left == [])
    }

    @Test func `a folder that cannot be made is told, and its parent stays as it was`() async throws {
        let world = try World(script: "")
        world.options.temporaryDirectory = world.folder.appendingPathComponent("csms.sh")
        await #expect(throws: (any Error).self) { _ = try await IncludedCentralSystem.start(world.options) }
        #expect(FileManager.default.fileExists(atPath: world.options.executable))
    }

    @Test func `a child that is ready serves until it is stopped, and then its folder is gone`() async throws {
        let line = "ready ocpp=ws://127.0.0.1:1/ocpp api=http://127.0.0.1:2 ocpp@1=ws://a ocpp@2=wss://b ocpp@3=wss://c"
        let world = try World(script: "echo \(line)\nexec cat > /dev/null")
        let child = try await IncludedCentralSystem.start(world.options)
        #expect(child.endpoint == "ws://127.0.0.1:1/ocpp" && child.api == "http://127.0.0.1:2")
        #expect(child.endpoints == [0: "ws://127.0.0.1:1/ocpp", 1: "ws://a", 2: "wss://b", 3: "wss://c"])
        #expect(world.left.count == 1)
        #expect(child.isRunning)
        await child.stop()
        #expect(!child.isRunning && world.left == [])
        #expect(kill(child.processIdentifier, 0) == -1 && errno == ESRCH)
    }
}

@Suite(.timeLimit(.minutes(1))) struct OccurrenceTests {
    @Test func `what has happened is told to all who waited, and to those who come later`() async {
        let occurrence = Occurrence<Int>()
        async let first = occurrence.wait()
        async let second = occurrence.wait(.seconds(3_600)) {}
        occurrence.happen(1)
        occurrence.happen(2)
        #expect(await first == 1)
        #expect(await second == 1)
        #expect(await occurrence.wait() == 1)
    }

    @Test func `what does not happen in time can be made to happen`() async {
        let occurrence = Occurrence<String>()
        #expect(await occurrence.wait(.zero) { occurrence.happen("late") } == "late")
    }
}
