/// A streaming parser of `multipart/form-data` (RFC 7578, RFC 2046 §5.1): the content of a part is handed on as it
/// comes in, only a part's headers are held, and those up to a limit.
package struct MultipartParser: Sendable {
    /// What was found.
    package enum Event {
        /// A part begins.
        case began(Part)
        /// Bytes of the part; valid during the call only.
        case data(UnsafeRawBufferPointer)
        /// The part is complete.
        case ended
    }

    /// The head of a part.
    package struct Part: Hashable, Sendable {
        /// `name` of Content-Disposition.
        package var name: String
        /// `filename`, when the part is a file.
        package var fileName: String?
    }

    /// Why a body is refused.
    package enum Failure: Error, Hashable, Sendable {
        /// The headers of a part are longer than the limit.
        case headersTooLong
        /// A header is not well formed, or Content-Disposition is not `form-data` with a name.
        case malformedHeader
        /// Something other than a line end or `--` follows a boundary.
        case malformedBoundary
        /// More parts than the limit.
        case tooManyParts

        /// A sentence for the peer.
        package var text: String {
            switch self {
            case .headersTooLong: "the headers of a part are too long"
            case .malformedHeader: "a part needs Content-Disposition: form-data with a name"
            case .malformedBoundary: "a boundary is not followed by a line end"
            case .tooManyParts: "the form has too many parts"
            }
        }
    }

    private enum State: Sendable {
        /// Before the first boundary; what stands there is not part of the form.
        case preamble
        /// Behind a boundary; what followed it so far is held.
        case boundary
        /// In the headers of a part, which are held.
        case headers
        /// In the content of a part.
        case content
        /// Behind the last boundary.
        case epilogue
    }

    /// CR LF, two dashes, the boundary.
    private let delimiter: [UInt8]
    private let headerLimit: Int
    private let partLimit: Int
    private var state = State.preamble
    /// How many bytes of the delimiter have matched. The first boundary needs no line end before it.
    private var matched = 2
    private var parts = 0
    /// The rest of a boundary's line, or headers.
    private var held: [UInt8] = []

    /// A parser for a boundary; nil where it is none (RFC 2046 §5.1.1).
    package init?(boundary: String, headerLimit: Int = 8192, partLimit: Int = 64) {
        let bytes = Array(boundary.utf8)
        guard (1...70).contains(bytes.count), bytes.last != 0x20, bytes.allSatisfy({ 0x20...0x7E ~= $0 }) else {
            return nil
        }
        delimiter = [0x0D, 0x0A, 0x2D, 0x2D] + bytes
        self.headerLimit = headerLimit
        self.partLimit = partLimit
    }

    /// The boundary in a Content-Type of `multipart/form-data`; nil for another type.
    package static func boundary(contentType: some StringProtocol) -> String? {
        var fields = HeaderParameters(Array(contentType.utf8))
        guard fields.value.lowercased() == "multipart/form-data" else { return nil }
        while let (name, value) = fields.next() {
            if name == "boundary" { return value }
        }
        return nil
    }

    /// Whether the last boundary has come.
    package var isComplete: Bool {
        if case .epilogue = state { return true }
        return false
    }

    /// Takes bytes and tells what is in them.
    package mutating func consume(
        _ bytes: UnsafeRawBufferPointer, _ emit: (Event) throws -> Void
    ) throws {
        var index = 0
        while index < bytes.count {
            switch state {
            case .preamble, .content: index = try scan(bytes, from: index, emit)
            case .boundary, .headers:
                guard held.count < headerLimit else { throw Failure.headersTooLong }
                held.append(bytes[index])
                index += 1
                if case .boundary = state { try behindBoundary() } else { try inHeaders(emit) }
            case .epilogue: return
            }
        }
    }

    // MARK: Content

    /// Runs through content until the delimiter or the end of the bytes; gives the index behind what was used.
    private mutating func scan(
        _ bytes: UnsafeRawBufferPointer, from start: Int, _ emit: (Event) throws -> Void
    ) throws -> Int {
        var index = start
        // What matched in earlier bytes is in none of these: it is told from the delimiter if it turns out as content.
        var carried = matched
        let isContent = if case .content = state { true } else { false }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == delimiter[matched] {
                matched += 1
                index += 1
                guard matched == delimiter.count else { continue }
                let end = index - (matched - carried)
                if isContent {
                    if end > start { try emit(.data(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))) }
                    try emit(.ended)
                }
                matched = 0
                held.removeAll(keepingCapacity: true)
                state = .boundary
                return index
            }
            if matched > 0 {
                // CR stands only at the delimiter's start, so a new match can begin only at this byte.
                if isContent, carried > 0 {
                    try delimiter[..<carried].withUnsafeBytes { try emit(.data($0)) }
                }
                matched = 0
                carried = 0
                if byte == delimiter[0] { continue }
            }
            index += 1
            while index < bytes.count, bytes[index] != delimiter[0] { index += 1 }
        }
        let end = index - (matched - carried)
        if isContent, end > start { try emit(.data(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))) }
        return index
    }

    // MARK: Boundaries and headers

    private mutating func behindBoundary() throws {
        let padding = held.prefix { $0 == 0x20 || $0 == 0x09 }.count
        switch Array(held.dropFirst(padding)) {
        case [], [0x0D]: break
        case [0x2D] where padding == 0: break
        case [0x2D, 0x2D] where padding == 0: state = .epilogue
        case [0x0D, 0x0A]:
            parts += 1
            guard parts <= partLimit else { throw Failure.tooManyParts }
            held.removeAll(keepingCapacity: true)
            state = .headers
        default: throw Failure.malformedBoundary
        }
    }

    private mutating func inHeaders(_ emit: (Event) throws -> Void) throws {
        guard held == [0x0D, 0x0A] || held.suffix(4) == [0x0D, 0x0A, 0x0D, 0x0A] else { return }
        try emit(.began(try Self.part(held)))
        state = .content
        matched = 0
    }

    private static func part(_ head: [UInt8]) throws -> Part {
        for line in head.split(separator: 0x0A) {
            guard let colon = line.firstIndex(of: 0x3A) else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            guard name == "content-disposition" else { continue }
            var value = Array(line[(colon + 1)...])
            if value.last == 0x0D { value.removeLast() }
            var fields = HeaderParameters(value)
            guard fields.value.lowercased() == "form-data" else { throw Failure.malformedHeader }
            var part = Part(name: "")
            while let (name, value) = fields.next() {
                if name == "name" { part.name = value }
                if name == "filename" { part.fileName = value }
            }
            guard !part.name.isEmpty else { throw Failure.malformedHeader }
            return part
        }
        throw Failure.malformedHeader
    }
}

