import OCPPTypes

/// A browser that a token was shown in once: what its cookie stands for.
package struct Session: Sendable, Equatable {
    /// The cookie's name. The prefix makes browsers refuse it from other hosts and without TLS where TLS is on.
    package static let cookieName = "wattswarm-session"

    /// Name of the token that opened it.
    package var name: String
    /// What it allows.
    package var role: Role
    /// Until when it is good.
    package var end: Instant

    /// Makes a session.
    package init(name: String, role: Role, end: Instant) {
        self.name = name
        self.role = role
        self.end = end
    }
}

/// The open sessions, by the hash of their cookie: whoever reads the memory finds no cookie to use.
package struct Sessions: Sendable {
    /// How many may be open; beyond it the one that ends first is closed.
    package let largestCount: Int
    private var sessions: [[UInt8]: Session] = [:]

    /// No sessions.
    package init(largestCount: Int = 256) {
        self.largestCount = largestCount
    }

    /// How many are held.
    package var count: Int { sessions.count }

    /// Opens a session under a cookie's text.
    package mutating func open(_ session: Session, cookie: String, at now: Instant) {
        sessions = sessions.filter { $0.value.end > now }
        if sessions.count >= largestCount, let first = sessions.min(by: { $0.value.end < $1.value.end }) {
            sessions[first.key] = nil
        }
        sessions[AccessToken.hash(of: cookie)] = session
    }

    /// The session of a cookie; nil when there is none or it has ended.
    package func session(cookie: String, at now: Instant) -> Session? {
        guard let session = sessions[AccessToken.hash(of: cookie)], session.end > now else { return nil }
        return session
    }

    /// Ends the session of a cookie.
    package mutating func close(cookie: String) {
        sessions[AccessToken.hash(of: cookie)] = nil
    }

    /// Ends every session that a token opened.
    package mutating func closeAll(of name: String) {
        sessions = sessions.filter { $0.value.name != name }
    }
}
