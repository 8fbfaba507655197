import CentralSystemModel
import CentralSystemSettings
import OCPPTypes
import WebSocketTransport

/// Why the listeners cannot be what they should be.
package struct ListenerFailure: Error, CustomStringConvertible {
    /// What is wrong, and what to change.
    package let description: String
}

extension Listener {
    /// The transport's settings.
    ///
    /// - Throws: ``ListenerFailure`` for certificates that are missing or cannot be used.
    package func transport(
        _ configuration: CentralSystemServerConfiguration
    ) throws(ListenerFailure) -> WebSocketServerConfiguration {
        var transport = WebSocketServerConfiguration()
        transport.host = host
        transport.port = port
        transport.pathPrefix = configuration.path
        transport.limits = configuration.webSocketLimits
        transport.timing = configuration.webSocketTiming
        guard profile >= 2 else { return transport }
        guard let identity else {
            throw ListenerFailure(description: "\(profile)@\(host):\(port) needs a certificate and its key")
        }
        if profile == 3, configuration.security.clientAuthorities.isEmpty {
            throw ListenerFailure(
                description: "\(profile)@\(host):\(port) needs the authority of the charge points' certificates")
        }
        do {
            transport.tls = try WebSocketTLS.serverContext(
                identity: identity,
                clientAuthorities: profile == 3 ? configuration.security.clientAuthorities : nil)
        } catch {
            throw ListenerFailure(description: "\(profile)@\(host):\(port): \(error)")
        }
        return transport
    }
}

extension CentralSystemLoop {
    /// Enters passwords, each under a salt of its own; those that are in force already are left as they are, so that a
    /// start with the same file writes nothing.
    package func enter(_ entries: [AuthorizationKeyFile.Entry]) async throws -> OperatorAnswer {
        let changes = try await ask { loop in
            entries.compactMap { entry -> AuthorizationKeyEntry? in
                let known = loop.model.authorizationKeys(of: entry.identity)
                if KeyVault.match(entry.password, among: known) != nil { return nil }
                return AuthorizationKeyEntry(identity: entry.identity, key: KeyVault.salted(entry.password))
            }
        }
        guard !changes.isEmpty else { return .done }
        return try await order { .putAuthorizationKeys(changes, $0) }
    }
}
