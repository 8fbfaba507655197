import Hummingbird
import NIOCore
import OperatorInterface

/// What is known of a request's sender.
struct OperatorRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address that the request came from.
    let remoteAddress: String
    /// The connection, for those who must end it.
    let channel: any Channel

    init(source: Source) {
        channel = source.channel
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}

/// Who asks, and what they may do.
struct Caller: Sendable, Equatable {
    /// How the caller showed who they are.
    enum Proof: Sendable, Equatable {
        /// Not at all: no tokens are configured and the API serves loopback only.
        case loopback
        /// Nobody asked for it: the operation is open to anybody.
        case none
        /// `Authorization: Bearer`.
        case token
        /// A cookie of the web page.
        case session
    }

    /// Name of the token; empty without one.
    var name: String
    /// Nil when the caller may only call what is open to anybody.
    var role: Role?
    var proof: Proof

    /// True when the caller may do what needs the role.
    func may(_ needed: Role) -> Bool { role.map { $0 >= needed } ?? false }
}
