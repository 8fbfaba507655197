import OCPPJSON
import WebSocketTransport

/// An address for charge points, how they show there who they are, and how strictly their CALLs are read
/// (`csms --listen [PROFILE,POLICY@]HOST:PORT`).
package struct Listener: Sendable {
    /// Name or address to listen on.
    package var host: String
    /// 0 picks a free one.
    package var port: Int
    /// Security profile: 0 nothing, 1 password over `ws`, 2 password over `wss`, 3 client certificate over `wss`.
    package var profile: Int
    /// Certificate and key of profiles 2 and 3.
    package var identity: TLSIdentity?
    /// How CALLs that break a rule of the schemas are treated.
    package var policy: CallPolicy

    /// Makes a listener.
    package init(
        host: String, port: Int, profile: Int = 0, identity: TLSIdentity? = nil, policy: CallPolicy = .strict
    ) {
        self.host = host
        self.port = port
        self.profile = profile
        self.identity = identity
        self.policy = policy
    }

    /// Reads `HOST:PORT` or `WORDS@HOST:PORT`: the words are a security profile, a policy, or both with a comma between
    /// them, such as `2,forgiving@0.0.0.0:9443`.
    ///
    /// - Throws: ``CentralSystemSetting/Failure`` with what to write.
    package init(_ text: String) throws(CentralSystemSetting.Failure) {
        let at = text.firstIndex(of: "@")
        let address = try CentralSystemSetting.address(at.map { String(text[text.index(after: $0)...]) } ?? text)
        self.init(host: address.host, port: address.port)
        guard let at else { return }
        var hasProfile = false
        var hasPolicy = false
        for word in text[..<at].split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            if let number = Int(word), word.count == 1, (0...3).contains(number), !hasProfile {
                profile = number
                hasProfile = true
            } else if let policy = CallPolicy(rawValue: word), !hasPolicy {
                self.policy = policy
                hasPolicy = true
            } else {
                throw CentralSystemSetting.Failure(
                    "before @ stand the security profile, 0 to 3, and strict or forgiving, each once, for example "
                        + "2,forgiving@0.0.0.0:9443")
            }
        }
    }
}

/// What all listeners have in common.
package struct SecurityConfiguration: Sendable {
    /// Certificates in PEM that vouch for charge points in profile 3.
    package var clientAuthorities: [String] = []
    /// O that client certificates must have; nil for any.
    package var cpoName: String?
    /// Signs charge points' certificates; nil: their requests are rejected.
    package var signing: SigningAuthority?
    /// Passwords to enter at the start; each replaces that of the same charge point.
    package var authorizationKeys: [AuthorizationKeyFile.Entry] = []

    /// Nothing of all that.
    package init() {}
}
