import CentralSystemSettings
import Foundation
import OCPPTypes
import TestSupport
import Testing
import TransferEndpoint
import TransferModel

@testable import FileService

/// Orders without a location, filled in by a service that no central system stands behind.
@Suite(.timeLimit(.minutes(3))) struct FileOrderTests {
    private let now = DateTime(millisecondsSince1970: 1_735_732_800_000)

    private func with(_ body: (FilesService) async throws -> Void) async throws {
        let books = try await TestBooks()
        defer { books.store.close() }
        var configuration = FilesConfiguration()
        configuration.http = .init(host: "127.0.0.1", port: 0)
        let files = try await FilesService.start(
            configuration, databasePath: books.directory.file("a"), records: books.store.files,
            logger: TestBooks.quietLogger)
        do {
            try await body(files)
        } catch {
            await files.stop()
            throw error
        }
        await files.stop()
    }

    private func completed(
        _ files: FilesService, _ action: Action, _ body: String, image: String? = nil, scheme: TransferScheme? = nil
    ) async throws -> [String: Any] {
        let options = FilesService.OrderOptions(image: image, scheme: scheme, now: now)
        let bytes = try await files.completing(action, "CP/1", Array(body.utf8), options)
        return try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] ?? [:]
    }

    @Test func `a location that is left out leads to the image, or to the charge point's folder`() async throws {
        try await with { files in
            try await files.inStore { store throws(StoreFailure) in
                let path = StorePath.image("a")
                _ = try store.begin(path, user: "operator", start: .at(0), length: nil).finish()
            }
            let update = try await completed(files, .updateFirmware, "", image: "a")
            let location = try #require(update["location"] as? String)
            #expect(location.hasPrefix("http://order-") && location.hasSuffix("/firmware/a"))
            #expect(update["retrieveDate"] as? String == now.description)
            let upload = try await completed(files, .getLog, #"{"logType":"DiagnosticsLog","requestId":1}"#)
            let log = try #require(upload["log"] as? [String: Any])
            #expect((log["remoteLocation"] as? String)?.contains("/charge-points/CP%252F1/logs") == true, "\(log)")
            #expect(files.users.count == 2)
            // Other actions, and orders that have a place, stay as they are.
            #expect(try await files.completing(.reset, "CP1", [1], .init(now: now)) == [1])
            let given = Array(#"{"location": "ftp://x/"}"#.utf8)
            #expect(try await files.completing(.getDiagnostics, "CP1", given, .init(now: now)) == given)
        }
    }

    @Test func `what cannot be ordered is refused before a user is made`() async throws {
        try await with { files in
            func refusal(
                _ body: String, image: String? = nil, scheme: TransferScheme? = nil
            ) async -> FilesRefusal? {
                await #expect(throws: FilesRefusal.self) {
                    _ = try await completed(files, .updateFirmware, body, image: image, scheme: scheme)
                }
            }
            let both = await refusal(#"{"location":"http://x/a"}"#, image: "a")
            #expect(both?.kind == .badRequest && both?.text.contains("leave one of them out") == true)
            let other = await refusal("", image: "a", scheme: .ftps)
            #expect(other == .badRequest("via=ftps is not served here; served are http"))
            #expect(await refusal("", image: "b") == .notFound("there is no image \"b\" in the firmware library"))
            #expect(await refusal("", image: "..")?.text.hasPrefix("image: ") == true)
            #expect(await refusal("")?.text.contains("add ?image=NAME") == true)
            #expect(files.users.count == 0)
        }
    }
}

extension StorePath {
    /// An image of the firmware library.
    fileprivate static func image(_ name: String) -> StorePath {
        guard let path = try? StoreLayout.firmware.appending(name) else { preconditionFailure("\(name) is a name") }
        return path
    }
}
