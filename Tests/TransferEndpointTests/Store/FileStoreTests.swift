import Foundation
import Testing
import TransferModel

@testable import TransferEndpoint

@Suite struct FileStoreTests {
    let folder = TestFolder()

    private func store(_ change: (inout FileStoreLimits) -> Void = { _ in }) throws -> FileStore {
        var limits = FileStoreLimits()
        change(&limits)
        return try FileStore(directory: folder.file("store"), limits: limits)
    }

    private func path(_ text: String) -> StorePath { try! StorePath(ftp: Array(text.utf8), relativeTo: .root) }

    private func upload(
        _ store: FileStore, _ name: String, _ text: String, start: FTPStoreStart = .at(0), keeps: Bool = false
    ) throws -> StoreUpload {
        let upload = try store.begin(path(name), user: "u", start: start, length: nil, keepsPartial: keeps)
        var text = text
        try text.withUTF8 { try upload.append(UnsafeRawBufferPointer($0)) }
        return upload
    }

    private func disk() -> [String] {
        (FileManager.default.enumerator(atPath: folder.file("store"))?.compactMap { $0 as? String } ?? []).sorted()
    }

    @Test func `a file appears whole, with its hash, and nothing before`() throws {
        let store = try store()
        let upload = try upload(store, "/charge-points/CP1/logs/a.txt", "abc")
        #expect(throws: StoreFailure.notFound) { try store.open(path("/charge-points/CP1/logs/a.txt")) }
        let file = try upload.finish()
        #expect(file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(file.size == 3 && !file.isReplacement)
        #expect(
            disk() == [
                ".incoming", "charge-points", "charge-points/CP1", "charge-points/CP1/logs",
                "charge-points/CP1/logs/a.txt",
            ])
        #expect(folder.read("store/charge-points/CP1/logs/a.txt") == Data("abc".utf8))
        #expect(store.usage(of: .root) == (3, 1))
        #expect(try self.upload(store, "/charge-points/CP1/logs/a.txt", "defg").finish().isReplacement)
        #expect(store.usage(of: path("/charge-points/CP1")) == (4, 1))
    }

    @Test func `an upload that is let go leaves nothing, not even folders`() throws {
        let store = try store()
        for isExplicit in [true, false] {
            var held: StoreUpload? = try upload(store, "/charge-points/CP1/a", "abc")
            #expect(store.usage(of: .root) == (3, 1))
            if isExplicit { held?.abort() }
            held = nil
            #expect(disk() == [".incoming"])
            #expect(store.usage(of: .root) == (0, 0) && store.unfinished == (0, 0))
        }
    }

    @Test func `bytes and files have quotas for each charge point, the library and the whole`() throws {
        let store = try store {
            $0.chargePointBytes = 10; $0.chargePointFiles = 2; $0.fileBytes = 8; $0.totalBytes = 25; $0.totalFiles = 5
            $0.firmwareBytes = 4; $0.firmwareFiles = 1
        }
        func fails(_ name: String, _ text: String, _ failure: StoreFailure) {
            #expect(throws: failure, "\(name)") { try upload(store, name, text).finish() }
        }
        _ = try upload(store, "/charge-points/A/1", "12345678").finish()
        fails("/charge-points/A/2", "123456789", .fileTooLarge)
        fails("/charge-points/A/2", "123", .quotaExceeded)
        _ = try upload(store, "/charge-points/A/2", "12").finish()
        fails("/charge-points/A/3", "", .tooManyFiles)
        #expect(throws: StoreFailure.quotaExceeded) {
            try store.begin(path("/charge-points/A/1"), user: "u", start: .at(0), length: 1, keepsPartial: false)
        }
        #expect(throws: StoreFailure.fileTooLarge) {
            try store.begin(path("/charge-points/B/1"), user: "u", start: .at(0), length: 9, keepsPartial: false)
        }
        fails("/firmware/a", "12345", .quotaExceeded)
        _ = try upload(store, "/firmware/a", "1234").finish()
        fails("/firmware/b", "", .tooManyFiles)
        _ = try upload(store, "/charge-points/B/1", "12345678").finish()
        fails("/charge-points/C/1", "1234", .quotaExceeded)
        _ = try upload(store, "/charge-points/C/1", "123").finish()
        fails("/charge-points/C/2", "", .tooManyFiles)
        #expect(store.usage(of: .root) == (25, 5))
        #expect(store.unfinished == (0, 0))
        // What is removed gives its room back, and a second process counts the same.
        try store.delete(path("/charge-points/A/2"))
        #expect(store.usage(of: path("/charge-points/A")) == (8, 1))
        #expect(try self.store().usage(of: .root) == (23, 4))
    }

    @Test func `what an earlier process left is thrown away`() throws {
        _ = try store()
        #expect(
            FileManager.default.createFile(atPath: folder.file("store/.incoming/99-1"), contents: Data("half".utf8)))
        let store = try store()
        #expect(disk() == [".incoming"])
        #expect(store.usage(of: .root) == (0, 0))
    }

    @Test func `links lead nowhere`() throws {
        let store = try store()
        _ = try upload(store, "/charge-points/CP1/a", "abc").finish()
        try Data("secret".utf8).write(to: URL(fileURLWithPath: folder.file("outside")))
        let manager = FileManager.default
        try manager.createSymbolicLink(
            atPath: folder.file("store/charge-points/CP1/link"), withDestinationPath: folder.file("outside"))
        try manager.createSymbolicLink(atPath: folder.file("store/charge-points/CP2"), withDestinationPath: folder.path)
        #expect(throws: StoreFailure.notAFile) { try store.open(path("/charge-points/CP1/link")) }
        #expect(throws: StoreFailure.notAFile) { try store.open(path("/charge-points/CP2/outside")) }
        #expect(throws: StoreFailure.notAFile) { try store.list(path("/charge-points/CP2")) }
        #expect(throws: StoreFailure.notAFile) { try upload(store, "/charge-points/CP1/link", "x").finish() }
        #expect(throws: StoreFailure.notAFile) { try upload(store, "/charge-points/CP2/new", "x").finish() }
        #expect(throws: StoreFailure.notAFile) { try store.makeDirectory(path("/charge-points/CP2/new")) }
        #expect(throws: StoreFailure.notAFile) { try store.delete(path("/charge-points/CP2/outside")) }
        #expect(try store.list(path("/charge-points")).map(\.name) == ["CP1"])
        #expect(try store.list(path("/charge-points/CP1")).map(\.name) == ["a"])
        #expect(folder.read("outside") == Data("secret".utf8))
        #expect(store.unfinished == (0, 0))
    }

    @Test func `a pipe does not hold the thread and a folder is no file`() throws {
        let store = try store()
        try store.makeDirectory(path("/firmware/folder"))
        #expect(mkfifo(folder.file("store/firmware/pipe"), 0o600) == 0)
        #expect(throws: StoreFailure.notAFile) { try store.open(path("/firmware/pipe")) }
        #expect(throws: StoreFailure.notAFile) { try store.open(path("/firmware/folder")) }
        #expect(throws: StoreFailure.notAFile) { try upload(store, "/firmware/folder", "x") }
        #expect(throws: StoreFailure.notAFile) { try upload(store, "/", "x") }
        _ = try upload(store, "/firmware/a", "x").finish()
        #expect(throws: StoreFailure.notAFile) { try upload(store, "/firmware/a/b", "x").finish() }
        #expect(throws: StoreFailure.exists) { try store.makeDirectory(path("/firmware/folder")) }
        #expect(throws: StoreFailure.notEmpty) { try store.removeDirectory(path("/firmware")) }
        try store.removeDirectory(path("/firmware/folder"))
    }

    @Test func `an upload goes on where another one or the file ended`() throws {
        let store = try store { $0.partialSeconds = 1000 }
        try { try upload(store, "/firmware/a", "abc", keeps: true).abort() }()
        #expect(store.unfinished == (0, 1))
        #expect(store.partialSize(path("/firmware/a"), user: "u") == 3)
        #expect(store.partialSize(path("/firmware/a"), user: "v") == nil)
        #expect(store.usage(of: .root) == (3, 1))
        // Farther than what is there: nothing changes.
        #expect(throws: StoreFailure.wrongOffset(3)) { try upload(store, "/firmware/a", "x", start: .at(4)) }
        // The last byte is sent again.
        let file = try upload(store, "/firmware/a", "cdef", start: .at(2), keeps: true).finish()
        #expect(folder.read("store/firmware/a") == Data("abcdef".utf8))
        #expect(file.sha256 == "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721")
        #expect(store.unfinished == (0, 0) && store.usage(of: .root) == (6, 1))
        // Now from the file itself.
        _ = try upload(store, "/firmware/a", "XY", start: .at(4)).finish()
        #expect(folder.read("store/firmware/a") == Data("abcdXY".utf8))
        _ = try upload(store, "/firmware/a", "!", start: .end).finish()
        #expect(folder.read("store/firmware/a") == Data("abcdXY!".utf8))
        #expect(throws: StoreFailure.wrongOffset(7)) { try upload(store, "/firmware/a", "x", start: .at(8)) }
        #expect(throws: StoreFailure.wrongOffset(0)) { try upload(store, "/firmware/none", "x", start: .at(1)) }
        #expect(store.usage(of: .root) == (7, 1) && store.unfinished == (0, 0))
    }

    @Test func `an unfinished upload is thrown away when its time is over or another one begins`() throws {
        let store = try store { $0.partialSeconds = 0 }
        try { try upload(store, "/firmware/a", "abc", keeps: true).abort() }()
        store.removeExpiredPartials()
        #expect(store.unfinished == (0, 0) && store.usage(of: .root) == (0, 0))
        let lasting = try self.store()
        try { try upload(lasting, "/firmware/a", "abc", keeps: true).abort() }()
        _ = try upload(lasting, "/firmware/a", "xy").finish()
        #expect(lasting.unfinished == (0, 0) && lasting.usage(of: .root) == (2, 1))
        #expect(disk() == [".incoming", "firmware", "firmware/a"])
    }

    @Test func `planned faults of an upload change what is stored, and its hash is that of what is stored`() throws {
        let store = try store()
        func stored(_ fault: TransferFault) throws -> (Data?, FileStore.StoredFile) {
            let upload = try store.begin(
                path("/firmware/a"), user: "u", start: .at(0), length: nil, reception: Reception(fault))
            for text in ["ab", "cd"] {
                var text = text
                try text.withUTF8 { try upload.append(UnsafeRawBufferPointer($0)) }
            }
            let file = try upload.finish()
            return (folder.read("store/firmware/a"), file)
        }
        let flipped = try stored(.wrongHash(at: 2))
        #expect(flipped.0 == Data([0x61, 0x62, 0x63 ^ 0xFF, 0x64]))
        let shorter = try stored(.wrongLength(by: 1))
        #expect(shorter.0 == Data("abc".utf8) && shorter.1.size == 3)
        #expect(shorter.1.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(throws: StoreFailure.diskFull) { try stored(.diskFull(at: 3)) }
        #expect(store.usage(of: .root) == (3, 1) && store.unfinished == (0, 0))
    }

    @Test func `as many uploads run at once as are allowed`() throws {
        let store = try store { $0.uploads = 1 }
        let first = try upload(store, "/firmware/a", "abc")
        #expect(throws: StoreFailure.tooManyUploads) { try upload(store, "/firmware/b", "x") }
        first.abort()
        _ = try upload(store, "/firmware/b", "x").finish()
    }

    @Test func `files are renamed within the quotas and never over another one`() throws {
        let store = try store { $0.chargePointBytes = 5 }
        _ = try upload(store, "/firmware/a", "1234567").finish()
        _ = try upload(store, "/firmware/b", "1").finish()
        #expect(throws: StoreFailure.exists) { try store.rename(path("/firmware/a"), to: path("/firmware/b")) }
        try store.makeDirectory(path("/charge-points/A"))
        #expect(throws: StoreFailure.quotaExceeded) {
            try store.rename(path("/firmware/a"), to: path("/charge-points/A/x"))
        }
        try store.rename(path("/firmware/b"), to: path("/charge-points/A/x"))
        #expect(store.usage(of: path("/charge-points/A")) == (1, 1) && store.usage(of: path("/firmware")) == (7, 1))
    }
}
