/// What `Package.swift` says of the targets, read from its text: asking the package manager would need its lock, which a
/// test run holds.
struct Manifest {
    /// One target.
    struct Target: Equatable {
        var name: String
        /// Folder of its sources, from the top.
        var path: String
        /// Targets of the package, and modules of others by the name of their product.
        var dependencies: Set<String>
    }

    var targets: [Target]

    /// Reads the lines of a manifest.
    init(_ lines: [String]) {
        let code = "\n" + lines.map(TidyRules.withoutComment).joined(separator: "\n")
        let products = Self.products(in: code)
        targets = Self.calls(in: code).map { call in
            let name = Self.strings(in: Self.argument("name:", of: call)).first ?? ""
            let path = Self.strings(in: Self.argument("path:", of: call)).first
            let folder = call.hasPrefix(".testTarget") ? "Tests/" : "Sources/"
            return Target(
                name: name, path: path ?? folder + name,
                dependencies: Self.dependencies(in: Self.argument("dependencies:", of: call), products))
        }
    }

    /// The target that a file belongs to: the one with the longest path.
    func target(of file: String) -> Target? {
        targets.filter { file.hasPrefix($0.path + "/") }.max { $0.path.count < $1.path.count }
    }

    /// The calls that make targets, up to their closing parenthesis.
    private static func calls(in code: String) -> [Substring] {
        var found: [Substring] = []
        for kind in [".target(", ".executableTarget(", ".testTarget(", ".systemLibrary("] {
            var rest = code[...]
            while let begin = rest.firstRange(of: kind) {
                let end = closing(rest[begin.upperBound...])
                // The dependency of a product on a target has the same word and no other argument.
                found.append(rest[begin.lowerBound..<end])
                rest = rest[end...]
            }
        }
        return found.filter { $0.contains("name:") }
    }

    /// Where the parenthesis closes that stands open before a text.
    private static func closing(_ text: Substring) -> Substring.Index {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" || text[index] == "[" { depth += 1 }
            if text[index] == ")" || text[index] == "]" { depth -= 1 }
            if depth == 0 { return index }
        }
        return text.endIndex
    }

    /// The text of an argument, up to the comma behind it.
    private static func argument(_ label: String, of call: Substring) -> Substring {
        guard let place = call.firstRange(of: label) else { return "" }
        var depth = 0
        let rest = call[place.upperBound...]
        for index in rest.indices {
            switch rest[index] {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "," where depth == 0: return rest[..<index]
            default: break
            }
        }
        return rest
    }

    /// `let nioCore: Target.Dependency = .product(name: "NIOCore", …)`, and lists of such.
    private static func products(in code: String) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for line in code.split(separator: "\nlet ", omittingEmptySubsequences: false).dropFirst() {
            let name = String(line.prefix { $0 != ":" && $0 != " " })
            guard
                line.dropFirst(name.count).hasPrefix(": Target.Dependency")
                    || line.dropFirst(name.count).hasPrefix(": [Target.Dependency]")
            else { continue }
            // A list ends with a bracket on a line of its own.
            let list = line.dropFirst(name.count).hasPrefix(": [") ? line.firstRange(of: "\n]")?.upperBound : nil
            let end = list ?? line.firstIndex(of: "\n") ?? line.endIndex
            found[name] = Set(named(in: line[..<end]))
        }
        return found
    }

    /// The names of `.product(name: "…", package: "…")`.
    private static func named(in text: Substring) -> [String] {
        text.split(separator: ".product(name: ", omittingEmptySubsequences: false).dropFirst()
            .compactMap { strings(in: $0).first }
    }

    private static func dependencies(in text: Substring, _ products: [String: Set<String>]) -> Set<String> {
        var found: Set<String> = []
        var rest = text
        while let place = rest.firstRange(of: ".product(") {
            let end = closing(rest[place.upperBound...])
            found.formUnion(named(in: rest[place.lowerBound..<end]))
            rest = rest[..<place.lowerBound] + rest[end...]
        }
        found.formUnion(strings(in: rest))
        for word in rest.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            if let product = products[String(word)] { found.formUnion(product) }
        }
        return found
    }

    /// The texts between quotes.
    private static func strings(in text: Substring) -> [String] {
        text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
}
