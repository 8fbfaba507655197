import OCPPTypes

/// What went wrong and where; small and trivial, so that throwing costs the hot path nothing. The field's path is found
/// afterwards from the position (``fieldPath(in:to:at:missing:)``). It never leaves the decoding call, in which its pointer
/// is valid; hence `@unchecked`.
struct ReadFailure: Error, @unchecked Sendable {
    let reason: PayloadError.Reason
    let position: UnsafeRawPointer
}

/// A type that can be read from JSON.
protocol JSONReadable {
    /// Reads one value that begins at the reader's cursor.
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self
}

/// A cursor over the bytes of one frame; reads JSON strictly (RFC 8259) without an intermediate tree.
///
/// Every value leaves the cursor right after itself. White space is skipped before names and values. Whatever the peer
/// sent, no read leaves `start ..< limit`.
struct JSONReader {
    /// First byte of the payload: paths are counted from here.
    let start: UnsafeRawPointer
    /// One past the last byte of the payload.
    let limit: UnsafeRawPointer
    /// The next byte to read.
    var cursor: UnsafeRawPointer
    /// True lets violations pass where something can be kept.
    private(set) var isLenient: Bool
    /// True where lenient decoding is strict on a message's essential members.
    private let isStrictOnEssentials: Bool
    /// Where the name of the current member begins.
    var nameStart: UnsafeRawPointer
    /// Name of the required member whose absence was thrown.
    var missingName: StaticString = ""
    /// What was let pass.
    var violations: Violations
    /// Room for a decoded name with escapes (rare), freed by ``release()``.
    private var scratch: UnsafeMutableRawPointer?

    init(_ text: UnsafeRawBufferPointer, mode: DecodingMode, violations: Violations = Violations()) {
        // An empty buffer may have no base address; any address does for a range without bytes.
        start = text.baseAddress ?? UnsafeRawPointer(bitPattern: 8)!
        limit = start + text.count
        cursor = start
        nameStart = start
        isLenient = mode != .strict
        isStrictOnEssentials = mode == .booking
        self.violations = violations
    }

    /// Frees the scratch memory; the reader's owner calls it once at the end.
    mutating func release() {
        scratch?.deallocate()
        scratch = nil
    }

    /// Memory for a decoded short text, ``ShortText/maximumLength`` bytes.
    mutating func scratchMemory() -> UnsafeMutableRawPointer {
        if let scratch { return scratch }
        let made = UnsafeMutableRawPointer.allocate(byteCount: ShortText.maximumLength, alignment: 8)
        scratch = made
        return made
    }

    /// Reads a member that the message is nothing without: strictly where the mode says so.
    mutating func essential<Value>(
        _ slot: inout Value?, _ read: (inout JSONReader, inout Value?) throws(ReadFailure) -> Void
    ) throws(ReadFailure) {
        let wasLenient = isLenient
        if isStrictOnEssentials { isLenient = false }
        defer { isLenient = wasLenient }
        try read(&self, &slot)
    }

    // MARK: Bytes

    /// The next byte, or 0 at the end: NUL is allowed nowhere outside of strings.
    @inline(__always)
    func peek() -> UInt8 {
        cursor < limit ? cursor.load(as: UInt8.self) : 0
    }

    /// Moves over spaces, tabs and line ends.
    @inline(__always)
    mutating func skipWhiteSpace() {
        if cursor < limit, cursor.load(as: UInt8.self) <= Ascii.space { skipMoreWhiteSpace() }
    }

    @inline(never)
    private mutating func skipMoreWhiteSpace() {
        while cursor < limit {
            switch cursor.load(as: UInt8.self) {
            case Ascii.space, Ascii.tab, Ascii.lineFeed, Ascii.carriageReturn: cursor += 1
            default: return
            }
        }
    }

    // MARK: Failures

    /// A failure at the cursor.
    @inline(never)
    func failure(_ reason: PayloadError.Reason) -> ReadFailure {
        ReadFailure(reason: reason, position: cursor)
    }

    /// The failure of a character that cannot stand at the cursor, or of the text's end.
    @inline(never)
    func unexpected() -> ReadFailure {
        failure(cursor < limit ? .unexpectedCharacter : .truncated)
    }

    /// The failure of a value of another JSON type than the field's; a syntax failure where no value begins.
    @inline(never)
    func wrongType() -> ReadFailure {
        switch peek() {
        case Ascii.quote, Ascii.openBrace, Ascii.openBracket, Ascii.minus, Ascii.zero...Ascii.nine, Ascii.lowerT,
            Ascii.lowerF, Ascii.lowerN:
            failure(.wrongType)
        default: unexpected()
        }
    }

    /// Counts what lenient decoding lets pass.
    @inline(never)
    mutating func note(_ reason: PayloadError.Reason, at position: UnsafeRawPointer) {
        violations.note(reason, field: fieldPath(in: start, to: limit, at: position, missing: nil))
    }
}

/// Names of the ASCII characters that JSON gives a meaning.
enum Ascii {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let minus: UInt8 = 0x2D
    static let point: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let upperE: UInt8 = 0x45
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let lowerB: UInt8 = 0x62
    static let lowerE: UInt8 = 0x65
    static let lowerF: UInt8 = 0x66
    static let lowerN: UInt8 = 0x6E
    static let lowerR: UInt8 = 0x72
    static let lowerT: UInt8 = 0x74
    static let lowerU: UInt8 = 0x75
    static let openBrace: UInt8 = 0x7B
    static let closeBrace: UInt8 = 0x7D
}
