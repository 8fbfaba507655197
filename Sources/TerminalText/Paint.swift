/// Colours of a terminal; without colour they leave the text as it is.
package struct Paint: Equatable, Sendable {
    /// Whether there is colour.
    package let isOn: Bool

    /// Colours, or none.
    package init(isOn: Bool) {
        self.isOn = isOn
    }

    /// The looks in use; the raw value is what stands in the escape sequence.
    package enum Look: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
        case boldRed = "1;31"
        case boldGreen = "1;32"
        case boldYellow = "1;33"
    }

    /// The text in a look; an empty one stays empty.
    package func callAsFunction(_ text: String, _ look: Look?) -> String {
        guard isOn, let look, !text.isEmpty else { return text }
        return "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m"
    }
}
