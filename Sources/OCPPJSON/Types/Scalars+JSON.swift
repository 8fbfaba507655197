import OCPPTypes

/// A type that can be written as JSON.
protocol JSONWritable {
    /// Appends the value.
    func write(to out: inout OutputBuffer)
}

/// An enumeration with text values on the wire.
protocol WireEnumeration: JSONReadable, JSONWritable {
    /// The case with this text, or nil.
    init?(wire text: ShortText)
    /// The text of the case.
    var wire: StaticString { get }
}

extension WireEnumeration {
    @inline(__always)
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self { try reader.enumeration() }

    @inline(__always)
    func write(to out: inout OutputBuffer) {
        out.quoted(wire)
    }
}

extension Int: JSONReadable, JSONWritable {
    @inline(__always)
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Int { try reader.integer() }

    @inline(__always)
    func write(to out: inout OutputBuffer) { out.integer(Int64(self)) }
}

extension Bool: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Bool { try reader.boolean() }

    func write(to out: inout OutputBuffer) { self ? out.literal("true") : out.literal("false") }
}

extension String: JSONReadable, JSONWritable {
    @inline(__always)
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> String {
        try reader.string(maximumLength: .max)
    }

    @inline(__always)
    func write(to out: inout OutputBuffer) { out.string(self) }
}

extension CiString: JSONReadable, JSONWritable {
    @inline(__always)
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> CiString {
        CiString(unchecked: try reader.string(maximumLength: maxLength))
    }

    @inline(__always)
    func write(to out: inout OutputBuffer) { out.string(value) }
}

extension DecimalNumber: JSONReadable, JSONWritable {
    @inline(__always)
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> DecimalNumber { try reader.decimal() }

    @inline(__always)
    func write(to out: inout OutputBuffer) { out.decimal(self) }
}

extension DateTime: JSONReadable, JSONWritable {
    @inline(__always)
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> DateTime { try reader.dateTime() }

    @inline(__always)
    func write(to out: inout OutputBuffer) { out.dateTime(self) }
}

extension Array: JSONWritable where Element: JSONWritable {
    func write(to out: inout OutputBuffer) {
        out.openList()
        for element in self {
            element.write(to: &out)
            out.comma()
        }
        out.closeList()
    }
}
