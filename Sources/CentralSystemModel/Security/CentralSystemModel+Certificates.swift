import OCPPTypes

/// Names a signing request that the driver works on.
package struct SigningToken: Hashable, Sendable {
    /// Counts from 1.
    package var number: UInt64

    /// Makes the token of a number.
    package init(_ number: UInt64) {
        self.number = number
    }
}

/// What came of a signing request.
package enum SigningOutcome: Equatable, Sendable {
    /// It is signed: the chain in PEM, leaf first, and what identifies the leaf.
    case signed(chain: String, serialNumber: String, notBefore: DateTime, notAfter: DateTime)
    /// It is not; a label without dynamic text.
    case refused(String)
}

/// A certificate that the central system has signed for a charge point.
package struct IssuedCertificateRecord: Equatable, Sendable {
    /// What the charge point made of it.
    package enum Status: String, CaseIterable, Sendable, Hashable {
        /// Signed, and not answered yet.
        case issued = "Issued"
        /// Taken.
        case accepted = "Accepted"
        /// Not taken.
        case rejected = "Rejected"
        /// CertificateSigned was not answered.
        case undelivered = "Undelivered"
    }

    /// The charge point.
    package var identity: String
    /// Serial number in hexadecimal digits.
    package var serialNumber: String
    /// Start of the validity.
    package var notBefore: DateTime
    /// End of the validity.
    package var notAfter: DateTime
    /// What the charge point made of it.
    package var status: Status

    /// Makes the record.
    package init(identity: String, serialNumber: String, notBefore: DateTime, notAfter: DateTime, status: Status) {
        self.identity = identity
        self.serialNumber = serialNumber
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.status = status
    }
}

/// A security event of a charge point (white paper §8).
package struct SecurityEventRecord: Equatable, Sendable {
    /// The charge point.
    package var identity: String
    /// Its type on the wire; not only those of the white paper.
    package var type: String
    /// The charge point's timestamp.
    package var timestamp: DateTime
    /// More about it.
    package var techInfo: String?
    /// Time of receipt.
    package var received: DateTime

    /// Makes the record.
    package init(identity: String, type: String, timestamp: DateTime, techInfo: String?, received: DateTime) {
        self.identity = identity
        self.type = type
        self.timestamp = timestamp
        self.techInfo = techInfo
        self.received = received
    }

    /// The event in a notification.
    init(_ notification: NotificationRecord, at time: DateTime) {
        self.init(
            identity: notification.identity, type: notification.status, timestamp: notification.timestamp,
            techInfo: notification.detail, received: time)
    }
}

/// Certificates: signed for charge points, and installed in them (white paper A02, A03, M03 to M05).
extension CentralSystemModel {
    /// SignCertificate.req: accepted when there is an authority that can sign, the connection has proved who it is
    /// (security profile 1 or above: on profile 0 anybody may claim an identity) and not too much waits for it; the
    /// certificate follows as a CALL of its own.
    mutating func signCertificate(
        _ request: SignCertificate.Request, _ call: QueuedCall, of index: Int, into effects: inout [Effect]
    ) {
        let identity = chargePoints[index].identity
        let isProved = connections[Int(call.connection.slot)].profile > 0
        let canSign = configuration.signsCertificates && isProved && signings.count < configuration.limits.signings
        if configuration.signsCertificates, !canSign {
            effects.append(.notice(.certificateRefused, identity: identity))
        }
        let confirmation = SignCertificate.Confirmation(status: canSign ? .accepted : .rejected)
        effects.append(.reply(call.connection, call.uniqueId, .signCertificate(confirmation)))
        guard canSign else { return }
        lastSigning += 1
        let token = SigningToken(lastSigning)
        signings[token] = identity
        effects.append(.signCertificate(token, identity: identity, csr: request.csr.value))
    }

    /// The authority is done; what it signed goes to the charge point.
    mutating func signed(
        _ token: SigningToken, _ outcome: SigningOutcome, at now: Instant, into effects: inout [Effect]
    ) {
        guard let identity = signings.removeValue(forKey: token) else {
            preconditionFailure("a signing request ends once")
        }
        switch outcome {
        case .refused:
            effects.append(.notice(.certificateRefused, identity: identity))
        case .signed(let chain, let serialNumber, let notBefore, let notAfter):
            // Forgotten meanwhile: a stranger that left.
            guard let index = indexByIdentity[identity] else { return }
            guard let value = CiString<10000>(chain) else {
                return effects.append(.notice(.certificateRefused, identity: identity))
            }
            let record = IssuedCertificateRecord(
                identity: identity, serialNumber: serialNumber, notBefore: notBefore, notAfter: notAfter,
                status: .issued)
            effects.append(.store([.issuedCertificate(record)], .unawaited))
            enqueue(
                Command(.typed(.certificateSigned(CertificateSigned.Request(certificateChain: value)))),
                from: .certificate(record), of: index, at: now, into: &effects)
        }
    }

    /// CertificateSigned has ended.
    mutating func certificateEnded(
        _ record: IssuedCertificateRecord, _ answer: OperatorAnswer, into effects: inout [Effect]
    ) {
        var record = record
        switch answer {
        case .confirmation(.certificateSigned(let confirmation)):
            record.status = confirmation.status == .accepted ? .accepted : .rejected
        default:
            record.status = .undelivered
        }
        if record.status != .accepted {
            effects.append(.notice(.certificateNotTaken, identity: record.identity))
        }
        effects.append(.store([.issuedCertificate(record)], .unawaited))
    }

    /// What a charge point says that it has installed, after GetInstalledCertificateIds or DeleteCertificate.
    func installedCertificates(
        _ request: Request, _ confirmation: Confirmation, of index: Int
    ) -> [Record] {
        let identity = chargePoints[index].identity
        switch (request, confirmation) {
        case (.getInstalledCertificateIds(let request), .getInstalledCertificateIds(let confirmation)):
            return [
                .installedCertificates(
                    identity: identity, request.certificateType, confirmation.certificateHashData ?? [])
            ]
        case (.deleteCertificate(let request), .deleteCertificate(let confirmation))
        where confirmation.status != .failed:
            return [.installedCertificateDeleted(identity: identity, request.certificateHashData)]
        default:
            return []
        }
    }
}
