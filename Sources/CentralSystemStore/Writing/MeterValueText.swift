import OCPPTypes

/// Writes meter values as the JSON text of the message's `meterValue` list: compact, and SQL's JSON functions read it.
struct MeterValueText {
    private var bytes: [UInt8] = []

    /// The text in UTF-8; valid until the next ``write(_:)``.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes(body)
    }

    mutating func write(_ values: [MeterValue]) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(0x5B)
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(0x2C) }
            append("{\"timestamp\":\"")
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: DateTime.encodedLength) { text in
                value.timestamp.write(to: text.baseAddress!)
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[...]))
            }
            append("\",\"sampledValue\":[")
            for (index, sample) in value.sampledValue.enumerated() {
                if index > 0 { bytes.append(0x2C) }
                append("{\"value\":\"")
                appendEscaped(sample.value)
                append("\"")
                member("context", sample.context?.rawValue)
                member("format", sample.format?.rawValue)
                member("measurand", sample.measurand?.rawValue)
                member("phase", sample.phase?.rawValue)
                member("location", sample.location?.rawValue)
                member("unit", sample.unit?.rawValue)
                bytes.append(0x7D)
            }
            append("]}")
        }
        bytes.append(0x5D)
    }

    /// A member whose value needs no escapes.
    private mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        append(",\"")
        append(name)
        append("\":\"")
        append(value)
        bytes.append(0x22)
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func append(_ text: String) {
        // The bytes in one piece; a view of them would be walked one by one.
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func appendEscaped(_ text: String) {
        var text = text
        text.withUTF8 { piece in
            if piece.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
                bytes.append(contentsOf: piece)
            } else {
                for byte in piece { appendEscaped(byte) }
            }
        }
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case 0x22, 0x5C:
            bytes.append(0x5C)
            bytes.append(byte)
        case 0..<0x20:
            append("\\u00" as StaticString)
            for nibble in [byte >> 4, byte & 15] {
                bytes.append(nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
            }
        default:
            bytes.append(byte)
        }
    }
}
