/// YAML that grows beyond all bounds when its aliases are written out.
package enum AliasBomb {
    private static let levels: String = {
        let levels = (1..<30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }
        return "a0: &a0 [x, y]\n" + levels.joined()
    }()

    /// Lines that use what grows, each in another way.
    package static let keys = [
        "b: *a29", "b: {*a29}", "{[*a29], b}", "b: !!set {*a29}", "b: {[*a29]\t: v}", "? [\t*a29]\n: x", "<<: *a29",
    ]

    /// A document that ends with such a line.
    package static func text(_ key: String) -> String { levels + key + "\n" }
}
