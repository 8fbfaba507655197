// Compares this project's WebSocket handler with NIO's own WebSocket and HTTP handlers: round trips per second and
// memory per connection, both ends of the same kind, each in a process of its own pinned to one core.
//
//     TransportBenchmark compare [ROUNDS]
//
// prints a table; `serve` and `drive` are the two processes it starts.
import Glibc

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "serve" where arguments.count == 3:
    try await serve(arguments[2])
case "drive" where arguments.count == 7:
    try await drive(
        arguments[2], port: Int(arguments[3])!, serverProcess: Int(arguments[4])!, connections: Int(arguments[5])!,
        seconds: Int(arguments[6])!)
case "compare":
    try Comparison(rounds: arguments.count > 2 ? Int(arguments[2]) ?? 3 : 3).run(executable: arguments[0])
default:
    print("usage: TransportBenchmark compare [ROUNDS] | serve own|nio | drive own|nio PORT PID CONNECTIONS SECONDS")
    exit(2)
}
