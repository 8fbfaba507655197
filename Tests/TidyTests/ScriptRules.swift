import Foundation

/// Rules for what is no Swift: scripts of the shell and Python.
enum ScriptRules {
    static let longestLine = 120

    /// Lines that are too long, have tabs or end in spaces.
    static func layout(of lines: [String]) -> [String] {
        var found: [String] = []
        for (index, line) in lines.enumerated() {
            if line.count > longestLine {
                found.append("line \(index + 1): \(line.count) characters, at most \(longestLine)")
            }
            if line.contains("\t") { found.append("line \(index + 1): a tab") }
            if line.hasSuffix(" ") { found.append("line \(index + 1): ends in spaces") }
        }
        return found
    }

    /// Modules that a Python file imports and does not use, functions that are too long, and a bare `except`, which hides
    /// every fault.
    static func python(_ lines: [String]) -> [String] {
        var found: [String] = []
        let code = lines.map { line in String(line.prefix { $0 != "#" }) }
        for (index, line) in code.enumerated() {
            for name in imports(in: line) where !isUsed(name, in: code, besides: index) {
                found.append("line \(index + 1): \(name) is not used")
            }
            if line.drop(while: { $0 == " " }).hasPrefix("except:") { found.append("line \(index + 1): a bare except") }
            if let size = functionSize(at: index, in: lines), size > TidyRules.longestFunction {
                found.append("line \(index + 1): a function of \(size) lines, at most \(TidyRules.longestFunction)")
            }
        }
        return found
    }

    /// The names that `import a, b as c` and `from a import b` bring.
    private static func imports(in line: String) -> [String] {
        let words = line.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return [] }
        var list = words[1]
        if words[0] == "from" {
            guard let place = list.firstRange(of: " import ") else { return [] }
            list = list[place.upperBound...]
        } else if words[0] != "import" {
            return []
        }
        return list.split(separator: ",").compactMap { item in
            let parts = item.split(whereSeparator: { " ().".contains($0) })
            // `import a.b` brings `a`.
            return (item.contains(" as ") ? parts.last : parts.first).map(String.init)
        }
    }

    private static func isUsed(_ name: String, in code: [String], besides own: Int) -> Bool {
        code.enumerated().contains { index, line in
            index != own
                && line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }).contains { $0 == name }
        }
    }

    /// Lines of the function that begins at an index; nil where none does.
    private static func functionSize(at index: Int, in lines: [String]) -> Int? {
        let indent = lines[index].prefix { $0 == " " }.count
        guard lines[index].dropFirst(indent).hasPrefix("def ") else { return nil }
        var last = index
        for next in index + 1..<max(index + 1, lines.count) {
            let text = lines[next]
            if text.allSatisfy({ $0 == " " }) { continue }
            let depth = text.prefix { $0 == " " }.count
            // A signature that is broken closes at the function's own depth.
            if depth <= indent, !text.dropFirst(depth).hasPrefix(")") { break }
            last = next
        }
        return last - index + 1
    }
}
