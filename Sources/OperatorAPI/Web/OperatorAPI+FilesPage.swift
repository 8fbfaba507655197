import CentralSystemStore
import FileService
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPTypes
import OperatorInterface
import OperatorPage
import TransferEndpoint
import TransferModel

/// The page of files: library, what charge points sent, history, and the forms that change them.
extension OperatorAPI {
    var filePageRoutes: [APIRoute] {
        [
            page("/files", "Files") { request in try await filesPage(request) },
            APIRoute(
                .post, "/files/firmware", tag: Self.pageTag, role: .operate,
                "Takes an image of a form into the library",
                body: .fileForm([.required("file", .text())]),
                answers: [
                    .empty(303, "Done; the page to look at"),
                    .text(200, "Nothing is done; the page tells why", mediaType: "text/html"),
                    .text(404, "No file endpoint runs", mediaType: "text/html"),
                ]
            ) { request in try await imageFromPage(request) },
            action("/files/fetch", "Fetches an image from a vendor's server") { request in
                try await changeFiles(request) { files, fields in
                    let sum = fields["sha256"].flatMap { $0.isEmpty ? nil : $0 }
                    _ = try files.vendors.fetch(
                        fields["url"] ?? "", to: try firmwarePath(fields["name"] ?? ""), sha256: try sha256(sum))
                }
            },
            action("/files/forward", "Passes a file on to a URL") { request in
                try await changeFiles(request) { files, fields in
                    _ = try files.vendors.forward(try storePath(fields["path"] ?? ""), to: fields["url"] ?? "")
                }
            },
            action("/files/delete", "Removes a file") { request in
                try await changeFiles(request) { _, fields in
                    _ = try await removeFile(try storePath(fields["path"] ?? ""))
                }
            },
        ]
    }

    /// What the forms of a charge point's page offer.
    func fileChoices() async throws -> CommandForms.Files? {
        guard let files else { return nil }
        let (images, _) = try await storedFiles(kinds: [.firmware], identity: nil, after: nil, limit: 200)
        return CommandForms.Files(
            images: images.map { String($0.path.dropFirst("/firmware/".count)) }.filter { !$0.contains("/") },
            schemes: files.schemes.map(\.rawValue))
    }

    private func filesPage(_ request: APIRequest, notice: Frame.Notice? = nil) async throws -> Response {
        let viewer = request.caller.viewer
        let frame = Frame(title: "Files", section: .files, viewer: viewer, notice: notice)
        guard let files else { return PageResponse.page(frame, FilesPage.none) }
        let identity = try request.text("identity")
        let (images, _) = try await storedFiles(kinds: [.firmware], identity: nil, after: nil, limit: 200)
        let (sent, next) = try await storedFiles(
            kinds: [.diagnostics, .log, .other], identity: identity, after: try request.text("cursor"), limit: 50)
        let (transfers, _) = try await fileTransfers(before: .max, identity: identity, kind: nil, limit: 20)
        let page = FilesPage(
            addresses: TransferScheme.allCases.compactMap { files.readyURL($0) },
            images: images.map(FilesPage.File.init),
            files: sent.map(FilesPage.File.init), next: next, identity: identity,
            transfers: transfers.map(FilesPage.Transfer.init),
            jobs: files.vendors.jobs.prefix(10).map(FilesPage.Transfer.init),
            faults: files.endpoint.faults.rules.map(\.kind.rawValue), now: FileUsers.now(),
            mayOperate: viewer.mayOperate)
        return PageResponse.page(frame, page.content)
    }

    /// Does what a form asks for and shows the page; what went wrong stands on top of it.
    private func changeFiles(
        _ request: APIRequest, _ change: (FilesService, [String: String]) async throws -> Void
    ) async throws -> Response {
        let files = try fileService()
        do {
            let fields = try await request.form()
            try await asking { try await change($0, fields) }
        } catch let error as OperatorAPIError where error.status.code < 500 || error.status.code == 507 {
            return try await filesPage(request, notice: Frame.Notice(isGood: false, "\(error.message)"))
        }
        await files.ledger.drain()
        return PageResponse.redirect("/files")
    }

