import CZlib

/// One file of an archive.
package struct ArchiveEntry: Sendable {
    /// What is in it.
    package enum Content: Sendable {
        /// Text or bytes, made when the archive reaches them.
        case bytes(@Sendable () -> [UInt8])
        /// So many bytes that no compression makes smaller, from a seed: they give an archive the size of a large one.
        case noise(count: Int64, seed: UInt64)
    }

    /// Its path in the archive: at most 100 bytes.
    package var name: String
    /// What is in it.
    package var content: Content

    /// Makes an entry.
    package init(_ name: String, _ content: Content) {
        self.name = name
        self.content = content
    }

    /// Makes an entry of text.
    package init(_ name: String, text: @escaping @Sendable () -> String) {
        self.init(name, .bytes { Array(text().utf8) })
    }
}

/// A `tar.gz` that is made while it is read (POSIX.1-1988 ustar, RFC 1952): it never holds more than one entry.
///
/// Equal entries and an equal time give equal bytes.
package final class ArchiveStream: UploadStream {
    /// Why an archive cannot be made.
    package enum Problem: Error, Equatable, Sendable {
        /// An entry's name is empty or longer than 100 bytes.
        case badName
        /// zlib failed with this code.
        case compression(Int32)
    }

    private enum Part {
        case header
        case bytes([UInt8], position: Int)
        case noise(left: Int64, generator: NoiseGenerator)
        case padding(Int)
        case end(left: Int)
        case done
    }

    private let entries: [ArchiveEntry]
    private let modified: Int64
    private var index = 0
    private var part = Part.header
    private var stream = z_stream()
    private var plain = [UInt8](repeating: 0, count: 16_384)
    /// Bytes of `plain` that zlib has taken.
    private var consumed = 0
    private var isFinished = false

    private static let block = 512

    /// Makes an archive of entries that were changed at a time, in seconds since 1970.
    package init(_ entries: [ArchiveEntry], modified: Int64) throws(Problem) {
        guard entries.allSatisfy({ (1...100).contains($0.name.utf8.count) }) else { throw .badName }
        self.entries = entries
        self.modified = max(0, modified)
        let code = wattswarm_gzip_begin(&stream, 1)
        guard code == Z_OK else { throw .compression(code) }
    }

    deinit {
        deflateEnd(&stream)
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if isFinished { return 0 }
        guard let base = buffer.baseAddress else { return 0 }
        stream.next_out = base.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(min(buffer.count, Int(Int32.max)))
        let room = stream.avail_out
        while stream.avail_out > 0, !isFinished {
            try step()
        }
        return Int(room - stream.avail_out)
    }

    /// Gives zlib something to do.
    private func step() throws {
        if stream.avail_in > 0 {
            // What was left of the plain bytes lies at the end of what zlib has taken before.
            try deflateSome(Z_NO_FLUSH)
            return
        }
        let count = try fill()
        if count == 0 {
            try deflateSome(Z_FINISH)
            return
        }
        stream.avail_in = UInt32(count)
        consumed = 0
        try deflateSome(Z_NO_FLUSH)
    }

    private func deflateSome(_ flush: Int32) throws {
        let code = plain.withUnsafeMutableBufferPointer { plain -> Int32 in
            let before = stream.avail_in
            stream.next_in = plain.baseAddress.map { $0 + consumed }
            let code = deflate(&stream, flush)
            consumed += Int(before - stream.avail_in)
            return code
        }
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isFinished = true
        default: throw Problem.compression(code)
        }
    }

    // MARK: Plain bytes

    /// Writes the next plain bytes; 0 after the last.
    private func fill() throws -> Int {
        while true {
            switch part {
            case .header:
                guard index < entries.count else {
                    part = .end(left: 2 * Self.block)
                    continue
                }
                return try begin(entries[index])
            case .bytes(let bytes, let position):
                let count = min(plain.count, bytes.count - position)
                if count == 0 {
                    part = .padding(-bytes.count & (Self.block - 1))
                    continue
                }
                plain.replaceSubrange(0..<count, with: bytes[position..<(position + count)])
                part = .bytes(bytes, position: position + count)
                return count
            case .noise(let left, var generator):
                let count = Int(min(Int64(plain.count), left))
                if count == 0 {
                    part = .padding(0)
                    continue
                }
                generator.fill(&plain, count)
                part = .noise(left: left - Int64(count), generator: generator)
                return count
            case .padding(let count):
                index += 1
                part = .header
                if count == 0 { continue }
                for place in 0..<count { plain[place] = 0 }
                return count
            case .end(let left):
                part = .done
                for place in 0..<left { plain[place] = 0 }
                return left
            case .done: return 0
            }
        }
    }

    private func begin(_ entry: ArchiveEntry) throws -> Int {
        let size: Int64
        switch entry.content {
        case .bytes(let make):
            let bytes = make()
            size = Int64(bytes.count)
            part = .bytes(bytes, position: 0)
        case .noise(let count, let seed):
            // Whole blocks, so that nothing is to be filled up behind them.
            size = (max(0, count) + Int64(Self.block) - 1) / Int64(Self.block) * Int64(Self.block)
            part = .noise(left: size, generator: NoiseGenerator(seed: seed))
        }
        let header = TarHeader.bytes(name: entry.name, size: size, modified: modified)
        plain.replaceSubrange(0..<header.count, with: header)
        return header.count
    }
}

/// The 512 bytes before a file in an archive (ustar).
enum TarHeader {
    static func bytes(name: String, size: Int64, modified: Int64) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: some Sequence<UInt8>, _ offset: Int) {
            for (place, byte) in text.enumerated() { header[offset + place] = byte }
        }
        func octal(_ number: Int64, _ digits: Int) -> [UInt8] {
            let text = Array(String(number, radix: 8).utf8)
            return [UInt8](repeating: 0x30, count: max(0, digits - text.count)) + text.suffix(digits)
        }
        put(name.utf8.prefix(100), 0)
        put(octal(0o644, 7), 100)
        put(octal(0, 7), 108)
        put(octal(0, 7), 116)
        put(octal(size, 11), 124)
        put(octal(modified, 11), 136)
        put([UInt8](repeating: 0x20, count: 8), 148)
        header[156] = UInt8(ascii: "0")
        put("ustar".utf8, 257)
        put("00".utf8, 263)
        let sum = header.reduce(Int64(0)) { $0 + Int64($1) }
        put(octal(sum, 6) + [0, 0x20], 148)
        return header
    }
}

/// Bytes from a seed (SplitMix64).
struct NoiseGenerator: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func fill(_ bytes: inout [UInt8], _ count: Int) {
        var place = 0
        while place < count {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            word ^= word >> 31
            for _ in 0..<8 where place < count {
                bytes[place] = UInt8(truncatingIfNeeded: word)
                word >>= 8
                place += 1
            }
        }
    }
}
