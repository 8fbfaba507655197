import TextFormats

/// A path inside the file store, already proven safe: only plain names below the root, byte for byte as on the disk.
///
/// Paths of peers become a `StorePath` or an error, and nothing below this type sees another path. Names are compared
/// as bytes: Swift's `String` takes two spellings of `é` for equal, a file system does not.
package struct StorePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The names joined by slashes, without a slash at either end; empty for the root.
    package let bytes: [UInt8]

    /// Why a path is refused.
    package enum Refusal: Error, Equatable, Sendable, CaseIterable {
        /// The path or a name is longer than the limits allow.
        case tooLong
        /// More folders inside each other than the limits allow.
        case tooDeep
        /// It has `..`.
        case climbs
        /// A name starts with a dot; such names belong to the store itself.
        case hidden
        /// A name has a control character, a NUL, a backslash or an encoded slash.
        case badCharacter
        /// The bytes are not UTF-8.
        case notUTF8
        /// A percent sign without two hexadecimal digits.
        case badEncoding

        /// A sentence for the peer.
        package var text: String {
            switch self {
            case .tooLong: "the path is too long"
            case .tooDeep: "the path is too deep"
            case .climbs: "a path with .. is refused"
            case .hidden: "a name that starts with a dot is refused"
            case .badCharacter: "a name has a character that is refused"
            case .notUTF8: "the path is not UTF-8"
            case .badEncoding: "the path is not percent-encoded"
            }
        }
    }

    /// Bounds of a path.
    package struct Limits: Sendable, Equatable {
        /// Longest path in bytes.
        package var bytes = 1024
        /// Longest name in bytes; file systems take 255.
        package var nameBytes = 255
        /// Most names in a path.
        package var depth = 8

        /// The default limits.
        package init() {}
    }

    /// The top of the store.
    package static let root = StorePath(unchecked: [])

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A path of the program's own, written in the source.
    package init(literal: StaticString) {
        bytes = literal.withUTF8Buffer { Array($0) }
    }

    /// Reads a path as FTP sends it; without a leading slash it starts at a folder. Empty names and `.` are skipped.
    package init(
        ftp path: some Collection<UInt8>, relativeTo folder: StorePath, limits: Limits = Limits()
    ) throws(Refusal) {
        guard path.count <= limits.bytes else { throw .tooLong }
        var result = path.first == 0x2F ? StorePath.root : folder
        for name in path.split(separator: 0x2F) where !(name.count == 1 && name.first == 0x2E) {
            result = try result.appending(name, limits: limits)
        }
        self = result
    }

    /// Reads the path of a URL: the percent-encoding of each name is taken off after the slashes have been found, so an
    /// encoded slash is refused. A query is not part of it.
    package init(url path: some Collection<UInt8>, limits: Limits = Limits()) throws(Refusal) {
        guard path.count <= 3 * limits.bytes else { throw .tooLong }
        var result = StorePath.root
        for name in path.split(separator: 0x2F) where !(name.count == 1 && name.first == 0x2E) {
            guard let decoded = PercentText.decode(name) else { throw .badEncoding }
            result = try result.appending(decoded, limits: limits)
        }
        self = result
    }

    /// The path one name deeper.
    package func appending(_ name: some Collection<UInt8>, limits: Limits = Limits()) throws(Refusal) -> StorePath {
        guard !name.isEmpty, name.count <= limits.nameBytes else { throw .tooLong }
        if name.elementsEqual([0x2E, 0x2E]) { throw .climbs }
        if name.first == 0x2E { throw .hidden }
        for byte in name where byte < 0x20 || byte == 0x7F || byte == 0x2F || byte == 0x5C { throw .badCharacter }
        guard String(validating: name, as: UTF8.self) != nil else { throw .notUTF8 }
        guard depth < limits.depth else { throw .tooDeep }
        let joined = isRoot ? Array(name) : bytes + [0x2F] + name
        guard joined.count <= limits.bytes else { throw .tooLong }
        return StorePath(unchecked: joined)
    }

    /// The path one name deeper.
    package func appending(_ name: String, limits: Limits = Limits()) throws(Refusal) -> StorePath {
        try appending(Array(name.utf8), limits: limits)
    }

    /// Whether this is the top.
    package var isRoot: Bool { bytes.isEmpty }

    /// How many names the path has.
    package var depth: Int { isRoot ? 0 : bytes.count { $0 == 0x2F } + 1 }

    /// The names from the top.
    package var names: [ArraySlice<UInt8>] { bytes.split(separator: 0x2F) }

    /// The last name; nil for the root.
    package var name: String? { names.last.map { String(decoding: $0, as: UTF8.self) } }

    /// The folder that holds it; the root for the root.
    package var parent: StorePath {
        guard let slash = bytes.lastIndex(of: 0x2F) else { return .root }
        return StorePath(unchecked: Array(bytes[..<slash]))
    }

    /// Whether the path is a folder's or lies below it.
    package func isWithin(_ folder: StorePath) -> Bool {
        if folder.isRoot || self == folder { return true }
        return bytes.count > folder.bytes.count && bytes.starts(with: folder.bytes) && bytes[folder.bytes.count] == 0x2F
    }

    /// With a leading slash, as FTP shows it.
    package var description: String { "/" + String(decoding: bytes, as: UTF8.self) }

    /// With a leading slash, each name percent-encoded.
    package var urlPath: String {
        names.isEmpty ? "/" : names.map { "/" + PercentText.encode($0) }.joined()
    }

    package static func < (a: StorePath, b: StorePath) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}
