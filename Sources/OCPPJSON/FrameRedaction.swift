import OCPPTypes

/// Takes passwords out of frames before they are shown or written down: the value of AuthorizationKey in
/// ChangeConfiguration and GetConfiguration (security white paper A01.FR.12), and passwords in URLs, such as the location
/// of UpdateFirmware. Other frames stay as they are.
package enum FrameRedaction {
    /// The frame without passwords. GetConfiguration.conf loses the value of AuthorizationKey and keeps the others. Any
    /// other frame that names AuthorizationKey in any spelling loses the contents of every string behind a member `value`,
    /// however broken the rest is.
    package static func redacted(_ frame: UnsafeRawBufferPointer) -> [UInt8] {
        URLRedaction.redacted(withoutKeys(frame))
    }

    /// The same for a text.
    package static func redacted(_ frame: String) -> String {
        var frame = frame
        return frame.withUTF8 { String(decoding: redacted(UnsafeRawBufferPointer($0)), as: UTF8.self) }
    }

    private static func withoutKeys(_ frame: UnsafeRawBufferPointer) -> [UInt8] {
        guard namesKey(frame) else { return Array(frame) }
        if let secrets = ConfigurationSecrets.ranges(in: frame) { return masked(frame, secrets) }
        return withoutValues(frame)
    }

    /// Whether bytes contain AuthorizationKey, in any case and also where letters are written as `\u0041`.
    static func namesKey(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if names(bytes, "authorizationkey") { return true }
        guard bytes.contains(UInt8(ascii: "\\")) else { return false }
        let word: StaticString = "authorizationkey"
        var start = 0
        while start < bytes.count {
            var position = start
            let first = plainByte(bytes, at: &position)
            let next = position
            if first | 0x20 == word.utf8Start[0] {
                var index = 1
                while index < word.utf8CodeUnitCount, position < bytes.count,
                    plainByte(bytes, at: &position) | 0x20 == word.utf8Start[index]
                {
                    index += 1
                }
                if index == word.utf8CodeUnitCount { return true }
            }
            start = next
        }
        return false
    }

    /// The byte at a position, or the one that `\u00XX` stands for; the position moves behind it.
    private static func plainByte(_ bytes: UnsafeRawBufferPointer, at position: inout Int) -> UInt8 {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\\"), bytes.count - position >= 6, bytes[position + 1] == UInt8(ascii: "u"),
            bytes[position + 2] == 0x30, bytes[position + 3] == 0x30, let high = hexDigit(bytes[position + 4]),
            let low = hexDigit(bytes[position + 5])
        {
            position += 6
            return high << 4 | low
        }
        position += 1
        return byte
    }

    /// The frame with the contents of some of its strings taken out.
    private static func masked(_ frame: UnsafeRawBufferPointer, _ secrets: [Range<Int>]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for secret in secrets {
            result += frame[position..<secret.lowerBound]
            result += Array("***".utf8)
            position = secret.upperBound
        }
        return result + frame[position...]
    }

    private static func withoutValues(_ frame: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(frame.count)
        var position = 0
        var isValue = false
        while position < frame.count {
            let byte = frame[position]
            guard byte == quote else {
                // Between `"value"` and its string stand a colon and white space only.
                if isValue, byte != UInt8(ascii: ":"), !isSpace(byte) { isValue = false }
                result.append(byte)
                position += 1
                continue
            }
            let end = endOfString(frame, from: position + 1)
            let isClosed = end < frame.count
            if isValue {
                result += [quote] + Array("***".utf8) + (isClosed ? [quote] : [])
                isValue = false
            } else {
                result += frame[position..<min(end + 1, frame.count)]
                isValue =
                    end - position - 1 == 5 && names(UnsafeRawBufferPointer(rebasing: frame[position..<end]), "value")
            }
            position = end + 1
        }
        return result
    }

    private static let quote = UInt8(ascii: "\"")

    /// Index of the quote that ends a string; the frame's end when there is none.
    private static func endOfString(_ frame: UnsafeRawBufferPointer, from start: Int) -> Int {
        var position = start
        while position < frame.count, frame[position] != quote {
            position += frame[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position, frame.count)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Whether bytes contain a word, given in lower case.
    private static func names(_ bytes: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count >= count else { return false }
        for start in 0...(bytes.count - count) {
            var index = 0
            while index < count, bytes[start + index] | 0x20 == word.utf8Start[index] { index += 1 }
            if index == count { return true }
        }
        return false
    }
}
