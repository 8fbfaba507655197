import ArgumentParser
import Foundation
import StandardStreams
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
            let (host, port) = try HostPort.parse(address, flag: "serve")
            let server = WebSocketEchoServer(host: host, port: port)
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

/// `HOST:PORT` of a flag.
enum HostPort {
    /// Splits `HOST:PORT` or `[v6]:PORT`.
    static func parse(_ text: String, flag: String) throws(ExitStatus) -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon != text.startIndex
        else {
            throw .usage("\(flag) \(text): write HOST:PORT with a port from 0 to 65535, for example 127.0.0.1:9000")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return (host, port)
    }
}
