import CentralSystemModel
import CentralSystemSettings
import Credentials
import Foundation
import NIOPosix
import OCPPTypes

/// Signs off the event loop, one request after the other.
package final class SigningDesk: Sendable {
    private let authority: SigningAuthority
    private let cpoName: String?
    private let pool = NIOThreadPool(numberOfThreads: 1)

    /// Opens the desk.
    ///
    /// - `cpoName`: O that requests must have; nil for any.
    package init(_ authority: SigningAuthority, cpoName: String?) {
        self.authority = authority
        self.cpoName = cpoName
        pool.start()
    }

    /// Checks and signs a request; the outcome goes to the loop's model.
    func sign(_ token: SigningToken, _ identity: String, _ csr: String, for loop: CentralSystemLoop) {
        pool.submit { _ in
            let outcome = self.outcome(identity, csr)
            loop.eventLoop.execute { loop.deliver(.signingFinished(token, outcome)) }
        }
    }

    private func outcome(_ identity: String, _ csr: String) -> SigningOutcome {
        // TLS checks certificates by the machine's time, so that is theirs too.
        let now = DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
        let validity = Validity(
            notBefore: now.adding(milliseconds: -300_000),
            notAfter: now.adding(milliseconds: Int64(authority.days) * 86_400_000))
        do {
            let chain = try authority.authority.sign(
                request: csr, commonName: identity, organization: cpoName, validity: validity)
            let summary = try CertificateSummary(pem: chain)
            return .signed(
                chain: chain, serialNumber: summary.serialNumber, notBefore: summary.notBefore,
                notAfter: summary.notAfter)
        } catch {
            return .refused("\(error)")
        }
    }

    /// Returns when what was asked for is done.
    package func stop() async {
        try? await pool.shutdownGracefully()
    }
}
