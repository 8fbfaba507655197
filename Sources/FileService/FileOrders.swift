import Foundation
import OCPPTypes
import TransferModel

/// Fills the place of a file into orders that leave it out: a URL with credentials that are good for that file, or that
/// folder, only, and for one whole transfer and the retries that the order allows.
extension FilesService {
    /// What an operator may add to an order whose location is to be filled in.
    package struct OrderOptions: Sendable {
        /// The image in the firmware library.
        package var image: String?
        /// The scheme; nil takes the first one that is served: https, ftps, http, ftp.
        package var scheme: TransferScheme?
        /// Now, in device time: when the charge point is to fetch where the order does not say.
        package var now: DateTime

        /// Makes options.
        package init(image: String? = nil, scheme: TransferScheme? = nil, now: DateTime) {
            self.image = image
            self.scheme = scheme
            self.now = now
        }

        /// Whether the operator chose anything.
        package var isGiven: Bool { image != nil || scheme != nil }
    }

    /// The payload with its location; as it was where it has one, or the action knows none.
    ///
    /// - Throws: ``FilesRefusal`` that says what is missing.
    func completing(
        _ action: Action, _ identity: String, _ payload: [String: Any], _ options: OrderOptions
    ) async throws -> [String: Any] {
        var payload = payload
        switch action {
        case .updateFirmware:
            guard try isOpen(payload["location"], options) else { break }
            let order = order(identity, payload, date: payload["retrieveDate"], options)
            payload["location"] = try await downloadURL(order, options)
            if payload["retrieveDate"] == nil { payload["retrieveDate"] = options.now.description }
        case .signedUpdateFirmware:
            guard var firmware = payload["firmware"] as? [String: Any],
                try isOpen(firmware["location"], options)
            else { break }
            let order = order(identity, payload, date: firmware["retrieveDateTime"], options)
            firmware["location"] = try await downloadURL(order, options)
            if firmware["retrieveDateTime"] == nil { firmware["retrieveDateTime"] = options.now.description }
            payload["firmware"] = firmware
        case .getDiagnostics:
            guard try isOpen(payload["location"], options) else { break }
            payload["location"] = try uploadURL(order(identity, payload, date: nil, options), .diagnostics, options)
        case .getLog:
            // A form that is left empty has no member of this name.
            guard var log = (payload["log"] ?? [String: Any]()) as? [String: Any],
                try isOpen(log["remoteLocation"], options)
            else { break }
            log["remoteLocation"] = try uploadURL(order(identity, payload, date: nil, options), .log, options)
            payload["log"] = log
        default: break
        }
        // A URL that a charge point has must be good after a crash too.
        await ledger.drain()
        return payload
    }

    /// Whether the location is left to us.
    ///
    /// - Throws: 400 where there is one and the operator chose another.
    private func isOpen(_ location: Any?, _ options: OrderOptions) throws(FilesRefusal) -> Bool {
        guard location != nil else { return true }
        guard !options.isGiven else {
            throw .badRequest("the payload has a location, so image and via choose nothing; leave one of them out")
        }
        return false
    }

    /// Whom credentials are for, and how far they go.
    private struct Order {
        var identity: String
        /// Until when they are good.
        var expires: DateTime
        /// Whole transfers that they are good for: one, and one for each retry, because a charge point may lose what
        /// was sent in full.
        var uses: Int
    }

    private func order(_ identity: String, _ payload: [String: Any], date: Any?, _ options: OrderOptions) -> Order {
        // Device time may run faster than ours, then this is longer than needed.
        let wait = ((date as? String).flatMap { DateTime($0) }?.millisecondsSince1970).map {
            max(0, $0 - options.now.millisecondsSince1970)
        }
        let lifetime = configuration.orderSeconds * 1000 + min(wait ?? 0, 366 * 86_400_000)
        let retries = payload["retries"] as? Int ?? 0
        return Order(
            identity: identity, expires: FileUsers.now().adding(milliseconds: lifetime),
            uses: 1 + min(max(0, retries), 100))
    }

    /// The same for a body as it came; one that is no JSON object is left to those who read it.
    package func completing(
        _ action: Action, _ identity: String, _ body: [UInt8], _ options: OrderOptions
    ) async throws -> [UInt8] {
        guard Self.actions.contains(action) else { return body }
        let bytes = body.isEmpty ? Array("{}".utf8) : body
        guard let payload = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] else {
            return body
        }
        let completed = try await completing(action, identity, payload, options)
        guard !NSDictionary(dictionary: completed).isEqual(to: payload) else { return body }
        return [UInt8](try JSONSerialization.data(withJSONObject: completed, options: [.sortedKeys]))
    }

    /// The actions that name a place of a file.
    package static let actions: Set<Action> = [.updateFirmware, .signedUpdateFirmware, .getDiagnostics, .getLog]

    private func scheme(_ options: OrderOptions) throws(FilesRefusal) -> TransferScheme {
        let served = schemes
        if let scheme = options.scheme {
            guard served.contains(scheme) else {
                throw .badRequest(
                    "via=\(scheme.rawValue) is not served here; served are "
                        + served.map(\.rawValue).joined(separator: ", "))
            }
            return scheme
        }
        guard let first = [TransferScheme.https, .ftps, .http, .ftp].first(where: served.contains) else {
            throw .badRequest("no file endpoint runs: give the location, or start with --http-files or --ftp")
        }
        return first
    }

    private func downloadURL(_ order: Order, _ options: OrderOptions) async throws -> String {
        let scheme = try scheme(options)
        guard let image = options.image else {
            throw FilesRefusal.badRequest(
                "without a location add ?image=NAME, the name of an image in the firmware library")
        }
        let path: StorePath
        do {
            path = try StoreLayout.firmware.appending(image)
        } catch {
            throw FilesRefusal.badRequest("image: \(error.text)")
        }
        do {
            let entry = try await inStore { store throws(StoreFailure) in try store.entry(path) }
            guard !entry.isFolder else { throw StoreFailure.notFound }
        } catch {
            throw FilesRefusal.notFound("there is no image \"\(image)\" in the firmware library")
        }
        let credentials = try users.make(
            chargePoint: order.identity, rights: [AccessRight(.read, within: path)], expires: order.expires,
            uses: order.uses)
        guard let url = url(scheme, path, credentials) else { preconditionFailure("the scheme is served") }
        return url
    }

    private func uploadURL(_ order: Order, _ kind: FileKind, _ options: OrderOptions) throws -> String {
        let scheme = try scheme(options)
        guard let folder = StoreLayout.folder(of: order.identity, for: kind) else {
            throw FilesRefusal.badRequest("the identity is too long for a folder; give the location")
        }
        let credentials = try users.make(
            chargePoint: order.identity, rights: [AccessRight([.read, .write], within: folder)],
            expires: order.expires, uses: order.uses)
        guard let url = url(scheme, folder, credentials) else { preconditionFailure("the scheme is served") }
        return url
    }
}