/// A header of the form `value; name=word; name="quoted text"`.
struct HeaderParameters {
    /// What stands before the first semicolon.
    private(set) var value = ""
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        value = word(upTo: 0x3B)
    }

    /// The next parameter, its name in small letters; nil at the end.
    mutating func next() -> (name: String, value: String)? {
        while index < bytes.count {
            index += 1  // The semicolon.
            let name = word(upTo: 0x3D)
            guard index < bytes.count, bytes[index] == 0x3D else { continue }
            index += 1
            if index < bytes.count, bytes[index] == 0x22 { return (name.lowercased(), quoted()) }
            return (name.lowercased(), word(upTo: 0x3B))
        }
        return nil
    }

    /// Text up to a byte or a semicolon, without blanks around it.
    private mutating func word(upTo end: UInt8) -> String {
        let start = index
        while index < bytes.count, bytes[index] != end, bytes[index] != 0x3B { index += 1 }
        var text = bytes[start..<index].drop { $0 == 0x20 || $0 == 0x09 }
        while text.last == 0x20 || text.last == 0x09 || text.last == 0x0D { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }

    /// Quoted text; a backslash takes the next character as it is, and browsers write a quote as `%22`.
    private mutating func quoted() -> String {
        index += 1
        var text: [UInt8] = []
        while index < bytes.count, bytes[index] != 0x22 {
            if bytes[index] == 0x5C, index + 1 < bytes.count, bytes[index + 1] == 0x22 || bytes[index + 1] == 0x5C {
                index += 1
            }
            text.append(bytes[index])
            index += 1
        }
        while index < bytes.count, bytes[index] != 0x3B { index += 1 }
        return String(decoding: text, as: UTF8.self)
    }
}
