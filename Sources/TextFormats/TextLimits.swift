/// Limits of a text that is read with its places; each is an error with its place when a text goes beyond it.
package enum TextLimits {
    /// Size of the text.
    package static let fileBytes = 1 << 20
    /// Nodes of the document, each use of an alias counted with all that stands behind it.
    package static let nodes = 100_000
    /// Levels of nesting.
    package static let depth = 64
    /// Lines that start with `%`: few can be texts, many are directives.
    package static let directiveLines = 100
    /// Diagnostics that are reported before "and N more".
    package static let diagnostics = 50
    /// Scalars of a source line shown with a diagnostic.
    package static let shownLineLength = 110
}
