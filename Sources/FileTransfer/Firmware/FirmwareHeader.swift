import Crypto
import OCPPTypes

/// The first line of a firmware image of our own format: everything behind it is the body, any bytes.
///
/// ```text
/// wattswarm-firmware 1 version=1.2.3 size=1048576 sha256=6e340b9c…\n
/// ```
///
/// `size` and `sha256` are those of the body, so an image that was cut or changed on its way is recognised. The line is
/// ASCII, ends with a line feed and has at most ``FileTransferLimits/firmwareHeaderBytes`` bytes.
package struct FirmwareHeader: Hashable, Sendable {
    /// The version that the image installs: 1 to 50 printable characters without blanks.
    package let version: String
    /// Bytes of the body.
    package let size: Int64
    /// SHA-256 of the body.
    package let sha256: [UInt8]

    /// What every image begins with.
    package static let magic = "wattswarm-firmware 1 "

    /// Makes a header; nil when the version cannot stand in one.
    package init?(version: String, size: Int64, sha256: [UInt8]) {
        let isWord = version.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isWord, (1...50).contains(version.utf8.count), size >= 0, sha256.count == 32 else { return nil }
        self.version = version
        self.size = size
        self.sha256 = sha256
    }

    /// The line with its line feed.
    package var line: String {
        "\(Self.magic)version=\(version) size=\(size) sha256=\(HexadecimalText.text(sha256))\n"
    }

    /// Reads a line without its line feed; nil when it is none of this format.
    package init?(line: some Sequence<UInt8>) {
        let text = String(decoding: Array(line), as: UTF8.self)
        guard text.hasPrefix(Self.magic) else { return nil }
        var members: [Substring: Substring] = [:]
        for part in text.dropFirst(Self.magic.count).split(separator: " ", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, members.updateValue(pair[1], forKey: pair[0]) == nil else { return nil }
        }
        guard members.count == 3, let version = members["version"], let size = members["size"].flatMap({ Int64($0) }),
            let sha256 = members["sha256"].flatMap(HexadecimalText.bytes)
        else { return nil }
        self.init(version: String(version), size: size, sha256: sha256)
    }

    /// An image of this format around a body, for tests and for whoever makes firmware.
    package static func image(version: String, body: [UInt8]) -> [UInt8]? {
        guard
            let header = FirmwareHeader(
                version: version, size: Int64(body.count), sha256: Array(SHA256.hash(data: body)))
        else { return nil }
        return Array(header.line.utf8) + body
    }
}
