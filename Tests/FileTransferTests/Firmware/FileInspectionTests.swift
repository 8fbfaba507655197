import Crypto
import Testing

@testable import FileTransfer

@Suite struct FileInspectionTests {
    static func facts(_ bytes: [UInt8], cut: Int) -> FileFacts {
        var inspection = FileInspection()
        bytes.withUnsafeBytes { all in
            inspection.append(UnsafeRawBufferPointer(rebasing: all[..<cut]))
            let copy = inspection
            inspection.append(UnsafeRawBufferPointer(rebasing: all[cut...]))
            // A copy goes on for itself.
            var other = copy
            other.append(UnsafeRawBufferPointer(rebasing: all[cut...]))
            #expect(other.facts == inspection.facts)
        }
        return inspection.facts
    }

    @Test func `an image of ours is recognised wherever it is divided`() throws {
        let image = try #require(FirmwareHeader.image(version: "2.0.0-rc1", body: noise(300)))
        let hash = SHA256.hash(data: image)
        for cut in 0...image.count {
            let facts = Self.facts(image, cut: cut)
            #expect(facts == FileFacts(bytes: Int64(image.count), sha256: hash, firmware: .image(version: "2.0.0-rc1")))
        }
    }

    @Test func `an image with one wrong or missing byte is broken, wherever it is`() throws {
        let image = try #require(FirmwareHeader.image(version: "2.0.0", body: noise(20)))
        for place in image.indices {
            var wrong = image
            wrong[place] ^= 1
            let firmware = Self.facts(wrong, cut: 0).firmware
            let isHeader = place < FirmwareHeader.magic.utf8.count
            let isVersion = (place >= 29 && place < 34)
            if !isVersion { #expect(firmware == (isHeader ? .none : .broken), "byte \(place)") }
            let short = Self.facts(Array(image[..<place]), cut: 0).firmware
            #expect(short == (place < FirmwareHeader.magic.utf8.count ? .none : .broken), "\(place) bytes")
        }
    }

    @Test(arguments: [
        "wattswarm-firmware 1 ", "wattswarm-firmware 1 version=1 size=0",
        "wattswarm-firmware 1 version= size=0 sha256=00",
        "wattswarm-firmware 1 version=1 version=1 size=0 sha256=" + String(repeating: "0", count: 64),
        "wattswarm-firmware 1 version=1 size=-1 sha256=" + String(repeating: "0", count: 64),
        "wattswarm-firmware 1 version=1 size=0 sha256=" + String(repeating: "0", count: 62),
        "wattswarm-firmware 1 version=" + String(repeating: "1", count: 51) + " size=0 sha256="
            + String(repeating: "0", count: 64),
        "wattswarm-firmware 1 version=1  size=0 sha256=" + String(repeating: "0", count: 64), "wattswarm-firmware 2 x",
    ])
    func `what is no header is none`(_ line: String) {
        #expect(FirmwareHeader(line: line.utf8) == nil)
    }

    @Test func `a header reads back`() throws {
        let header = try #require(FirmwareHeader(version: "1.2.3", size: 7, sha256: Array(SHA256.hash(data: [1]))))
        #expect(header.line.hasSuffix("\n"))
        #expect(FirmwareHeader(line: header.line.dropLast().utf8) == header)
        #expect(FirmwareHeader(version: "1 2", size: 0, sha256: header.sha256) == nil)
    }

    @Test func `a first line without end is broken at its limit`() {
        let line = FirmwareHeader.magic + String(repeating: "x", count: FileTransferLimits.firmwareHeaderBytes)
        #expect(Self.facts(Array(line.utf8), cut: 100).firmware == .broken)
    }

    @Test(
        arguments: [
            ("acme-fw_2.1.7.bin", "2.1.7"), ("fw-10.2", "10.2"), ("v1.2-build.3.4.bin", "3.4"), ("firmware.bin", nil),
            ("fw7.bin", nil), ("1..2", nil), ("fw-2024.11.05.tar.gz", "2024.11.05"), ("", nil),
        ] as [(String, String?)])
    func `the version of a foreign file is in its name, else in its hash`(_ name: String, _ version: String?) {
        // SHA-256 of `abc` (FIPS 180-2).
        let facts = FileFacts(bytes: 3, sha256: SHA256.hash(data: Array("abc".utf8)), firmware: .none)
        #expect(facts.installedVersion(fileName: name, onlyImages: false) == version ?? "sha256-ba7816bf8f01")
        #expect(facts.installedVersion(fileName: name, onlyImages: true) == nil)
    }

    @Test func `an empty file and a broken image are never installed`() {
        let sha = SHA256.hash(data: [UInt8]())
        #expect(
            FileFacts(bytes: 0, sha256: sha, firmware: .none).installedVersion(fileName: "1.2", onlyImages: false)
                == nil)
        #expect(
            FileFacts(bytes: 9, sha256: sha, firmware: .broken).installedVersion(fileName: "1.2", onlyImages: false)
                == nil)
        #expect(
            FileFacts(bytes: 9, sha256: sha, firmware: .image(version: "7"))
                .installedVersion(fileName: "1.2", onlyImages: true) == "7")
    }
}
