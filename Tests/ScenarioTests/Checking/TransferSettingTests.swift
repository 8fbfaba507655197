import Scenario
import Testing

@Suite struct TransferSettingTests {
    static func scenario(_ transfers: String) -> String {
        "scenario: s\nduration: 10s\nfleet:\n  a:\n    count: 1\n    transfers: \(transfers)\n"
    }

    @Test func `without the key everything has its default`() throws {
        #expect(try plan(smallest).groups[0].transfers == TransferPlan())
        #expect(try plan(Self.scenario("{}")).groups[0].transfers == TransferPlan())
    }

    @Test func `every setting is read`() throws {
        let text = """
            {speed: 2Mbit/s, parallel: 50, keep: kept/firmware, ca: ca.pem, connect-timeout: 500ms, stall-timeout: 10s, \
            timeout: 5m, resume: false, reuse-connections: true, ftp: active, http-upload: multipart, \
            images: wattswarm, diagnostics-size: 1MiB, frames: 20, installation: 2s}
            """
        var wanted = TransferPlan()
        wanted.bytesPerSecond = 250_000
        wanted.parallel = 50
        wanted.keepDirectory = "kept/firmware"
        wanted.certificateAuthorities = "ca.pem"
        wanted.connectTimeoutMilliseconds = 500
        wanted.stallTimeoutMilliseconds = 10_000
        wanted.timeoutMilliseconds = 300_000
        wanted.resumes = false
        wanted.reusesConnections = true
        wanted.usesActiveFTP = true
        wanted.usesMultipart = true
        wanted.takesOnlyImages = true
        wanted.diagnosticsBytes = 1 << 20
        wanted.frames = 20
        wanted.installationMilliseconds = 2000
        let first = try plan(Self.scenario(text))
        #expect(first.groups[0].transfers == wanted)
        #expect(try plan(ScenarioInspector.inspect(first)) == first)
        #expect(try plan(Self.scenario("{verify: false}")).groups[0].transfers.verifiesServer == false)
    }

    @Test(
        arguments: [
            ("1B/s", 1), ("8bit/s", 1), ("1kbit/s", 125), ("9600 bit/s", 1200), ("1MiB/s", 1 << 20),
            ("1.5MB/s", 1_500_000),
            ("1Gbit/s", 125_000_000), ("4bit/s", 1), ("115.2kbit/s", 14_400),
        ] as [(String, Int64)])
    func `speeds are bytes per second`(_ text: String, _ bytes: Int64) throws {
        let first = try plan(Self.scenario("{speed: \(text)}"))
        #expect(first.groups[0].transfers.bytesPerSecond == bytes)
        #expect(try plan(ScenarioInspector.inspect(first)) == first)
    }

    @Test(arguments: [("0B", 0), ("10kB", 10_000), ("0.5KiB", 512), ("1GiB", 1 << 30), ("7B", 7)] as [(String, Int64)])
    func `sizes are bytes`(_ text: String, _ bytes: Int64) throws {
        let first = try plan(Self.scenario("{diagnostics-size: \(text)}"))
        #expect(first.groups[0].transfers.diagnosticsBytes == bytes)
        #expect(try plan(ScenarioInspector.inspect(first)) == first)
    }

    @Test(arguments: [
        ("{sped: 1B/s}", "6:17: error: unknown key `sped` in `transfers`", "did you mean `speed`?"),
        ("5", "6:16: error: expected settings of file transfers, found a single value", "write such as"),
        ("{speed: 2}", "6:24: error: a speed needs a unit", "write such as `2Mbit/s` or `100kB/s`"),
        ("{speed: 2Mbps}", "6:25: error: unknown unit `Mbps`", "did you mean `Mbit/s`?"),
        ("{speed: 2MHz}", "6:25: error: unknown unit `MHz`", "the units of a speed are bit/s, kbit/s"),
        ("{speed: 0B/s}", "6:24: error: out of range: 8bit/s to 8000Gbit/s", ""),
        ("{speed: fast}", "6:24: error: expected a speed, found `fast`", ""),
        ("{speed: 1B/s x}", "error: unexpected `x` behind the value", ""),
        ("{diagnostics-size: 1}", "error: a size needs a unit", "write such as `4MiB` or `10kB`"),
        ("{diagnostics-size: 2GiB}", "error: out of range: at most 1GiB", ""),
        ("{diagnostics-size: 0.3B}", "error: a size is a whole number of bytes", ""),
        ("{parallel: 0}", "error: ", "1"), ("{parallel: 10001}", "error: ", "10000"),
        ("{frames: 1001}", "error: ", "1000"),
        ("{ftp: pasive}", "6:22: error: unknown word `pasive` behind `ftp`", "did you mean `passive`?"),
        ("{http-upload: post}", "error: unknown word `post` behind `http-upload`", "known are"),
        ("{images: own}", "error: unknown word `own` behind `images`", "known are"),
        ("{verify: no}", "error: unknown word `no` behind `verify`", "known are"),
        ("{verify: false, ca: x.pem}", "6:32: error: `ca` says whom to trust", "remove one of the two"),
        ("{timeout: 1500ms}", "error: `timeout` is a whole number of seconds, at most 24h", ""),
        ("{stall-timeout: 2d}", "error: `stall-timeout` is a whole number of seconds, at most 24h", ""),
        ("{installation: 25h}", "error: out of range: at most 24h", ""),
        ("{keep: \"\"}", "error: a path has 1 to 1000 characters in one line", ""),
        ("{ca: [a]}", "error: expected a file", ""),
    ])
    func `what is wrong says where, why and what to write`(_ transfers: String, _ message: String, _ hint: String) {
        let said = messages(Self.scenario(transfers))
        #expect(said.contains(message) && (hint.isEmpty || said.contains(hint)), Comment(rawValue: said))
    }
}
