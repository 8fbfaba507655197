import TextFormats

/// HTML that is safe by construction: what stands in a literal is markup, what is put into it is text and is escaped.
///
/// ```swift
/// let cell: HTML = "<td>\(identity)</td>"        // identity "<b>" becomes &lt;b&gt;
/// let row: HTML = "<tr>\(cell)</tr>"             // HTML inside of HTML stays what it is
/// ```
///
/// Values may stand between tags and inside of attributes in double quotes, nowhere else.
package struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// The markup.
    package private(set) var text: String

    /// Nothing.
    package static let empty: HTML = ""

    package init(stringLiteral value: String) {
        text = value
    }

    package init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
    }

    /// Collects the parts of a literal.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var text: String

        package init(literalCapacity: Int, interpolationCount: Int) {
            text = ""
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        /// Text: escaped.
        package mutating func appendInterpolation(_ value: some StringProtocol) { HTML.escape(value, into: &text) }

        /// A number.
        package mutating func appendInterpolation(_ value: some BinaryInteger) { text += String(value) }

        /// Markup: as it is.
        package mutating func appendInterpolation(_ value: HTML) { text += value.text }

        /// Markup, one after the other.
        package mutating func appendInterpolation(_ values: [HTML]) {
            for value in values { text += value.text }
        }

        /// Markup where there is some.
        package mutating func appendInterpolation(_ value: HTML?) { text += value?.text ?? "" }

        /// A segment of a URL's path or a value of its query: percent-encoded.
        package mutating func appendInterpolation(url value: String) {
            // `.` and `..` would be taken for folders.
            let isFolder = value.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
            text += PercentText.encode(value.utf8, plain: isFolder ? .fileName : .unreserved)
        }
    }

    private static func escape(_ value: some StringProtocol, into text: inout String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            // Characters that turn the direction of writing could make one identity look like another.
            case "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": text += "\u{FFFD}"
            case "\u{0}"..<"\t", "\u{B}"..<"\r", "\u{E}"..<" ", "\u{7F}"..<"\u{A0}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// Adds markup at the end.
    package static func += (a: inout HTML, b: HTML) { a.text += b.text }

    /// The markup, if the condition holds.
    package static func when(_ condition: Bool, _ html: @autoclosure () -> HTML) -> HTML {
        condition ? html() : .empty
    }
}
