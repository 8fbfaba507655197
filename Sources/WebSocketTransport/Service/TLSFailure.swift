import NIOSSL

/// Why TLS failed: a cause that a charge point can act on, and a text for people.
package struct TLSFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What a peer that is told of the failure makes of it.
    package enum Cause: String, CaseIterable, Sendable, Hashable {
        /// The peer's certificate is not good: authority, period, host name.
        case peerCertificate = "the peer's certificate"
        /// The peer does not take our certificate, or misses one.
        case ownCertificate = "our certificate"
        /// No TLS version that both sides allow.
        case version = "TLS version"
        /// No cipher suite that both sides allow.
        case cipherSuite = "cipher suite"
        /// Anything else, such as a peer that speaks no TLS.
        case other = "other"
    }

    /// What failed.
    package var cause: Cause
    /// The library's word for it, or a sentence; never a key.
    package var text: String

    /// Makes a failure.
    package init(_ cause: Cause, _ text: String) {
        self.cause = cause
        self.text = text
    }

    package var description: String { text }

    /// Reads an error of the TLS library.
    init(_ error: any Error) {
        switch error {
        case let failure as TLSFailure:
            self = failure
        case NIOSSLError.handshakeFailed(.sslError(let stack)), BoringSSLError.sslError(let stack):
            self.init(stack: stack)
        case NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate:
            self.init(.peerCertificate, "the certificate cannot be validated")
        case let extra as NIOSSLExtraError where extra == .failedToValidateHostname:
            self.init(.peerCertificate, "the certificate is for another host")
        default:
            self.init(.other, "\(error)")
        }
    }

    /// The same on a client: what is no TLS at all is told as that.
    init(ofClient error: any Error) {
        self.init(error)
        if text == "certificate verify failed" {
            text += ": no authority that is trusted here has signed it (`--tls-ca FILE` names another one)"
        }
        // What BoringSSL calls an answer in plain HTTP.
        if text == "wrong version number" || text == "http request" { text = WebSocketCloseReason.speaksNoTLS }
    }

    private init(stack: NIOBoringSSLErrorStack) {
        for entry in stack {
            // `Error: 268435581 error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED at file:line`
            let words = entry.description.split(separator: " ")
            guard words.count > 1, let code = UInt32(words[1]), code >> 24 == Self.sslLibrary else { continue }
            let name = entry.description.components(after: "OPENSSL_internal:").prefix { $0 != " " }
            self.init(Self.cause(of: code & 0xFFF), name.lowercased().replacing("_", with: " "))
            return
        }
        self.init(.other, stack.first.map { "\($0)" } ?? "TLS failed")
    }

    /// BoringSSL's ERR_LIB_SSL.
    private static let sslLibrary: UInt32 = 16

    /// The cause behind a reason code of BoringSSL; those from 1000 on are alerts of the peer (RFC 8446 §6).
    private static func cause(of reason: UInt32) -> Cause {
        switch reason {
        case 125: .peerCertificate  // CERTIFICATE_VERIFY_FAILED
        case 1041...1046, 1048, 1049, 1113, 1114, 1116: .ownCertificate
        case 240, 280, 1070, 1086: .version  // UNSUPPORTED_PROTOCOL, NO_SUPPORTED_VERSIONS_ENABLED, alerts
        case 154, 184, 229, 242, 253, 1040, 1071: .cipherSuite  // NO_SHARED_CIPHER and what peers say of it
        default: .other
        }
    }
}

extension String {
    /// What follows a marker; empty without it.
    fileprivate func components(after marker: String) -> Substring {
        firstRange(of: marker).map { self[$0.upperBound...] } ?? ""
    }
}
