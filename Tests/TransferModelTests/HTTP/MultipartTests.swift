import OCPPTypes
import Testing

@testable import TransferModel

@Suite struct MultipartTests {
    /// What a form held: name, file name, content.
    struct Found: Equatable {
        var name: String
        var fileName: String?
        var content: [UInt8] = []
        var isComplete = false
    }

    /// Parses a body that comes in pieces of the given sizes, in turn.
    static func parse(_ body: [UInt8], boundary: String = "B", sizes: [Int]) throws -> (
        found: [Found], isComplete: Bool
    ) {
        var parser = try #require(MultipartParser(boundary: boundary))
        var found: [Found] = []
        var rest = body[...]
        var turn = 0
        while !rest.isEmpty {
            let piece = Array(rest.prefix(sizes[turn % sizes.count]))
            rest = rest.dropFirst(piece.count)
            turn += 1
            try piece.withUnsafeBytes { bytes in
                try parser.consume(bytes) { event in
                    switch event {
                    case .began(let part): found.append(Found(name: part.name, fileName: part.fileName))
                    case .data(let data): found[found.count - 1].content += data
                    case .ended: found[found.count - 1].isComplete = true
                    }
                }
            }
        }
        return (found, parser.isComplete)
    }

    static func body(_ text: String) -> [UInt8] { Array(text.utf8) }

    static let form = body(
        "preamble\r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--B \r\n"
            + "content-type: x/y\r\nCONTENT-DISPOSITION: form-data; name=f; filename=\"log \\\"1\\\".gz\"\r\n\r\n"
            + "\r\n-\r\n--\r\n--A\r\r\n--\r\n--B--\r\nepilogue --B\r\n")

    @Test func `a form is the same however it is cut`() throws {
        let expected = [
            Found(name: "a", content: Self.body("one"), isComplete: true),
            Found(
                name: "f", fileName: "log \"1\".gz", content: Self.body("\r\n-\r\n--\r\n--A\r\r\n--"), isComplete: true),
        ]
        for size in 1...Self.form.count {
            let (found, isComplete) = try Self.parse(Self.form, sizes: [size])
            #expect(found == expected, "pieces of \(size)")
            #expect(isComplete)
        }
    }

    /// To repeat one seed: MultipartTests.seed.
    @Test(arguments: 1...40 as ClosedRange<UInt64>) func `random content with pieces of the boundary survives`(
        seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed)
        let pieces: [[UInt8]] = [
            Self.body("\r\n--"), Self.body("\r\n--bound"), Self.body("\r"), Self.body("--bound\r\n"), Self.body("\n"),
            [0, 255, 13, 13, 10], Self.body("\r\n--boun\r\n--boundar"),
        ]
        var content: [UInt8] = []
        for _ in 0..<random.nextIndex(below: 40) { content += pieces[random.nextIndex(below: pieces.count)] }
        // A whole delimiter would end the part.
        let delimiter = Self.body("\r\n--boundary")
        let text =
            Self.body("--boundary\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n")
            + content + delimiter + Self.body("--\r\n")
        let sizes = (0..<8).map { _ in 1 + random.nextIndex(below: 9) }
        let (found, isComplete) = try Self.parse(text, boundary: "boundary", sizes: sizes)
        #expect(found == [Found(name: "f", fileName: "x", content: content, isComplete: true)], "seed \(seed)")
        #expect(isComplete)
    }

    @Test func `an empty part and an empty form`() throws {
        let empty = try Self.parse(
            Self.body("--B\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n\r\n--B--"), sizes: [7])
        #expect(empty.found == [Found(name: "f", fileName: "x", isComplete: true)])
        #expect(empty.isComplete)
        #expect(try Self.parse(Self.body("--B--\r\n"), sizes: [3]).isComplete)
    }

    @Test func `a form that breaks off is not complete`() throws {
        for length in 0..<(Self.form.count - 18) {
            let (_, isComplete) = try Self.parse(Array(Self.form.prefix(length)), sizes: [13])
            #expect(!isComplete, "\(length)")
        }
    }

    static let refused: [(String, MultipartParser.Failure)] = [
        ("--Bx\r\n", .malformedBoundary), ("--B-x", .malformedBoundary), ("--B\r\n\r\n", .malformedHeader),
        ("--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n", .malformedHeader),
        ("--B\r\nContent-Disposition: form-data\r\n\r\n", .malformedHeader),
        ("--B\r\nX: " + String(repeating: "y", count: 9000), .headersTooLong),
        (String(repeating: "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", count: 65), .tooManyParts),
    ]

    @Test(arguments: refused.indices) func `a malformed form is refused`(index: Int) {
        let (text, failure) = Self.refused[index]
        #expect(throws: failure) { try Self.parse(Self.body(text), sizes: [5]) }
    }

    @Test func `the boundary comes out of the content type`() {
        for (type, boundary) in [
            ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data; charset=x; Boundary=\"a b\"", "a b"),
            ("multipart/mixed; boundary=abc", nil), ("multipart/form-data", nil), ("text/plain", nil),
        ] {
            #expect(MultipartParser.boundary(contentType: type) == boundary)
        }
        for boundary in ["", String(repeating: "x", count: 71), "a ", "ä", "a\r"] {
            #expect(MultipartParser(boundary: boundary) == nil)
        }
    }
}
