import ArgumentParser
import ChargePointModel
import Console
import Foundation
import LoadEngine
import OCPPTypes
import Scenario
import WebSocketTransport

/// `wattswarm charge-point [URL]`: one charge point that a person or a script operates.
struct ChargePointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "charge-point",
        abstract: "One charge point on a terminal: plug, present a tag, fault, go offline, watch every frame.",
        discussion: """
            On a terminal it edits lines; from a pipe it takes one command a line, and waits for the first answer to \
            BootNotification before the first. `help` lists the commands. Exit codes: 0 ended, 1 an `expect` failed, \
            2 wrong usage or a line that is no command, 3 the target cannot be reached, 130 interrupted.
            """)

    @Argument(help: ArgumentHelp("Endpoint of the central system, without the identity.", valueName: "URL"))
    var target = "ws://127.0.0.1:9000/ocpp"
    @Option(help: ArgumentHelp("The charge point's identity.", valueName: "IDENTITY")) var identity = "CP1"
    @Option(help: ArgumentHelp("Built-in kind of charge point.", valueName: "KIND")) var kind = "ac-22kw-two-connectors"
    @Option(help: ArgumentHelp("Connectors (default: those of the kind).", valueName: "N")) var connectors: Int?
    @Option(help: ArgumentHelp("Sets a configuration key; may be repeated.", valueName: "KEY=VALUE")) var set:
        [String] = []
    @Option(help: ArgumentHelp("Seed of every draw: cars, waits.", valueName: "N")) var seed: UInt64 = 1
    @Option(help: ArgumentHelp("Writes every frame, command and notice as JSON lines.", valueName: "FILE"))
    var transcript: String?
    @Option(
        help: ArgumentHelp(
            "Security profile: 1 password, 2 TLS and password, 3 TLS and certificate.", valueName: "0-3"))
    var securityProfile: Int?
    @Option(help: ArgumentHelp("Password of profiles 1 and 2.", valueName: "HEX")) var authorizationKey: String?
    @Option(help: ArgumentHelp("The same as text, of any length.", valueName: "TEXT")) var password: String?
    @Option(help: ArgumentHelp("User name beside the password (default: the identity).", valueName: "NAME"))
    var user: String?
    @Option(
        help: ArgumentHelp(
            "Sets a member of BootNotification, such as iccid or meterSerialNumber; may be repeated.",
            valueName: "MEMBER=VALUE"))
    var boot: [String] = []
    @Option(help: ArgumentHelp("Root that the central system's certificate must lead to, PEM.", valueName: "FILE"))
    var ca: String?
    @Option(help: ArgumentHelp("Certificate chain of profile 3, PEM.", valueName: "FILE")) var certificate: String?
    @Option(help: ArgumentHelp("Its private key, PEM.", valueName: "FILE")) var key: String?
    @Flag(help: "Begins without network; `online` connects.") var offline = false
    @Flag(help: "A script goes on after an `expect` that failed.") var keepGoing = false

    func run() async throws {
        let run = ConsoleRun(try options())
        let signals = SignalStop { run.interrupt() }
        defer { signals.cancel() }
        do {
            throw ExitStatus.code(try await run.run())
        } catch let failure as ConsoleFailure {
            throw ExitStatus.notCarriedOut(failure.description)
        }
    }

    private func options() throws(ExitStatus) -> ConsoleOptions {
        guard let chosen = ChargePointKind.builtIn(named: kind) else {
            let names = ChargePointKind.builtIn.map(\.name)
            throw .usage("--kind \(kind): \(DidYouMean.hint(for: kind, among: names, listing: "there are"))")
        }
        let count = connectors ?? chosen.connectors
        guard (1...ChargePointLimits.connectors).contains(count) else {
            throw .usage("--connectors \(count): give 1 to \(ChargePointLimits.connectors)")
        }
        guard !identity.isEmpty else { throw .usage("--identity: give at least one character") }
        let configuration = SharedConfiguration(kind: chosen, connectors: count, settings: try settings())
        for setting in configuration.refused {
            switch setting.reason {
            case .unknownKey:
                throw .usage(
                    "--set \(setting.key): "
                        + DidYouMean.hint(
                            for: setting.key, among: ConfigurationKey.allCases.map(\.name),
                            otherwise: "the charge point has no such key that can be set"))
            case .invalidValue: throw .usage("--set \(setting.key): it does not take the value `\(setting.value)`")
            }
        }
        do {
            _ = try WebSocketEndpoint(url: target)
        } catch {
            throw .usage("target \(target): \(error)")
        }
        let clock = DeviceClock(
            epoch: DateTime(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))),
            reference: SingleChargePoint.now())
        var setup = ChargePointSetup(
            kind: chosen, identity: identity, connectors: count, configuration: configuration, seed: seed, clock: clock)
        setup.cars = ConsoleOptions.cars(of: chosen)
        let credentials = try credentials()
        setup.security = credentials.setup
        setup.particulars = try particulars(chosen)
        var options = ConsoleOptions(endpoint: target, setup: setup)
        options.key = credentials.key
        options.isOffline = offline
        options.keepsGoing = keepGoing
        options.transcript = transcript
        options.color = ProcessInfo.processInfo.environment["NO_COLOR"] == nil
        return options
    }

    private func credentials() throws(ExitStatus) -> MemberCredentials {
        var files = CredentialFiles()
        files.authorizationKey = authorizationKey
        files.password = password
        files.authority = ca
        files.certificate = certificate
        files.key = key
        do throws(ConsoleFailure) {
            return try files.read()
        } catch {
            throw .usage(error.description)
        }
    }

    /// What `--boot` and `--user` say; nil when they say nothing.
    private func particulars(_ kind: ChargePointKind) throws(ExitStatus) -> ChargePointParticulars? {
        guard !boot.isEmpty || user != nil else { return nil }
        if let user, user.isEmpty || user.contains(":") {
            throw .usage("--user \(user): give at least one character, and no colon")
        }
        var values: [BootPlan.Field: String] = [
            .chargePointSerialNumber: identity, .meterType: kind.specification.meterType?.value ?? "",
        ]
        if CiString<25>(identity) == nil { values[.chargePointSerialNumber] = nil }
        for text in boot {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                throw .usage("--boot \(text): write MEMBER=VALUE, for example iccid=89490001")
            }
            guard let field = BootPlan.Field(rawValue: parts[0]) else {
                let names = BootPlan.Field.allCases.map(\.rawValue)
                throw .usage(
                    "--boot \(parts[0]): \(DidYouMean.hint(for: parts[0], among: names, listing: "there are"))")
            }
            guard parts[1].unicodeScalars.count <= field.length else {
                throw .usage("--boot \(parts[0]): at most \(field.length) characters")
            }
            values[field] = parts[1]
        }
        func value<let length: Int>(_ field: BootPlan.Field) -> CiString<length>? {
            values[field].flatMap { $0.isEmpty ? nil : CiString<length>($0) }
        }
        return ChargePointParticulars(
            chargePointSerialNumber: value(.chargePointSerialNumber),
            chargeBoxSerialNumber: value(.chargeBoxSerialNumber), iccid: value(.iccid), imsi: value(.imsi),
            meterSerialNumber: value(.meterSerialNumber), meterType: value(.meterType), user: user)
    }

    private func settings() throws(ExitStatus) -> [(String, String)] {
        var settings: [(String, String)] = []
        for text in set {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw .usage("--set \(text): write KEY=VALUE, for example MeterValueSampleInterval=10")
            }
            settings.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
        }
        if let securityProfile {
            guard (0...3).contains(securityProfile) else {
                throw .usage("--security-profile \(securityProfile): give 0, 1, 2 or 3")
            }
            settings.append(("SecurityProfile", String(securityProfile)))
        }
        return settings
    }
}
