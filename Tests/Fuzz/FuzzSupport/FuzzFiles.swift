#if canImport(Glibc)
    import Glibc
#endif

/// The files of a fuzzer: inputs to begin with, and finds.
package enum FuzzFiles {
    /// Name of the file that `--trace` writes before every input.
    package static let traced = "last.frame"
    private static let largestInput = 1 << 20

    /// The contents of the folder's `.frame` files in the order of their names, and frames around the payloads of
    /// `valid-payloads.txt`; a folder that is not there has none.
    package static func corpus(in folder: String) -> [[UInt8]] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".frame"), name != traced { names.append(name) }
        }
        return names.sorted().map { read(folder + "/" + $0) } + validFrames(folder + "/valid-payloads.txt")
    }

    /// Frames from lines of a kind and a payload, like `Authorize.req {"idTag":"x"}`.
    private static func validFrames(_ path: String) -> [[UInt8]] {
        read(path).split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
            let kind = String(decoding: line[..<space], as: UTF8.self)
            let payload = String(decoding: line[(space + 1)...], as: UTF8.self)
            if kind.hasSuffix(".conf") { return Array("[3,\"1\",\(payload)]".utf8) }
            return kind.hasSuffix(".req") ? Array("[2,\"1\",\"\(kind.dropLast(4))\",\(payload)]".utf8) : nil
        }
    }

    static func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: largestInput)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }

    /// Writes a file; false where that cannot be done.
    package static func write(_ bytes: [UInt8], to path: String) -> Bool {
        guard let file = fopen(path, "w") else { return false }
        let count = fwrite(bytes, 1, bytes.count, file)
        return fclose(file) == 0 && count == bytes.count
    }
}
