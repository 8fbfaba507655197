import Crypto
import OCPPTypes

/// Looks at a file while it streams by: its size, its SHA-256, and whether it is a firmware image of our own format.
///
/// It holds no more than the first line, so a copy of it is all that is needed to go on with a file later.
package struct FileInspection: Sendable {
    private enum Format {
        /// The first line is not complete.
        case unknown
        case other
        case image(FirmwareHeader, body: SHA256, bodyStart: Int64)
        /// It begins as an image of ours and its first line cannot be read.
        case broken
    }

    /// Bytes so far.
    package private(set) var count: Int64 = 0
    private var whole = SHA256()
    private var head: [UInt8] = []
    private var format = Format.unknown

    /// Begins with no byte.
    package init() {}

    /// Takes the next bytes.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        count += Int64(bytes.count)
        whole.update(bufferPointer: bytes)
        switch format {
        case .other, .broken: break
        case .image(let header, var body, let start):
            // Set aside, so that the hash is not copied when it changes.
            format = .broken
            body.update(bufferPointer: bytes)
            format = .image(header, body: body, bodyStart: start)
        case .unknown: appendToHead(bytes)
        }
    }

    private mutating func appendToHead(_ bytes: UnsafeRawBufferPointer) {
        let limit = FileTransferLimits.firmwareHeaderBytes
        let taken = bytes.prefix(limit - head.count)
        let feed = taken.firstIndex(of: 0x0A)
        head.append(contentsOf: taken[..<(feed ?? taken.endIndex)])
        guard head.starts(with: FirmwareHeader.magic.utf8.prefix(head.count)) else {
            format = .other
            head = []
            return
        }
        guard let feed else {
            if head.count == limit { format = .broken }
            return
        }
        guard head.count >= FirmwareHeader.magic.utf8.count else {
            format = .other
            return
        }
        guard let header = FirmwareHeader(line: head) else {
            format = .broken
            return
        }
        var body = SHA256()
        let rest = UnsafeRawBufferPointer(rebasing: bytes[(feed + 1)...])
        body.update(bufferPointer: rest)
        format = .image(header, body: body, bodyStart: count - Int64(rest.count))
        head = []
    }

    /// What the file is, when these were all of its bytes.
    package var facts: FileFacts {
        let firmware: FileFacts.Firmware
        switch format {
        case .unknown: firmware = head.count < FirmwareHeader.magic.utf8.count ? .none : .broken
        case .other: firmware = .none
        case .broken: firmware = .broken
        case .image(let header, let body, let start):
            let isWhole = count - start == header.size && body.finalize().elementsEqual(header.sha256)
            firmware = isWhole ? .image(version: header.version) : .broken
        }
        return FileFacts(bytes: count, sha256: whole.finalize(), firmware: firmware)
    }
}

/// What a whole file is.
package struct FileFacts: Hashable, Sendable {
    /// Whether it is firmware of our own format.
    package enum Firmware: Hashable, Sendable {
        /// It is something else.
        case none
        /// It is, and its body is whole.
        case image(version: String)
        /// It begins as such, but its first line is wrong, or its body is not the one that the line announces.
        case broken
    }

    /// Its size.
    package let bytes: Int64
    /// Its SHA-256.
    package let sha256: SHA256Digest
    /// Whether it is firmware of our own format.
    package let firmware: Firmware

    /// Makes facts.
    package init(bytes: Int64, sha256: SHA256Digest, firmware: Firmware) {
        self.bytes = bytes
        self.sha256 = sha256
        self.firmware = firmware
    }

    /// The version that a charge point runs after it has installed the file; nil when it cannot be installed.
    ///
    /// An image of our own format names its version. Of any other file it is the last dotted number in its name
    /// (`acme-fw_2.1.7.bin` gives `2.1.7`), and without one `sha256-` and the first twelve digits of its hash. An empty
    /// file and a broken image cannot be installed; with `onlyImages` no other file can.
    package func installedVersion(fileName: String?, onlyImages: Bool) -> String? {
        switch firmware {
        case .image(let version): return version
        case .broken: return nil
        case .none:
            if onlyImages || bytes == 0 { return nil }
            return fileName.flatMap(Self.version(inName:)) ?? "sha256-\(HexadecimalText.text(sha256.prefix(6)))"
        }
    }

    /// The last number with at least one dot between digits, at most 50 characters.
    static func version(inName name: String) -> String? {
        var found: Substring?
        var rest = name[...]
        while let start = rest.firstIndex(where: { $0.isASCII && $0.isNumber }) {
            var number = rest[start...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = number.endIndex < rest.endIndex ? rest[number.endIndex...] : ""
            while number.last == "." { number.removeLast() }
            if number.contains("."), !number.contains(".."), number.utf8.count <= 50 { found = number }
        }
        return found.map(String.init)
    }
}
