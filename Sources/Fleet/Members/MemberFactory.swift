import ChargePointModel
import OCPPTypes
import Scenario

/// Makes the members of a plan; everything that the members of a group have in common is made once.
package struct MemberFactory: Sendable {
    private struct GroupParts: Sendable {
        var kind: ChargePointKind
        var connectors: Int
        var configuration: SharedConfiguration
        var behaviour: SharedBehaviour
        var limits: ChargePointLimits
        var plan: GroupPlan
    }

    private let groups: [GroupParts]
    private let clock: DeviceClock
    private let start: Instant

    /// Prepares a plan for a run that begins at `start`, when device clocks show `epoch`.
    package init(plan: Plan, start: Instant, epoch: DateTime) {
        self.start = start
        clock = DeviceClock(epoch: epoch, reference: start, factor: Int64(plan.clockFactor))
        groups = plan.groups.indices.map { index in
            let group = plan.groups[index]
            let kind = Kinds.make(group)
            var limits = ChargePointLimits()
            limits.callTimeoutMilliseconds = group.callTimeoutMilliseconds
            limits.installationMilliseconds = Int32(clamping: group.transfers.installationMilliseconds)
            return GroupParts(
                kind: kind, connectors: group.connectorCount,
                configuration: SharedConfiguration(
                    kind: kind, connectors: group.connectorCount,
                    settings: Self.settings(of: group)),
                behaviour: SharedBehaviour(plan: plan, group: index), limits: limits, plan: group)
        }
    }

    private static func settings(of group: GroupPlan) -> [(String, String)] {
        group.configuration.map { ($0.key, $0.value) }
            + (group.security.map { [("SecurityProfile", "\($0.profile)")] } ?? [])
    }

    /// CpoName of a group's charge points, which is O of their certificates.
    package static func cpoName(of plan: Plan, group index: Int) -> String {
        let group = plan.groups[index]
        return SharedConfiguration(
            kind: Kinds.make(group), connectors: group.connectorCount, settings: settings(of: group)
        ).cpoName
    }

    /// Settings of a plan's `configuration` that its charge points do not take, one line each, for people.
    package static func refusedSettings(of plan: Plan) -> [String] {
        plan.groups.flatMap { group -> [String] in
            let kind = Kinds.make(group)
            let configuration = SharedConfiguration(
                kind: kind, connectors: group.connectorCount, settings: settings(of: group))
            return configuration.refused.map { setting in
                switch setting.reason {
                case .unknownKey:
                    "fleet.\(group.name).configuration: the charge points do not have the key \(setting.key) yet"
                case .invalidValue:
                    "fleet.\(group.name).configuration: \(setting.key) does not take the value `\(setting.value)`"
                }
            }
        }
    }

    /// What the charge point has of its own by `boot` and `security`; nil when they give it nothing.
    private static func particulars(
        of member: MemberPlan, in group: GroupPlan, _ kind: ChargePointKind
    ) -> ChargePointParticulars? {
        guard group.boot != nil || group.security?.user != nil else { return nil }
        func value(_ field: BootPlan.Field, otherwise: String? = nil) -> String? {
            let text = group.boot?.value(of: field, group: group.name, index: member.index) ?? otherwise
            return text?.isEmpty == true ? nil : text
        }
        return ChargePointParticulars(
            chargePointSerialNumber: value(.chargePointSerialNumber, otherwise: member.identity).flatMap {
                CiString($0)
            },
            chargeBoxSerialNumber: value(.chargeBoxSerialNumber).flatMap { CiString($0) },
            iccid: value(.iccid).flatMap { CiString($0) }, imsi: value(.imsi).flatMap { CiString($0) },
            meterSerialNumber: value(.meterSerialNumber).flatMap { CiString($0) },
            meterType: value(.meterType, otherwise: kind.specification.meterType?.value).flatMap { CiString($0) },
            user: group.security?.user?.identity(group: group.name, index: member.index))
    }

    /// One charge point of the plan with its credentials, not yet arrived.
    package func make(_ member: MemberPlan, security: SecuritySetup = SecuritySetup()) -> FleetMember {
        let parts = groups[member.group]
        var setup = ChargePointSetup(
            kind: parts.kind, identity: member.identity, connectors: parts.connectors,
            configuration: parts.configuration, seed: member.seed, clock: clock, security: security,
            limits: parts.limits)
        if let cars = parts.behaviour.cars.mix { setup.cars = cars }
        setup.particulars = Self.particulars(of: member, in: parts.plan, parts.kind)
        return FleetMember(
            setup: setup, behaviour: parts.behaviour, index: member.index, seed: member.seed,
            arrival: start.adding(nanoseconds: member.arrivalNanoseconds))
    }
}