    private func imageFromPage(_ request: APIRequest) async throws -> Response {
        let files = try fileService()
        guard let type = request.request.headers[.contentType],
            let boundary = MultipartParser.boundary(contentType: type),
            let parser = MultipartParser(boundary: boundary, partLimit: 4)
        else { throw OperatorAPIError.badRequest("an image comes as multipart/form-data with a field \"file\"") }
        let form = ImageForm(parser)
        do {
            for try await chunk in request.request.body {
                try await files.inStore { store throws(StoreFailure) in try form.take(chunk, store) }
                if let fault = form.fault { throw OperatorAPIError.badRequest(fault) }
            }
            guard form.isComplete, !form.images.isEmpty else {
                throw OperatorAPIError.badRequest("the form has no file, or ends before its last boundary")
            }
        } catch {
            form.abandon()
            let text: String
            switch error {
            case let failure as StoreFailure: text = failure.text
            case let failure as OperatorAPIError where failure.status == .badRequest: text = failure.message
            default: throw error
            }
            return try await filesPage(request, notice: Frame.Notice(isGood: false, "\(text)"))
        }
        files.ledger.submit(form.images.map { .file(StoredFileRecord($0, chargePoint: nil, source: "api")) })
        await files.ledger.drain()
        return PageResponse.redirect("/files")
    }
}

/// Images of a form on their way into the library; one caller at a time, hence `@unchecked Sendable`.
private final class ImageForm: @unchecked Sendable {
    private var parser: MultipartParser
    private var upload: StoreUpload?
    /// What is stored.
    private(set) var images: [FileStore.StoredFile] = []
    /// What is wrong with the form.
    private(set) var fault: String?

    init(_ parser: MultipartParser) {
        self.parser = parser
    }

    var isComplete: Bool { parser.isComplete }

    func take(_ buffer: ByteBuffer, _ store: FileStore) throws(StoreFailure) {
        do {
            try buffer.withUnsafeReadableBytes { bytes in
                try parser.consume(bytes) { event in
                    switch event {
                    case .began(let part): upload = try begin(part, store)
                    // Without an upload it is a plain field of the form.
                    case .data(let data): try upload?.append(data)
                    case .ended:
                        if let upload { images.append(try upload.finish()) }
                        upload = nil
                    }
                }
            }
        } catch let failure as StoreFailure {
            throw failure
        } catch let failure as MultipartParser.Failure {
            fault = failure.text
        } catch let refusal as StorePath.Refusal {
            fault = "the file's name: \(refusal.text)"
        } catch {
            fault = "\(error)"
        }
    }

    private func begin(_ part: MultipartParser.Part, _ store: FileStore) throws -> StoreUpload? {
        guard let fileName = part.fileName, !fileName.isEmpty else { return nil }
        // Some browsers send the path that the file has with them.
        let name = fileName.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        return try store.begin(
            try StoreLayout.firmware.appending(name), user: "operator", start: .at(0), length: nil)
    }

    func abandon() {
        upload?.abort()
        upload = nil
    }
}

extension FilesPage.File {
    init(_ record: StoredFileRecord) {
        self.init(
            path: record.path, size: record.size, sha256: record.sha256, chargePoint: record.chargePoint,
            source: record.source, stored: DateTime(record.stored))
    }
}

extension FilesPage.Transfer {
    init(_ record: FileTransferRecord) {
        self.init(
            started: DateTime(record.started), peer: record.remote ?? record.user, chargePoint: record.chargePoint,
            deed: "\(record.scheme) \(record.direction)", path: record.path, bytes: record.bytes,
            outcome: record.failure ?? "done", isGood: record.failure == nil)
    }

    init(_ job: VendorTransfers.Job) {
        self.init(
            started: DateTime(job.started), peer: job.url, chargePoint: nil, deed: job.kind.rawValue, path: job.path,
            bytes: job.bytes, outcome: job.failure ?? (job.state == .succeeded ? "done" : job.state.rawValue),
            isGood: job.state == .running ? nil : job.state == .succeeded)
    }
}
