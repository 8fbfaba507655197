/// The head of an HTTP/1.1 request or answer: a start line and header lines, read strictly (RFC 9112).
///
/// Refused are bare line feeds, folded lines, white space before the colon, names that are no tokens and control
/// characters in values: a proxy may read those otherwise than we do.
struct HTTPHead: Equatable {
    enum Failure: Error, Equatable {
        case malformed(String)
        case tooManyHeaders
    }

    /// The three parts of the start line.
    var startLine: [[UInt8]]
    /// Names in lower case, values without white space around them.
    var headers: [(name: String, value: [UInt8])]

    static func == (left: Self, right: Self) -> Bool {
        left.startLine == right.startLine
            && left.headers.elementsEqual(right.headers) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Where a head ends: the index after the first empty line.
    ///
    /// - Parameter start: bytes before it were searched already.
    static func end(in bytes: [UInt8], from start: Int) -> Int? {
        var index = max(start, 3)
        while index < bytes.count {
            if bytes[index] == 10, bytes[index - 1] == 13, bytes[index - 2] == 10, bytes[index - 3] == 13 {
                return index + 1
            }
            index += 1
        }
        return nil
    }

    /// Parses a complete head, its empty line included.
    init(parsing bytes: ArraySlice<UInt8>, maximumHeaders: Int) throws(Failure) {
        var lines = try Self.lines(of: bytes)
        let first = lines.removeFirst()
        // An answer's reason phrase may be empty or contain spaces; its status line still has two separators.
        let parts = first.split(separator: 32, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.allSatisfy({ $0.allSatisfy { $0 >= 32 && $0 != 127 } }) else {
            throw .malformed("start line")
        }
        startLine = parts.map { [UInt8]($0) }
        if startLine.count == 2 {
            startLine.append([])
        }
        guard lines.count <= maximumHeaders else {
            throw .tooManyHeaders
        }
        headers = []
        for line in lines {
            headers.append(try Self.header(line))
        }
    }

    private static func lines(of bytes: ArraySlice<UInt8>) throws(Failure) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes
        while let feed = rest.firstIndex(of: 10) {
            guard feed > rest.startIndex, rest[feed - 1] == 13 else {
                throw .malformed("line feed without carriage return")
            }
            let line = rest[rest.startIndex..<(feed - 1)]
            rest = rest[(feed + 1)...]
            if line.isEmpty {
                break
            }
            lines.append(line)
        }
        guard !lines.isEmpty else {
            throw .malformed("start line")
        }
        return lines
    }

    private static func header(_ line: ArraySlice<UInt8>) throws(Failure) -> (name: String, value: [UInt8]) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(isTokenCharacter)
        else {
            throw .malformed("header name")
        }
        let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 }
        var value = line[(colon + 1)...].drop(while: isBlank)
        while let last = value.last, isBlank(last) {
            value.removeLast()
        }
        guard value.allSatisfy({ $0 == 9 || ($0 >= 32 && $0 != 127) }) else {
            throw .malformed("header value")
        }
        return (String(decoding: line[..<colon], as: UTF8.self).lowercased(), [UInt8](value))
    }

    static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// All values of a header.
    func values(_ name: String) -> [[UInt8]] {
        headers.lazy.filter { $0.name == name }.map(\.value)
    }

    /// The one value of a header; nil where it is missing or repeated.
    func single(_ name: String) -> [UInt8]? {
        let all = values(name)
        return all.count == 1 ? all[0] : nil
    }

    /// The elements of a comma-separated list, over all lines of that header.
    func list(_ name: String) -> [String] {
        values(name).flatMap { value in
            value.split(separator: UInt8(ascii: ",")).map { element in
                var trimmed = element.drop { $0 == 32 || $0 == 9 }
                while let last = trimmed.last, last == 32 || last == 9 {
                    trimmed.removeLast()
                }
                return String(decoding: trimmed, as: UTF8.self)
            }
        }.filter { !$0.isEmpty }
    }

    /// Whether a comma-separated list contains a token, in any case of letters.
    func contains(_ token: String, in name: String) -> Bool {
        list(name).contains { $0.lowercased() == token }
    }
}
