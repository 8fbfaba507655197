import Foundation

/// What comments and documentation may cite, as functions of text.
enum CitationRules {
    /// The comments of a Swift file, or all of another file, as one line: a citation may go over the end of a line.
    static func prose(of file: SourceTree.File) -> String {
        let parts = file.path.hasSuffix(".swift") ? file.lines.map { comment(in: $0) ?? "|" } : file.lines
        return parts.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    }

    /// The comment of a line without its slashes; nil for a line without a comment.
    private static func comment(in line: String) -> String? {
        var rest = line[...]
        while let slashes = rest.range(of: "//") {
            // A URL in a string is no comment.
            if slashes.lowerBound > line.startIndex, line[line.index(before: slashes.lowerBound)] == ":" {
                rest = rest[slashes.upperBound...]
                continue
            }
            return String(rest[slashes.upperBound...].drop { $0 == "/" })
        }
        return nil
    }

    // MARK: Documents

    /// Names in capitals that may stand before the number of a section or of a version: everybody can get what they
    /// mean.
    private static let published: Set<String> = ["OCPP", "OCPP-J", "OCTT", "HTTP", "YAML", "JSON", "IEEE"]

    /// Sections of documents that are neither in the repository nor published, such as `NOTES §8.2` or `E4 3.18`.
    static func foreignDocuments(in prose: String) -> [String] {
        let words = prose.split(separator: " ").map(String.init)
        return zip(words, words.dropFirst()).compactMap { before, after in
            // Punctuation between the two divides them.
            let name = bare(before)
            let section = bare(after)
            guard before.hasSuffix(name), after.hasPrefix(section), isDocument(name), !published.contains(name),
                isSection(section, of: name)
            else { return nil }
            return "\(name) \(section)"
        }
    }

    /// A word of four and more capitals, or a capital with a digit.
    private static func isDocument(_ word: String) -> Bool {
        let letters = word.filter { $0 != "-" }
        if letters.count >= 4 { return letters.allSatisfy { $0.isASCII && $0.isUppercase } }
        guard word.count == 2, let first = word.first, let last = word.last else { return false }
        return first.isASCII && first.isUppercase && last.isNumber
    }

    /// `§8.2`, `section` and `8.2`; after a long name a whole number as well, which elsewhere may be anything.
    private static func isSection(_ word: String, of name: String) -> Bool {
        if word == "section" || word.hasPrefix("§") { return true }
        let numbers = word.split(separator: ".")
        if numbers.count > 1 { return numbers.allSatisfy { $0.allSatisfy(\.isNumber) } }
        return name.count >= 8 && word.count <= 3 && word.last?.isNumber == true
            && word.allSatisfy { $0.isNumber || $0.isLetter }
    }

    // MARK: Guides

    /// The title of a guide: its first heading.
    static func title(of guide: SourceTree.File) -> String? {
        guide.lines.first { $0.hasPrefix("# ") }.map {
            $0.dropFirst(2).trimmingCharacters(in: CharacterSet(charactersIn: " `"))
        }
    }

    /// Guides named by their title, as in `guide "Errata"`, that are not there.
    static func missingGuides(in prose: String, titles: Set<String>) -> [String] {
        prose.components(separatedBy: "guide \"").dropFirst().compactMap { part in
            let title = String(part.prefix { $0 != "\"" })
            return titles.contains(title) ? nil : title
        }
    }

    /// The catalog that a file of documentation belongs to, as the path of its folder; nil for other files.
    static func catalog(of path: String) -> String? {
        path.range(of: ".docc/").map { String(path[..<$0.upperBound]) }
    }

    /// Articles that `<doc:Name>` or `](doc:Name)` names and the catalog does not have.
    static func missingArticles(in prose: String, articles: Set<String>) -> [String] {
        ["<doc:", "](doc:"].flatMap { prose.components(separatedBy: $0).dropFirst() }.compactMap { part in
            let name = String(part.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
            return articles.contains(name) ? nil : name
        }
    }

    // MARK: Errata

    /// The errata that prose cites, as `v4.0 §3.18`; and the citations that are not `errata v4.0 §3.18` or
    /// `OCPP-J errata v1.0 §3.8`.
    static func errata(in prose: String) -> (cited: Set<String>, misnamed: [String]) {
        let words = prose.split(separator: " ").map(String.init)
        var cited: Set<String> = []
        var misnamed: [String] = []
        for index in words.indices where ["errata", "erratum"].contains(bare(words[index]).lowercased()) {
            guard index + 1 < words.count else { continue }
            let release = bare(words[index + 1])
            let isCitation = release.contains("§") || release.contains { $0.isNumber }
            guard isCitation else { continue }
            var place = index + 2
            let sheet = index > 0 && bare(words[index - 1]) == "OCPP-J" ? "v1.0" : "v4.0"
            guard release == sheet, place < words.count, words[place].hasPrefix("§") else {
                misnamed.append(words[max(0, index - 1)..<min(words.count, index + 3)].joined(separator: " "))
                continue
            }
            cited.insert("\(release) \(bare(words[place]))")
            while words[place] == bare(words[place]) + ",", place + 1 < words.count, words[place + 1].hasPrefix("§") {
                place += 1
                cited.insert("\(release) \(bare(words[place]))")
            }
        }
        return (cited, misnamed)
    }

    /// The errata that have a heading in the guide, as `v4.0 §3.18`, in its order.
    static func headings(of guide: SourceTree.File) -> [String] {
        guide.lines.filter { $0.hasPrefix("### v") }.map { String($0.dropFirst(4).prefix { $0 != ":" }) }
    }

    /// A word without the punctuation around it.
    private static func bare(_ word: String) -> String {
        word.trimmingCharacters(in: CharacterSet(charactersIn: "()[].,;:`*\""))
    }
}
