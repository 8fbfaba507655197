import CentralSystemDriver
import CentralSystemSettings
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPTypes
import OperatorInterface
import Synchronization

/// Decides who may call what, and how often. One for the API; the only state that requests share besides the model.
final class AccessControl: Sendable {
    private struct State {
        var tokens: AccessTokens
        /// Once there was a token the API stays closed to those without: who takes the last one away wants to keep its
        /// holder out, not to let everyone in.
        var hadToken: Bool
        var sessions: Sessions
        /// By token, or by address where there is none.
        var requests: RateLimiter<String>
        /// Wrong tokens by address.
        var failures: RateLimiter<String>
        var counters = AccessCounters()
    }

    private let state: Mutex<State>
    private let limits: OperatorAPILimits
    let isTLS: Bool
    /// True when only this machine can reach the API: then it may be served without tokens.
    private let isLoopback: Bool

    init(tokens: AccessTokens, limits: OperatorAPILimits, isTLS: Bool, isLoopback: Bool) {
        self.limits = limits
        self.isTLS = isTLS
        self.isLoopback = isLoopback
        state = Mutex(
            State(
                tokens: tokens, hadToken: !tokens.isEmpty, sessions: Sessions(largestCount: limits.sessions),
                requests: RateLimiter(perSecond: limits.requestsPerSecond, burst: limits.requestBurst),
                failures: RateLimiter(
                    perSecond: limits.failedTokensPerMinute / 60, burst: limits.failedTokensPerMinute)))
    }

    /// Replaces the tokens; sessions of tokens that are gone or changed end.
    func set(_ tokens: AccessTokens) {
        state.withLock { state in
            guard state.tokens != tokens else { return }
            for token in state.tokens.all where !tokens.all.contains(token) {
                state.sessions.closeAll(of: token.name)
            }
            state.tokens = tokens
            state.hadToken = state.hadToken || !tokens.isEmpty
        }
    }

    var counters: AccessCounters { state.withLock { $0.counters } }

    /// True when callers need a token.
    var needsToken: Bool { state.withLock { $0.hadToken } || !isLoopback }

    // MARK: Requests

    /// The caller of a request, when it may call the operation.
    ///
    /// - Throws: ``OperatorAPIError`` 401, 403 or 429.
    func admit(
        _ request: Request, _ context: OperatorRequestContext, _ operation: OperatorInterface.Operation
    ) throws -> Caller {
        let caller = try caller(request, context)
        guard let needed = operation.role else { return caller }
        guard caller.role != nil else { throw OperatorAPIError.unauthorized }
        guard caller.may(needed) else {
            state.withLock { $0.counters.forbidden += 1 }
            throw OperatorAPIError.forbidden(
                "this needs the role \(needed.rawValue), the token has \(caller.role?.rawValue ?? "none")")
        }
        if !operation.method.isSafe, caller.proof != .token { try checkOrigin(request) }
        return caller
    }

    /// Refuses what another page sent. Requests with a bearer token need no check: no page can add that header.
    func checkOrigin(_ request: Request) throws {
        let isOwn = Origin.isOwn(
            origin: request.headers[.origin], fetchSite: request.headers[.fetchSite], host: request.head.authority,
            isTLS: isTLS)
        guard isOwn else {
            state.withLock { $0.counters.foreignOrigins += 1 }
            throw OperatorAPIError.forbidden("the request came from another page")
        }
    }

    /// Who asks; takes a permit of them.
    func caller(_ request: Request, _ context: OperatorRequestContext) throws -> Caller {
        let now = CentralSystemLoop.instant(.now())
        let address = context.remoteAddress
        let bearer = Self.bearer(request.headers[.authorization])
        let cookie = request.cookies[Session.cookieName]?.value
        return try state.withLock { state in
            let caller: Caller
            if let bearer {
                caller = try Self.caller(bearer: bearer, address, &state, now)
            } else if let cookie, let session = state.sessions.session(cookie: cookie, at: now) {
                caller = Caller(name: session.name, role: session.role, proof: .session)
            } else if !state.hadToken, isLoopback {
                guard Origin.isLocal(host: request.head.authority) else {
                    state.counters.foreignOrigins += 1
                    throw OperatorAPIError.forbidden(
                        "without a token the API answers to names of this machine only: 127.0.0.1, localhost")
                }
                caller = Caller(name: "", role: .admin, proof: .loopback)
            } else {
                caller = Caller(name: "", role: nil, proof: .none)
            }
            let key = caller.name.isEmpty ? "address \(address)" : "token \(caller.name)"
            if let wait = state.requests.take(key, at: now) {
                state.counters.limited += 1
                throw OperatorAPIError.tooMany(seconds: wait)
            }
            return caller
        }
    }

    private static func caller(
        bearer: String, _ address: String, _ state: inout State, _ now: Instant
    ) throws -> Caller {
        // An address that guesses is not listened to, whatever it sends.
        guard !state.failures.isEmpty(address, at: now) else {
            state.counters.limited += 1
            throw OperatorAPIError.tooMany(seconds: 60)
        }
        guard let token = state.tokens.token(bearer) else {
            _ = state.failures.take(address, at: now)
            state.counters.unauthorized += 1
            throw OperatorAPIError.unauthorized
        }
        return Caller(name: token.name, role: token.role, proof: .token)
    }

    private static func bearer(_ header: String?) -> String? {
        guard let header else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    // MARK: Sessions

    /// Opens a session of the web page for a token; the cookie's text, or nil when the token is not known.
    ///
    /// - Throws: ``OperatorAPIError`` 429 for an address that guesses.
    func openSession(token: String, _ context: OperatorRequestContext) throws -> String? {
        let now = CentralSystemLoop.instant(.now())
        let cookie = AccessToken.base64URL((0..<32).map { _ in UInt8.random(in: 0 ... .max) })
        return try state.withLock { state in
            let caller: Caller
            do {
                caller = try Self.caller(bearer: token, context.remoteAddress, &state, now)
            } catch let error as OperatorAPIError where error.status == .unauthorized {
                return nil
            }
            guard let role = caller.role else { return nil }
            let seconds = Int64(limits.sessionTime.components.seconds)
            let session = Session(
                name: caller.name, role: role, end: Instant(nanoseconds: now.nanoseconds + seconds * 1_000_000_000))
            state.sessions.open(session, cookie: cookie, at: now)
            return cookie
        }
    }

    /// Ends the session of a request's cookie.
    func closeSession(_ request: Request) {
        guard let cookie = request.cookies[Session.cookieName]?.value else { return }
        state.withLock { $0.sessions.close(cookie: cookie) }
    }
}

/// What was refused.
struct AccessCounters: Sendable, Equatable {
    /// Wrong tokens.
    var unauthorized = 0
    /// Roles that were too low.
    var forbidden = 0
    /// Requests that other pages sent.
    var foreignOrigins = 0
    /// Requests beyond a rate.
    var limited = 0
}

extension HTTPField.Name {
    /// `Sec-Fetch-Site`: how the page that sends a request is related to the server.
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
