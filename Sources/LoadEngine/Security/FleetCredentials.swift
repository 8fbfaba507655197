import ChargePointModel
import Credentials
import Fleet
import Foundation
import OCPPTypes
import Scenario
import TextFormats

/// The credentials that one charge point comes with.
package struct MemberCredentials: Sendable {
    /// What its model gets.
    package var setup: SecuritySetup
    /// The private key of its certificate; nil without one.
    package var key: KeyPair?

    /// Credentials from their parts.
    package init(setup: SecuritySetup, key: KeyPair? = nil) {
        self.setup = setup
        self.key = key
    }
}

/// Makes the credentials of a plan's charge points: passwords from the seed or the scenario, certificates from a folder
/// or from the throw-away authority of a run against the included central system.
package struct FleetCredentials: Sendable {
    private struct Group: Sendable {
        var security: SecurityPlan
        var roots: [InstalledCertificate]
        var organization: String
    }

    private let plan: Plan
    private let groups: [Group?]
    private let network: TestNetwork?

    /// Reads the authorities.
    ///
    /// - `network`: the authority of the included central system; nil for another target.
    /// - Throws: for files that cannot be read or hold no root.
    package init(plan: Plan, network: TestNetwork? = nil) throws(RunFailure) {
        self.plan = plan
        self.network = network
        var groups: [Group?] = []
        for (index, group) in plan.groups.enumerated() {
            guard let security = group.security else {
                groups.append(nil)
                continue
            }
            var roots: [InstalledCertificate] = []
            let place = "fleet.\(group.name).security"
            if let network {
                roots.append(
                    InstalledCertificate(
                        use: .centralSystemRootCertificate, certificate: network.authority.certificatePEM,
                        facts: network.authority.facts))
                roots.append(
                    InstalledCertificate(
                        use: .manufacturerRootCertificate, certificate: network.manufacturer.certificatePEM,
                        facts: network.manufacturer.facts))
            } else if let file = security.authority {
                roots.append(try Self.root(file, .centralSystemRootCertificate, "\(place).ca"))
            }
            if let file = security.manufacturerAuthority {
                roots.append(try Self.root(file, .manufacturerRootCertificate, "\(place).manufacturer-ca"))
            }
            groups.append(
                Group(security: security, roots: roots, organization: MemberFactory.cpoName(of: plan, group: index)))
        }
        self.groups = groups
    }

    /// True when no charge point has credentials.
    package var isEmpty: Bool { groups.allSatisfy { $0 == nil } }

    /// The credentials of a charge point; nil when its group has no `security`.
    ///
    /// - Throws: for a certificate or key that cannot be read, or that do not belong together. Whether the central
    ///   system will take them is not asked here.
    package func credentials(of member: MemberPlan) throws(RunFailure) -> MemberCredentials? {
        guard let group = groups[member.group] else { return nil }
        var made = MemberCredentials(
            setup: SecuritySetup(
                authorizationKey: FleetKeys.authorizationKey(of: member, in: plan), roots: group.roots))
        let place = "fleet.\(plan.groups[member.group].name).security.certificates"
        let pair: (certificate: String, key: String)
        if let network {
            guard group.security.profile == 3 else { return made }
            do {
                pair = try network.chargePoint(member.identity, organization: group.organization)
            } catch {
                throw RunFailure("\(place): no certificate can be made for \(member.identity): \(error.rawValue)")
            }
        } else if let folder = group.security.certificates {
            let path = folder + "/" + CredentialFolder.path(of: member.identity)
            pair = (try Self.text(path + ".pem", place), try Self.text(path + ".key", place))
        } else {
            return made
        }
        do {
            let summary = try CertificateSummary(pem: pair.certificate)
            made.key = try KeyPair(certificatePEM: pair.certificate, keyPEM: pair.key)
            made.setup.certificate = ChargePointCertificate(
                chain: pair.certificate, key: KeyReference(rawValue: 0), notBefore: summary.notBefore,
                notAfter: summary.notAfter)
        } catch {
            throw RunFailure(
                "\(place): certificate and key of \(member.identity) cannot be used: \(error.rawValue)")
        }
        return made
    }

    /// Identity and password of every charge point that has one, as `csms --authorization-keys` reads them; it takes
    /// none of another length than the white paper's.
    package static func authorizationKeyLines(of plan: Plan) -> String {
        var text = ""
        for group in plan.groups.indices where plan.groups[group].security != nil {
            for member in plan.members(of: group) {
                guard let key = FleetKeys.authorizationKey(of: member, in: plan),
                    AuthorizationKey.lengths.contains(key.bytes.count)
                else { continue }
                let identity = JSONString.quoted(member.identity)
                text += "{\"identity\":\(identity),\"authorizationKey\":\"\(key.hex)\"}\n"
            }
        }
        return text
    }

    private static func root(
        _ file: String, _ use: CertificateUse, _ place: String
    ) throws(RunFailure) -> InstalledCertificate {
        let pem = try text(file, place)
        do {
            return InstalledCertificate(use: use, certificate: pem, facts: try CertificateFacts(rootPEM: pem))
        } catch {
            throw RunFailure("\(place): \(file) is no certificate of an authority in PEM: \(error.rawValue)")
        }
    }

    private static func text(_ file: String, _ place: String) throws(RunFailure) -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw RunFailure(
                "\(place): \(file) cannot be read; `wattswarm pki DIR --scenario FILE` makes certificates for every "
                    + "charge point of a scenario")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
