import OCPPTypes

/// Finds passwords in a GetConfiguration.conf. Everything has to be as the schema wants it, each key beside its value; in
/// any other frame a password could stand anywhere.
enum ConfigurationSecrets {
    /// Where the contents of the values of AuthorizationKey stand, without their quotes; empty ones are left out. Nil for a
    /// frame that is no plain GetConfiguration.conf.
    static func ranges(in frame: UnsafeRawBufferPointer) -> [Range<Int>]? {
        guard case .callResult(_, let payload)? = try? FrameScanner.scan(frame) else { return nil }
        var reader = JSONReader(UnsafeRawBufferPointer(rebasing: frame[payload]), mode: .strict)
        defer { reader.release() }
        guard let found = try? answer(&reader), reader.cursor == reader.limit else { return nil }
        return found.map { $0.lowerBound + payload.lowerBound..<$0.upperBound + payload.lowerBound }
    }

    private static func answer(_ reader: inout JSONReader) throws(ReadFailure) -> [Range<Int>]? {
        var found: [Range<Int>]?
        var hasUnknownKeys = false
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("configurationKey"), found == nil {
                guard let secrets = try entries(&reader) else { return nil }
                found = secrets
            } else if name.matches("unknownKey"), !hasUnknownKeys {
                hasUnknownKeys = true
                try reader.skipValue()
            } else {
                return nil
            }
        }
        return found ?? []
    }

    private static func entries(_ reader: inout JSONReader) throws(ReadFailure) -> [Range<Int>]? {
        guard reader.peek() == Ascii.openBracket else { return nil }
        var found: [Range<Int>] = []
        reader.cursor += 1
        reader.skipWhiteSpace()
        if reader.peek() == Ascii.closeBracket {
            reader.cursor += 1
            return found
        }
        while true {
            guard let secret = try entry(&reader) else { return nil }
            if !secret.isEmpty { found.append(secret) }
            reader.skipWhiteSpace()
            let next = reader.peek()
            guard next == Ascii.comma || next == Ascii.closeBracket else { return nil }
            reader.cursor += 1
            if next == Ascii.closeBracket { return found }
            reader.skipWhiteSpace()
        }
    }

    /// The password's place in one entry; empty where there is none, nil for an entry that is not plain.
    private static func entry(_ reader: inout JSONReader) throws(ReadFailure) -> Range<Int>? {
        var key: String?
        var value: Range<Int>?
        var names: [Bool] = [false, false, false]
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            let place = name.matches("key") ? 0 : name.matches("value") ? 1 : name.matches("readonly") ? 2 : 3
            guard place < 3, !names[place] else { return nil }
            names[place] = true
            let begin = reader.cursor - reader.start + 1
            guard place < 2, reader.peek() == Ascii.quote else {
                // Null or of another type: nothing that could be masked. A key has to be text.
                guard place != 0 else { return nil }
                if place == 1, reader.peek() != Ascii.lowerN { return nil }
                try reader.skipValue()
                continue
            }
            let text = try reader.string(maximumLength: .max)
            if place == 0 { key = text } else { value = begin..<(reader.cursor - reader.start - 1) }
        }
        guard let key else { return nil }
        let folded = key.lowercased()
        if folded == "authorizationkey" { return value ?? 0..<0 }
        // A name that only resembles it, or a value that names it, could carry the password under another name.
        if folded.contains("authorizationkey") { return nil }
        if let value {
            let text = UnsafeRawBufferPointer(start: reader.start + value.lowerBound, count: value.count)
            if FrameRedaction.namesKey(text) { return nil }
        }
        return 0..<0
    }
}
