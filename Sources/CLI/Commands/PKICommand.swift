import ArgumentParser
import Credentials
import Fleet
import Foundation
import LoadEngine
import OCPPTypes
import Scenario
import StandardStreams

/// `wattswarm pki DIR`: a test certificate authority with certificates for a central system and its charge points.
struct PKICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pki", abstract: "Makes a test CA, server certificates and charge point certificates.",
        discussion: """
            Writes ca.pem, server-ecdsa.pem, server-rsa.pem, manufacturer-ca.pem, firmware-signing.pem and \
            charge-points/IDENTITY.pem, each with its private key in a .key file that only its owner may read. The \
            folder must be new or empty: nothing is ever overwritten. For tests only: the authority's key lies beside \
            its certificate.
            """)

    @Argument(help: ArgumentHelp("Folder for the files; must be new or empty.", valueName: "DIR")) var folder: String
    @Option(help: ArgumentHelp("Another name or address of the central system; may be repeated.", valueName: "NAME"))
    var host: [String] = []
    @Option(help: ArgumentHelp("Number of charge points for each --identity pattern.", valueName: "N"))
    var chargePoints: Int?
    @Option(help: ArgumentHelp("Identity, or pattern with {index}; may be repeated.", valueName: "PATTERN"))
    var identity: [String] = []
    @Option(help: ArgumentHelp("Certificates for every charge point of a scenario.", valueName: "FILE"))
    var scenario: String?
    @Option(help: ArgumentHelp("O of all certificates: the charge points' CpoName.", valueName: "NAME"))
    var organization = "Wattswarm"
    @Option(help: ArgumentHelp("Days until the certificates expire.", valueName: "N")) var days = 3650
    @Option(help: ArgumentHelp("Keys of the CA and the charge points: ecdsa or rsa.", valueName: "KIND"))
    var key = "ecdsa"

    func run() async throws {
        let request = try request()
        let plan = try scenario.map { name throws(ExitStatus) in
            try ScenarioFile.plan(name, overrides: ScenarioOverrides()).0
        }
        let identities = try identities(plan)
        let keys = plan.map(FleetCredentials.authorizationKeyLines) ?? ""
        let network: TestNetwork
        do throws(CredentialRefusal) {
            network = try TestNetwork(request)
        } catch {
            throw ExitStatus.usage("--organization \(organization): cannot stand in a certificate")
        }
        let writer = try SecretFolder(path: folder)
        do throws(CredentialRefusal) {
            for file in try network.sharedFiles() { try writer.writeOrStop(file) }
            for chargePoint in identities {
                let files = try network.files(of: chargePoint.identity, organization: chargePoint.organization)
                for file in files { try writer.writeOrStop(file) }
            }
            if !keys.isEmpty {
                try writer.writeOrStop(TestNetwork.File(path: "authorization-keys.jsonl", text: keys, isSecret: true))
            }
        } catch {
            throw ExitStatus.notCarriedOut(writer.failure ?? "a certificate cannot be made: \(error.rawValue)")
        }
        StandardStream.output.line("Made in \(folder), valid for \(days) days:")
        StandardStream.output.line(
            "  ca.pem                    root of the central system and the charge points, O=\(organization)")
        let hosts = (host + ["localhost", "127.0.0.1"]).joined(separator: ", ")
        StandardStream.output.line("  server-ecdsa.pem          central system, for \(hosts)")
        StandardStream.output.line("  server-rsa.pem            the same with an RSA key")
        StandardStream.output.line("  manufacturer-ca.pem       root of firmware signing")
        StandardStream.output.line("  firmware-signing.pem      signs firmware")
        if !identities.isEmpty {
            StandardStream.output.line("  charge-points/            \(identities.count) certificates, CN = identity")
        }
        if !keys.isEmpty {
            StandardStream.output.line(
                "  authorization-keys.jsonl  passwords of the scenario, for `csms --authorization-keys`")
        }
        StandardStream.output.line("Each has its private key beside it as .key, readable by its owner alone.")
    }

    private func request() throws(ExitStatus) -> TestNetwork.Request {
        var request = TestNetwork.Request(
            now: DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000)))
        for name in host {
            if let problem = HostName.problem(name) { throw .usage("--host \(name): \(problem)") }
        }
        guard (1...36_500).contains(days) else { throw .usage("--days \(days): give a number from 1 to 36500") }
        guard let kind = KeyKind(rawValue: key) else { throw .usage("--key \(key): give ecdsa or rsa") }
        guard (1...64).contains(organization.unicodeScalars.count) else {
            throw .usage("--organization: give 1 to 64 characters")
        }
        request.hosts = host
        request.days = days
        request.keyKind = kind
        request.organization = organization
        return request
    }

    private func identities(
        _ plan: Plan?
    ) throws(ExitStatus) -> [(identity: String, organization: String)] {
        var identities: [(identity: String, organization: String)] = []
        if let plan {
            for group in plan.groups.indices {
                let name = MemberFactory.cpoName(of: plan, group: group)
                identities += plan.members(of: group).map { ($0.identity, name) }
            }
        }
        if let chargePoints {
            guard (1...ScenarioLimits.chargePoints).contains(chargePoints) else {
                throw .usage("--charge-points \(chargePoints): give a number from 1 to \(ScenarioLimits.chargePoints)")
            }
        }
        let patterns = identity.isEmpty && chargePoints != nil ? ["CP{index:05}"] : identity
        for text in patterns {
            do {
                identities += try IdentityPattern.identities(text, count: chargePoints).map { ($0, organization) }
            } catch {
                throw .usage("--identity \(text): \(error)")
            }
        }
        var seen: Set<String> = []
        for chargePoint in identities where !seen.insert(chargePoint.identity).inserted {
            throw .usage("the identity \(chargePoint.identity) is asked for twice")
        }
        return identities
    }
}

/// A new folder that files are written into, each once; secret ones for the owner alone.
final class SecretFolder {
    private let path: String
    /// Why writing stopped.
    private(set) var failure: String?

    /// Makes the folder; one that exists must be empty.
    init(path: String) throws(ExitStatus) {
        self.path = path
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw .usage("\(path): is a file, give a folder") }
            guard let contents = try? manager.contentsOfDirectory(atPath: path) else {
                throw .usage("\(path): cannot be read (check the permissions)")
            }
            guard contents.isEmpty else {
                throw .usage("\(path): is not empty; nothing was overwritten, give a new folder")
            }
        }
        do {
            try manager.createDirectory(atPath: path + "/charge-points", withIntermediateDirectories: true)
        } catch {
            throw .notCarriedOut("\(path): cannot be made: \(error.localizedDescription)")
        }
    }

    /// Writes a file that is not there yet; its permissions are those from the first byte on.
    func writeOrStop(_ file: TestNetwork.File) throws(CredentialRefusal) {
        let target = "\(path)/\(file.path)"
        let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file.isSecret ? 0o600 : 0o644)
        guard descriptor >= 0 else {
            failure = "\(target): cannot be written: \(String(cString: strerror(errno)))"
            throw .unavailable
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: Data(file.text.utf8))
            try handle.close()
        } catch {
            failure = "\(target): cannot be written: \(error.localizedDescription)"
            throw .unavailable
        }
    }
}
