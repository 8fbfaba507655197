/// Runs both kinds in turn, several times, and prints medians and ratios.
struct Comparison {
    var rounds: Int

    struct Reading {
        var rate: Double
        var clientBytes: Int
        var serverBytes: Int
        var clientMicroseconds: Double
    }

    func run(executable: String) throws {
        var readings: [String: [Reading]] = [:]
        for _ in 0..<rounds {
            for kind in ["own", "nio"] {
                for connections in [1000, 2000, 9000] {
                    let reading = measure(executable, kind, connections)
                    readings["\(kind) \(connections)", default: []].append(reading)
                }
            }
        }
        print("| | own handler | NIO's handlers | ratio |\n|---|---|---|---|")
        for connections in [1000, 9000] {
            let own = median(readings["own \(connections)"]!.map(\.rate))
            let nio = median(readings["nio \(connections)"]!.map(\.rate))
            row("round trips/s, \(connections) connections", own, nio)
        }
        row(
            "client CPU per round trip, µs, 1000 connections", median(readings["own 1000"]!.map(\.clientMicroseconds)),
            median(readings["nio 1000"]!.map(\.clientMicroseconds)), digits: true)
        for (name, bytes) in [("client", \Reading.clientBytes), ("server", \Reading.serverBytes)] {
            let slope = { (kind: String) -> Double in
                let many = median(readings["\(kind) 9000"]!.map { Double($0[keyPath: bytes]) })
                let few = median(readings["\(kind) 2000"]!.map { Double($0[keyPath: bytes]) })
                return (many - few) / 7000
            }
            row("bytes per connection after traffic, \(name)", slope("own"), slope("nio"))
        }
    }

    private func measure(_ executable: String, _ kind: String, _ connections: Int) -> Reading {
        let server = Child(["taskset", "-c", "0", executable, "serve", kind])
        let port = server.readLine()
        let client = Child([
            "taskset", "-c", "1", executable, "drive", kind, port, String(server.process), String(connections), "4",
        ])
        let fields = client.readLine().split(separator: " ").compactMap { Double($0) }
        client.end()
        server.end()
        precondition(fields.count == 4, "the client process failed")
        return Reading(
            rate: fields[0], clientBytes: Int(fields[1]), serverBytes: Int(fields[2]), clientMicroseconds: fields[3])
    }

    private func row(_ name: String, _ own: Double, _ nio: Double, digits: Bool = false) {
        let format = { (value: Double) in digits ? String((value * 10).rounded() / 10) : String(Int(value)) }
        print("| \(name) | \(format(own)) | \(format(nio)) | \((own / nio * 100).rounded() / 100) |")
    }

    private func median(_ values: [Double]) -> Double {
        values.sorted()[values.count / 2]
    }
}
