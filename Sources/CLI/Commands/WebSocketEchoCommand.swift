import ArgumentParser
import Foundation
import StandardStreams
import TextFormats
import WebSocketTransport

/// `wattswarm websocket-echo serve HOST:PORT | connect URL`: the product's own WebSocket handlers as echo, for the
/// Autobahn test suite.
struct WebSocketEchoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "websocket-echo",
        abstract: "A WebSocket echo server or client for the Autobahn test suite.",
        subcommands: [Serve.self, Connect.self])

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Echoes text and binary messages at any path.")
        @Argument(help: "HOST:PORT to listen on; port 0 picks a free one.") var address: String

        func run() async throws {
            guard let listener = HostPort(address) else {
                throw ExitStatus.usage(
                    "serve \(address): write HOST:PORT with a port from 0 to 65535, for example 127.0.0.1:9000")
            }
            let server = WebSocketEchoServer(host: listener.host, port: listener.port)
            do {
                try await server.run {
                    StandardStream.output.write("ready ws://\($0):\($1)/\n")
                }
            } catch {
                throw ExitStatus.notCarriedOut("cannot listen on \(address): \(error)")
            }
            throw ExitStatus.served
        }
    }

    struct Connect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs the cases of an Autobahn fuzzing server (/getCaseCount, /runCase, /updateReports).")
        @Argument(help: "The server, for example ws://127.0.0.1:9001.") var url: String

        func run() async throws {
            do {
                let cases = try await WebSocketEchoClient(url: url).run()
                StandardStream.output.write("\(cases) cases run\n")
            } catch {
                throw ExitStatus.notCarriedOut("\(url): \(error)")
            }
        }
    }
}
