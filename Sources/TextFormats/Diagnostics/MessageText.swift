/// A text cut to a length that fits a message, with controls made visible.
package func shortened(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for (index, scalar) in text.unicodeScalars.enumerated() {
        if index == 60 {
            result.append("…")
            break
        }
        result.append(scalar)
    }
    return printable(String(result))
}

/// A message with controls made visible.
package func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    result.append(
        contentsOf: text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 })
    return String(result)
}
