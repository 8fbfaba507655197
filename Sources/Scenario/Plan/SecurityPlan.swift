import OCPPTypes

/// How the charge points of a group show who they are, and whom they trust (security white paper A00).
package struct SecurityPlan: Equatable, Sendable {
    /// Where passwords come from.
    package enum KeySource: Equatable, Sendable {
        /// Each charge point's own, from the run's seed, the group's name and its number.
        case derived
        /// One for all: 32 to 40 hexadecimal digits, in upper case.
        case fixed(String)
        /// By a pattern, 1 to 64 bytes: what central systems take that do not hold to the 16 to 20 bytes of the white
        /// paper.
        case password(IdentityPattern)
    }

    /// Security profile to begin with, 0 to 3.
    package var profile: Int
    /// The passwords.
    package var authorizationKey: KeySource = .derived
    /// The user name beside the password; nil: the identity.
    package var user: IdentityPattern?
    /// Where charge points of a profile connect, by profile, such as `wss://host:9443/ocpp`; others take the target.
    package var endpoints: [Int: String] = [:]
    /// File with the root that the central system's certificate must lead to; nil: the run's own choice.
    package var authority: String?
    /// Folder with `charge-points/IDENTITY.pem` and `.key`, as `wattswarm pki` makes it; nil without certificates.
    package var certificates: String?
    /// File with the root of firmware signing certificates; nil without one.
    package var manufacturerAuthority: String?

    /// A profile with derived passwords and nothing else.
    package init(profile: Int) {
        self.profile = profile
    }
}
