#if canImport(Glibc)
    import Glibc
#endif

/// The documents of the repository that document fuzzers begin with.
package enum DocumentFiles {
    /// Contents of the files below a folder whose names end so, in the order of their paths; an absent folder has none.
    package static func all(below folder: String, ending: String) -> [[UInt8]] {
        paths(below: folder).filter { $0.hasSuffix(ending) }.map { FuzzFiles.read($0) }
    }

    /// The code blocks of a language in a guide.
    package static func blocks(of path: String, language: String) -> [[UInt8]] {
        let lines = String(decoding: FuzzFiles.read(path), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        var blocks: [[UInt8]] = []
        var open: [Substring]?
        for line in lines {
            if let block = open, line.hasPrefix("```") {
                blocks.append(Array((block.joined(separator: "\n") + "\n").utf8))
                open = nil
            } else if open != nil {
                open?.append(line)
            } else if line == "```\(language)" {
                open = []
            }
        }
        return blocks
    }

    private static func paths(below folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            let path = folder + "/" + name
            if entry.pointee.d_type == UInt8(DT_DIR) { found += paths(below: path) } else { found.append(path) }
        }
        return found.sorted()
    }
}
