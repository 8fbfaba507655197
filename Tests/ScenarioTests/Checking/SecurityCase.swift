/// A scenario of one group with `security`, and a line more.
func securityCase(_ name: String, _ security: String, _ line: String, _ expected: String) -> ErrorMessageCase {
    ErrorMessageCase(
        name, text: "scenario: s\nduration: 10s\n\(line)\nfleet: {a: {count: 1, security: \(security)}}",
        expected: expected)
}
